import Foundation

/// A file that is written bit by bit.
///
/// Not thread-safe. What was written counts only after `close`
/// has returned without an error.
package final class FileStream {
    private let path: String
    private let handle: FileHandle
    private var failure: Failure?

    /// Creates the file, or empties it.
    ///
    /// - Throws: `Failure` where it cannot be written.
    package init(_ path: String) throws(Failure) {
        self.path = path
        try Files.write([], to: path)
        guard let handle = FileHandle(forWritingAtPath: path) else {
            throw Failure("\(path) cannot be written.")
        }
        self.handle = handle
    }

    /// Appends; the first error is kept for `close`, since a dry run is not stopped by a full disk.
    package func append(_ bytes: [UInt8]) {
        guard failure == nil, !bytes.isEmpty else { return }
        do {
            try handle.write(contentsOf: Data(bytes))
        } catch {
            failure = Failure("\(path) cannot be written: \(error.localizedDescription)")
        }
    }

    /// Ends the file.
    ///
    /// - Throws: the first `Failure` of any `append`.
    package func close() throws(Failure) {
        try? handle.close()
        if let failure { throw failure }
    }
}
