import Glibc
import Lines

/// The files of a running simulator in the runtime folder.
struct SimulatorPaths: Hashable, Sendable {
    let socket: String
    let lock: String

    private static let suffix = ".sim"

    /// Those of the lab called `name` at `path`.
    ///
    /// - Throws: `LineFault` where the runtime folder cannot be used.
    init(lab name: String, at path: String) throws(LineFault) {
        let folder = try RuntimeFolder.path()
        self.init(socket: folder + "/" + RuntimeFolder.name(ofLab: name, at: path) + Self.suffix)
    }

    private init(socket: String) {
        self.socket = socket
        lock = socket + ".lock"
    }

    /// Every socket there is, in the order of their names; those of dead simulators too.
    ///
    /// - Throws: `LineFault` where the runtime folder cannot be used.
    static func all() throws(LineFault) -> [SimulatorPaths] {
        let folder = try RuntimeFolder.path()
        guard let stream = unsafe opendir(folder) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while names.count < 1000, let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(Self.suffix) { names.append(name) }
        }
        return names.sorted().map { SimulatorPaths(socket: folder + "/" + $0) }
    }
}
