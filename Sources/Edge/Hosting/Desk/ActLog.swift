import Documents
import Foundation
import Labs
import Lines
import Synchronization

/// What people did at a host, one JSON object a line, for whoever asks afterwards.
///
/// Kept in the runtime folder; a file that cannot be written keeps nobody from stopping anything.
final class ActLog: Sendable {
    /// No file grows beyond this; the older one is kept beside it once.
    private static let greatestSize = 64 << 20

    private let path: String
    private let file: Mutex<FileHandle?>

    /// Goes on with the lab's file, or begins it.
    init(_ loaded: LoadedLab) {
        let name = RuntimeFolder.name(ofLab: loaded.lab.name, at: loaded.labPath)
        path = ((try? RuntimeFolder.path()) ?? "/tmp") + "/acts-" + name + ".jsonl"
        let manager = FileManager.default
        let size = try? manager.attributesOfItem(atPath: path)[.size] as? Int
        if let size, size > Self.greatestSize {
            try? manager.removeItem(atPath: path + ".old")
            try? manager.moveItem(atPath: path, toPath: path + ".old")
        }
        if !manager.fileExists(atPath: path) {
            let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
            _ = manager.createFile(atPath: path, contents: nil, attributes: attributes)
        }
        let handle = FileHandle(forWritingAtPath: path)
        _ = try? handle?.seekToEnd()
        file = Mutex(handle)
    }

    /// Notes an act with who did it, when (UTC) and on what.
    func note(_ act: String, _ details: KeyValuePairs<String, String>, by visitor: Visitor) {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        let members =
            [
                DocumentMember("at", .text(Date().ISO8601Format(style))),
                DocumentMember("user", .text(visitor.user)),
                DocumentMember("role", .text(visitor.role.rawValue)),
                DocumentMember("act", .text(act)),
            ] + details.map { DocumentMember($0.key, .text($0.value)) }
        let line = DocumentWriter.json(.mapping(members)) + [10]
        file.withLock { file in try? file?.write(contentsOf: Data(line)) }
    }
}
