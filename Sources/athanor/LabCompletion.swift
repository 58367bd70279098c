import ArgumentParser
import Hosting
import Labs

extension CompletionKind {
    /// Points and devices of the lab that stands on the command line.
    static var lab: CompletionKind {
        .custom { words, _, _ in
            guard let at = words.lastIndex(of: "--lab"), at + 1 < words.count,
                let loaded = try? LabFolder.open(words[at + 1])
            else { return [] }
            return loaded.names.pointNames + loaded.lab.devices.map(\.name)
        }
    }
}
