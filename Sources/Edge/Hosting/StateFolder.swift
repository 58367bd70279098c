import Foundation
import Labs
import Lines

/// The folder of what outlives hosts: journals, latches, keys.
package enum StateFolder {
    /// `ATHANOR_RUNTIME` where it is set, else `$XDG_STATE_HOME/athanor`, else
    /// `~/.local/state/athanor`; nil where this machine has none of them.
    static func path() -> String? {
        let environment = ProcessInfo.processInfo.environment
        if let own = environment["ATHANOR_RUNTIME"] { return own }
        let base =
            environment["XDG_STATE_HOME"]
            ?? environment["HOME"].map { $0 + "/.local/state" }
        guard let base else { return nil }
        let folder = base + "/athanor"
        try? FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        return folder
    }

    /// Where the lab's journal is.
    ///
    /// - Throws: `Failure` where there is no place for it.
    package static func journal(of loaded: LoadedLab) throws(Failure) -> String {
        guard let folder = path() else {
            throw Failure("There is no place for a journal: set HOME or XDG_STATE_HOME.")
        }
        let name = RuntimeFolder.name(ofLab: loaded.lab.name, at: loaded.labPath)
        return folder + "/journal-" + name + ".sqlite"
    }
}
