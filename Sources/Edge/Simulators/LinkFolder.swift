import Glibc
import Lines

/// Links with stable names to pseudo-terminals, whose own names change with every start:
/// `FOLDER/LINE`.
///
/// Not thread-safe.
struct LinkFolder {
    private var links: [(path: String, target: String)] = []

    /// Makes a link for each line that is a device file; the folder is made where it is missing.
    ///
    /// - Throws: `LineFault` where the folder cannot be written, or something that is no link has
    ///   the name of a line.
    init(_ folder: String, _ ports: [(line: String, address: PortAddress)]) throws(LineFault) {
        if unsafe mkdir(folder, 0o755) != 0, errno != EEXIST {
            throw LineFault("\(folder) cannot be made", errno: errno)
        }
        for (line, address) in ports {
            guard case .device(let target) = address else { continue }
            do throws(LineFault) {
                try add(folder + "/" + line, target)
            } catch {
                remove()
                throw error
            }
        }
    }

    private mutating func add(_ path: String, _ target: String) throws(LineFault) {
        var status = stat()
        if unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFLNK {
            throw LineFault("\(path) is there already and is no link; take it away.")
        }
        // A new link takes the old one's place at once: no moment without one.
        let fresh = path + ".new"
        unsafe unlink(fresh)
        guard unsafe symlink(target, fresh) == 0, unsafe rename(fresh, path) == 0 else {
            throw LineFault("\(path) cannot be made", errno: errno)
        }
        links.append((path, target))
    }

    /// Takes away the links that still are as they were made.
    mutating func remove() {
        for link in links where Self.target(of: link.path) == link.target {
            unsafe unlink(link.path)
        }
        links.removeAll()
    }

    private static func target(of path: String) -> String {
        var bytes = [CChar](repeating: 0, count: 256)
        let count = unsafe readlink(path, &bytes, bytes.count)
        guard count > 0 else { return "" }
        return String(decoding: bytes.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
