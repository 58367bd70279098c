import ArgumentParser
import Hosting

/// Which lab a command is about.
struct LabOptions: ParsableArguments {
    @Option(
        help: "The lab: its lab.yaml, or the folder that holds it.",
        completion: .file()
    )
    var lab: String

    @Option(
        help: "The lab state; by default state.yaml beside the lab.",
        completion: .file()
    )
    var state: String?

    @Option(
        help: "The folder with devices/ and protocols/; by default the nearest above the lab.",
        completion: .directory
    )
    var library: String?

    func open() throws -> LoadedLab {
        do throws(Failure) {
            return try LabFolder.open(lab, state: state, library: library)
        } catch {
            throw Terminal.report(error)
        }
    }
}
