import ArgumentParser
import Devices
import Hosting
import Labs
import Simulation

/// What Tab offers beside files: names of the lab or library that the line is about.
extension CompletionKind {
    static var plan: CompletionKind { .file(extensions: ["yaml", "yml", "json"]) }

    static var items: CompletionKind { named { $0.lab.deck.items.map(\.name) } }
    static var places: CompletionKind { named { $0.lab.deck.slots.map(\.name) } }
    static var materials: CompletionKind { named { $0.lab.materials.map(\.name) } }

    static var profile: CompletionKind {
        .custom { words, _, _ in
            let folder =
                value(of: "--library", in: words) ?? LabFolder.nearestLibrary(to: "lab.yaml")
            return (try? LabFolder.library(folder))?.profiles.map(\.name) ?? []
        }
    }

    /// Kinds of fault, the device to follow.
    static var fault: CompletionKind {
        .list(FaultSpec.Kind.allCases.map { "kind=\($0.rawValue),device=" })
    }

    /// Names of the lab that stands on the line; none before it does.
    private static func named(
        _ names: @escaping @Sendable (LoadedLab) -> [String]
    ) -> CompletionKind {
        .custom { words, _, _ in
            guard let path = value(of: "--lab", in: words),
                let loaded = try? LabFolder.open(path, library: value(of: "--library", in: words))
            else { return [] }
            return names(loaded)
        }
    }

    private static func value(of option: String, in words: [String]) -> String? {
        guard let at = words.lastIndex(of: option), at + 1 < words.count else { return nil }
        return words[at + 1]
    }
}
