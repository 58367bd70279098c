import Foundation

/// Room on the disk that is given up once others have filled it, so that what must not be lost
/// still has a place: a file beside the journal that holds nothing.
struct DiskReserve: Sendable {
    /// Enough for some hours of audit, alarms and a run's end, and for SQLite to tidy its log.
    static let usualSize = 32 << 20

    let path: String
    let size: Int

    init(beside journal: String, size: Int = usualSize) {
        path = journal + ".reserve"
        self.size = size
    }

    /// Whether it is there as a whole.
    var isThere: Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && Int(status.st_blocks) * 512 >= size
    }

    /// Takes the room where the disk has it; false where it has not.
    func take() -> Bool {
        if isThere { return true }
        guard hasRoom else { return false }
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        // Not a hole: the blocks are really there.
        let isTaken = posix_fallocate(descriptor, 0, off_t(size)) == 0
        close(descriptor)
        if !isTaken { giveUp() }
        return isTaken
    }

    /// Whether the disk would not be full again with it.
    private var hasRoom: Bool {
        var status = statvfs()
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard unsafe statvfs(folder, &status) == 0 else { return false }
        return Int(clamping: status.f_bavail) * Int(clamping: status.f_frsize) >= 2 * size
    }

    func giveUp() { _ = unsafe unlink(path) }
}
