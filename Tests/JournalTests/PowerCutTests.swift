import Foundation
import Testing

/// A power cut at any moment loses nothing that was acknowledged, and doubles nothing: a slice of
/// what `make soak` does a hundred thousand times.
@Suite(.serialized) struct PowerCutTests {
    /// The bench, beside the tests it was built with.
    private static let bench = {
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let beside = tests.deletingLastPathComponent().appendingPathComponent("athanor-bench").path
        return FileManager.default.isExecutableFile(atPath: beside)
            ? beside : JournalBench.root + "/.build/release/athanor-bench"
    }()

    /// How cutting the power ended, what was printed, and the counts in it.
    private struct Ending {
        var status: Int32
        var text: String
        var counts: [String: Double] = [:]
    }

    private func cut(_ arguments: [String]) throws -> Ending {
        let script = JournalBench.root + "/Tests/Tools/powercut/powercut.py"
        let (status, text) = try JournalBench.python([script, Self.bench] + arguments)
        var ending = Ending(status: status, text: text)
        let words = text.split { $0 == " " || $0 == "\n" }
        for (name, count) in zip(words, words.dropFirst()) {
            ending.counts[String(name)] = Double(count)
        }
        return ending
    }

    @Test func `what was acknowledged is there after a power cut, once, and nothing else`() throws {
        let ending = try cut(["--trials", "500", "--opens", "25"])
        let counts = ending.counts
        #expect(ending.status == 0, "\(ending.text)")
        #expect(counts["trials"] == 500 && counts["failures"] == 0)
        // The project's own journal went on from some of the disks, and the judge is not blind.
        #expect(counts["opened"] ?? 0 >= 20 && counts["changes"] ?? 0 >= 15)
    }

    @Test(arguments: [".sqlite-wal", ".sqlite", ".checkpoints", "folder"])
    func `a drive that lies about its syncs is found out`(name: String) throws {
        let ending = try cut(["--trials", "300", "--ignore-fsync", name])
        #expect(ending.status == 1)
        #expect(ending.counts["failures"] ?? 0 > 0)
    }
}
