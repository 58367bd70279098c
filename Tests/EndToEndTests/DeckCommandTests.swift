import Foundation
import Testing

/// What people change on the deck, with the state in a file of its own.
struct DeckCommandTests {
    private func state(_ scratch: Scratch) throws -> [String] {
        let path = scratch.path("state.yaml")
        try FileManager.default.copyItem(atPath: DemoLab.folder + "/state.yaml", toPath: path)
        return ["--lab", "Examples/demo", "--state", path]
    }

    @Test func `a refill is kept, to the digits it was written in`() throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let lab = try state(scratch)
        let outcome = try Program.run(["deck", "refill", "buffer", "PBS", "40 mL", "--json"] + lab)
        #expect(outcome.code == 0, "\(outcome.errors)")
        let said = try #require(try Program.json(outcome) as? [String: Any])
        #expect(said["revision"] as? Int == 2)
        let text = try String(contentsOfFile: scratch.path("state.yaml"), encoding: .utf8)
        #expect(text.contains("190 mL"))
        #expect(text.contains("500 uL"))
        #expect(!text.contains("00000000"))
    }

    @Test(arguments: [
        (["refill", "acid", "bleach", "1 mL"], "Chlorine"),
        (["refill", "cup-1", "Al2O3", "5 mL"], "solid"),
        (["refill", "buffer", "PBS", "5 g"], "liquid"),
        (["refill", "beaker", "hydrogen", "5 mL"], "forbidden"),
        (["refill", "buffer", "PBS", "50 mL"], "room for 45 mL"),
        (["refill", "plate/J1", "PBS", "5 uL"], "plate/J1"),
        (["load", "plate-2", "d1"], "taken by plate"),
        (["load", "nothing", "d1"], "no item"),
        (["empty", "nothing"], "no vessel"),
    ])
    func `what must not be is refused, and nothing is written`(
        _ words: [String],
        _ because: String
    ) throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let lab = try state(scratch)
        let before = try Data(contentsOf: URL(fileURLWithPath: scratch.path("state.yaml")))
        let outcome = try Program.run(["deck"] + words + lab)
        #expect(outcome.code == 2)
        #expect(outcome.errors.contains(because), "\(outcome.errors)")
        #expect(
            try Data(contentsOf: URL(fileURLWithPath: scratch.path("state.yaml"))) == before
        )
    }

    @Test func `loading, new tips and emptying change the state they name`() throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let lab = try state(scratch)
        for words in [["load", "plate-2", "bench"], ["refill", "tips-1"], ["empty", "samples"]] {
            #expect(try Program.run(["deck"] + words + lab).code == 0)
        }
        let shown = try Program.run(["deck", "show", "--json"] + lab).output
        #expect(shown.contains(#"{"item": "plate-2", "slot": "bench""#))
        #expect(!shown.contains("samples/A1"))
        #expect(!shown.contains(#""state": "used""#))
    }
}
