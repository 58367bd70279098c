import Synchronization

/// The trace of a host's run, on disk, while it is written and afterwards.
package final class TraceFile: Sendable {
    package let path: String
    private let stream: Mutex<FileStream?>

    /// Creates the file, or empties it.
    ///
    /// - Throws: `Failure` where it cannot be written.
    package init(_ path: String) throws(Failure) {
        self.path = path
        stream = Mutex(try FileStream(path))
    }

    func append(_ bytes: [UInt8]) { stream.withLock { $0?.append(bytes) } }

    func close() {
        stream.withLock { stream in
            try? stream?.close()
            stream = nil
        }
    }
}
