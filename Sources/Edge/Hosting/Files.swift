import Foundation

/// Reading and writing whole files, bounded and with errors a person can act on.
package enum Files {
    /// No document is longer; a recipe collection may be.
    package static let greatestLength = 64 << 20

    /// Stands for standard input where a document is read.
    package static let standardInput = "-"

    /// What findings call a document: its path, or `<stdin>`.
    package static func label(_ path: String) -> String {
        path == standardInput ? "<stdin>" : path
    }

    /// The file's bytes; those of standard input for `-`.
    ///
    /// - Throws: `Failure` where it cannot be opened, is no file, or is longer than `limit` bytes.
    package static func read(_ path: String, limit: Int = greatestLength) throws(Failure) -> [UInt8]
    {
        if path == standardInput { return try read(.standardInput, label(path), limit) }
        guard exists(path) else { throw Failure("There is no file \(path).") }
        guard !isFolder(path) else { throw Failure("\(path) is a folder, not a file.") }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw Failure("\(path) cannot be read; look at its permissions.")
        }
        defer { try? handle.close() }
        return try read(handle, path, limit)
    }

    private static func read(
        _ handle: FileHandle,
        _ name: String,
        _ limit: Int
    ) throws(Failure) -> [UInt8] {
        do {
            // One byte more than allowed tells too long from just right, for devices and pipes too.
            let data = try handle.read(upToCount: limit + 1) ?? Data()
            guard data.count <= limit else {
                throw Failure(
                    "\(name):1:1: This is longer than \(limit) bytes, the most that is read."
                )
            }
            return Array(data)
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure("\(name) cannot be read: \(error.localizedDescription)")
        }
    }

    /// Writes the file as a whole: what was there stays until the new bytes are complete.
    ///
    /// - Throws: `Failure` where the folder or the file cannot be written.
    package static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
        let url = URL(fileURLWithPath: path)
        do {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(bytes).write(to: url, options: .atomic)
        } catch {
            throw Failure("\(path) cannot be written: \(error.localizedDescription)")
        }
    }

    /// The names in a folder that end in one of `extensions`, sorted.
    package static func list(_ folder: String, extensions: [String]) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { name in extensions.contains { name.hasSuffix("." + $0) } }.sorted()
            .map { folder + "/" + $0 }
    }

    package static func isFolder(_ path: String) -> Bool {
        let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        return (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory ?? false
    }

    package static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path)
    }
}
