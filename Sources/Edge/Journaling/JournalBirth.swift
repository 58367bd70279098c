import Foundation
import GRDB

/// How a journal's files come to be, so that no power cut leaves half a one that is refused later.
enum JournalBirth {
    /// Makes the database beside its place, and puts it there once all of it is on disk.
    ///
    /// Made in its place, it could be cut off between its first transactions: a rollback that no
    /// reader may do, or tables without this program's mark, which are another program's.
    static func make(_ path: String, _ configuration: Configuration) throws {
        let made = path + ".new"
        for end in ["", "-journal", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: made + end)
        }
        let queue = try DatabaseQueue(path: made, configuration: configuration)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: made)
        try JournalSchema.migrator.migrate(queue)
        // Closing moves everything from the log into the file, and syncs that.
        try queue.close()
        try FileManager.default.moveItem(atPath: made, toPath: path)
    }

    /// Makes the names in the folder of `path` durable: a file that is synced may still lose its
    /// own, and be gone.
    ///
    /// Where a file system cannot do that there is nothing better to do.
    static func syncFolder(of path: String) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
