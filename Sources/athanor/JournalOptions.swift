import ArgumentParser
import Hosting
import Journaling

/// A lab whose journal is read; no host is needed, and none is disturbed.
struct JournalOptions: ParsableArguments {
    @OptionGroup var lab: LabOptions

    @Option(
        help: "A journal's file, in place of the lab's own.",
        completion: .file(extensions: ["sqlite"])
    )
    var journal: String?

    func open() throws(Failure) -> JournalReader {
        let path = try path()
        do throws(JournalFault) {
            return try JournalReader(path)
        } catch {
            throw Failure(error.message)
        }
    }

    func path() throws(Failure) -> String {
        if let journal { return journal }
        let loaded = try LabFolder.open(lab.lab, state: lab.state, library: lab.library)
        return try StateFolder.journal(of: loaded)
    }

    /// What the journal refuses is told as any failure.
    static func telling<Value>(
        _ body: () throws(JournalFault) -> Value
    ) throws(Failure) -> Value {
        do throws(JournalFault) {
            return try body()
        } catch {
            throw Failure(error.message)
        }
    }
}
