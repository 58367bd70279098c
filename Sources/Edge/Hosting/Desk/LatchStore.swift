import Documents
import Foundation
import Labs
import Lines
import Quantities

/// Latched trips, bypasses and devices out of use on disk, so that they outlive the host and its
/// machine.
///
/// A small file of its own beside everything else, replaced as a whole at every change. A bypass
/// ends with the boot it was made in: across a boot nobody can prove how long it has lasted.
struct LatchStore: Sendable {
    /// What is kept.
    struct Content: Hashable, Sendable {
        /// Names of interlocks, in the order they tripped.
        var latched: [String] = []
        var bypasses: [Kept] = []
        /// By name of the device: maintenance or out of service.
        var modes: [String: DeviceState.Mode] = [:]
    }

    struct Kept: Hashable, Sendable {
        var interlock: String
        var by: String
        var reason: String
        /// CLOCK_BOOTTIME, ns.
        var until: Int64
    }

    private let path: String
    private let boot: String
    private var saved = Content()

    /// The store of a lab; nil where it has no place on this machine.
    init?(_ loaded: LoadedLab) {
        guard let folder = StateFolder.path() else { return nil }
        let name = RuntimeFolder.name(ofLab: loaded.lab.name, at: loaded.labPath)
        path = folder + "/latches-" + name + ".json"
        boot = Moment.bootID
    }

    /// What was kept; nothing where there is no file, and every interlock latched where there is
    /// one that cannot be read: what was tripped then, nobody knows.
    mutating func load(_ lab: Lab) -> Content {
        guard Files.exists(path) else { return Content() }
        let limits = DocumentLimits(bytes: 1 << 20, depth: 6, nodes: 20_000)
        guard let bytes = try? Files.read(path, limit: 1 << 20),
            let tree = try? DocumentTree.read(bytes, file: path, syntax: .json, limits: limits)
        else { return Content(latched: lab.interlocks.map(\.name)) }
        let document = DocumentValue(tree)
        var content = Content()
        content.latched = document.list("latched").compactMap(\.text)
        if case .mapping(let modes)? = document.member("modes") {
            for member in modes {
                content.modes[member.key] = member.value.text.flatMap(DeviceState.Mode.init)
            }
        }
        guard document.member("boot") == .text(boot), !boot.isEmpty else { return content }
        content.bypasses = document.list("bypasses").compactMap { kept in
            guard let interlock = kept.member("interlock")?.text,
                let by = kept.member("by")?.text, let reason = kept.member("reason")?.text,
                let until = kept.member("until-ns")?.text.flatMap({ Int64($0) })
            else { return nil }
            return Kept(interlock: interlock, by: by, reason: reason, until: until)
        }
        saved = content
        return content
    }

    /// Writes what has changed; in words what went wrong, nil where all is well.
    mutating func save(_ content: Content) -> String? {
        guard content != saved else { return nil }
        let document = DocumentValue.members([
            "boot": .text(boot),
            "latched": .list(content.latched.map { .text($0) }),
            "modes": .mapping(
                content.modes.sorted { $0.key < $1.key }
                    .map { DocumentMember($0.key, .text($0.value.rawValue)) }
            ),
            "bypasses": .list(
                content.bypasses.map { kept in
                    .members([
                        "interlock": .text(kept.interlock), "by": .text(kept.by),
                        "reason": .text(kept.reason), "until-ns": .text("\(kept.until)"),
                    ])
                }
            ),
        ])
        do {
            try Files.write(DocumentWriter.json(document, .pretty), to: path + ".new")
            try FileManager.default.replaceByRename(path + ".new", path)
            saved = content
            return nil
        } catch let failure as Failure {
            return failure.message
        } catch {
            return "\(path) cannot be replaced."
        }
    }
}

extension FileManager {
    /// One file takes another's place at once: no moment without either.
    fileprivate func replaceByRename(_ from: String, _ to: String) throws {
        guard unsafe rename(from, to) == 0 else {
            throw Failure("\(to) cannot be replaced: \(unsafe String(cString: strerror(errno))).")
        }
    }
}

extension DocumentValue {
    fileprivate func list(_ key: String) -> [DocumentValue] {
        if case .list(let items)? = member(key) { items } else { [] }
    }

    fileprivate var text: String? { if case .text(let text) = self { text } else { nil } }
}
