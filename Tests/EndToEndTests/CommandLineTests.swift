import Foundation
import Testing

/// What the command line promises, seen from outside the process.
struct CommandLineTests {
    private let demo = ["--lab", "Examples/demo"]
    private let plans = "Examples/demo/plans/"
    private let wrong = "Examples/demo/wrong/"

    @Test func `the same seed gives the same trace in another process, and another seed another`()
        throws
    {
        let scratch = try Scratch()
        defer { scratch.remove() }
        var traces: [Data] = []
        for seed in ["7", "7", "8"] {
            let trace = scratch.path("trace-\(traces.count).jsonl")
            let outcome = try Program.run(
                ["dry-run", plans + "morning-check.yaml", "--seed", seed, "--trace", trace] + demo
            )
            #expect(outcome.code == 0, "\(outcome.errors)")
            traces.append(try Data(contentsOf: URL(fileURLWithPath: trace)))
        }
        #expect(traces[0] == traces[1])
        #expect(!traces[0].isEmpty)
        #expect(traces[0] != traces[2])
    }

    @Test func `results are read back from a trace, best one marked`() throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let trace = scratch.path("loop.jsonl")
        let run = try Program.run(
            [
                "dry-run", plans + "closed-loop.yaml", "--trace", trace,
                "--planner", "python3 Examples/demo/planner/secant.py",
            ] + demo
        )
        #expect(run.code == 0, "\(run.errors)")
        let results = try Program.run(["results", trace])
        #expect(results.code == 0, "\(results.errors)")
        #expect(results.output.contains("*"))
        #expect(results.output.contains("next.T"))
        #expect(results.output.contains("cup-2"))
        let json = try Program.json(try Program.run(["results", trace, "--json"]))
        let first = try #require((json as? [[String: Any]])?.first)
        #expect(first["name"] as? String == "error")
        #expect(first["unit"] as? String == "K")
        #expect((first["vessels"] as? [String]) == ["cup-2"])
        #expect((first["inputs"] as? [[String: Any]])?.first?["unit"] as? String == "degC")
    }

    @Test func `a file that is no trace is refused with its line`() throws {
        let refused = try Program.run(["results", "README.md"])
        #expect(refused.code == 2)
        #expect(refused.errors.contains("README.md:1"))
        #expect(try Program.run(["results", "/nowhere.jsonl"]).code == 2)
    }

    @Test(arguments: [
        ("plans/parallel.yaml", 0), ("wrong/ramp-too-steep--alumina-cracks.yaml", 1),
        ("wrong/bare-number--volume-without-unit.yaml", 2), ("plans/nothing-here.yaml", 2),
    ])
    func `check ends with 0, 1 or 2`(_ plan: String, _ code: Int32) throws {
        let outcome = try Program.run(["check", "Examples/demo/" + plan] + demo)
        #expect(outcome.code == code)
    }

    @Test func `a plan that cannot be read says where`() throws {
        let outcome = try Program.run(
            ["check", wrong + "bare-number--volume-without-unit.yaml"] + demo
        )
        #expect(outcome.output.contains("bare-number--volume-without-unit.yaml:9:62: error"))
    }

    @Test func `a plan may come by standard input`() throws {
        let text = try String(
            contentsOfFile: DemoLab.root + "/" + plans + "parallel.yaml",
            encoding: .utf8
        )
        #expect(try Program.run(["check", "-"] + demo, input: text).code == 0)
        let cut = try Program.run(["check", "-"] + demo, input: String(text.prefix(700)))
        #expect(cut.code == 2)
        #expect(cut.output.contains("<stdin>:"))
    }

    @Test func `what cannot be done is told to programs as JSON`() throws {
        let outcome = try Program.run(["check", "/nowhere.yaml", "--json"] + demo)
        #expect(outcome.code == 2)
        let error = try #require(try Program.json(outcome) as? [String: Any])
        #expect((error["error"] as? String)?.contains("/nowhere.yaml") == true)
    }

    @Test func `a fixed plan passes, and one without a fix keeps its verdict`() throws {
        let fixed = try Program.run(
            ["check", wrong + "ramp-too-steep--alumina-cracks.yaml", "--fix"] + demo
        )
        #expect(fixed.code == 0)
        #expect(try Program.run(["check", "-"] + demo, input: fixed.output).code == 0)
        let refused = try Program.run(
            ["check", wrong + "furnace-empty--nothing-loaded.yaml", "--fix"] + demo
        )
        #expect(refused.code == 1)
        #expect(refused.output.isEmpty)
        #expect(refused.errors.contains("furnace-empty"))
    }

    @Test func `a faulted run ends with 1 and tells what was injected`() throws {
        let outcome = try Program.run(
            [
                "dry-run", plans + "anneal-72h.yaml", "--json", "--fault",
                "kind=device-dead,device=controller,at=3h",
            ] + demo
        )
        #expect(outcome.code == 1)
        let summary = try #require(try Program.json(outcome) as? [String: Any])
        #expect(summary["outcome"] as? String == "aborted")
        let faults = try #require(summary["faults"] as? [[String: Any]])
        #expect(faults.first?["text"] as? String == "device-dead at controller")
        // It ended early: what a whole run takes at least is no broken promise.
        let promises = try #require(summary["promises"] as? [[String: Any]])
        #expect(promises.allSatisfy { $0["standing"] as? String != "broken" })
    }

    @Test(arguments: ["yes", "no"])
    func `people agree or decline`(_ answer: String) throws {
        let outcome = try Program.run(
            ["dry-run", plans + "assay-by-hand.yaml", "--operator", answer] + demo
        )
        #expect(outcome.code == (answer == "yes" ? 0 : 1), "\(outcome.output)")
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `there are completions for`(_ shell: String) throws {
        let outcome = try Program.run(["--generate-completion-script", shell])
        #expect(outcome.code == 0)
        for word in ["dry-run", "fault", "refill", "yaml"] {
            #expect(outcome.output.contains(word), "\(word)")
        }
    }

    @Test(arguments: [
        "describe", "check", "dry-run", "results", "deck", "schema", "graph", "devices",
        "import recipes",
    ])
    func `help teaches by an example`(_ command: String) throws {
        let words = command.split(separator: " ").map(String.init)
        let outcome = try Program.run(words + ["--help"])
        #expect(outcome.code == 0)
        #expect(outcome.output.contains("  athanor \(command)"))
    }

    @Test(arguments: ["false", "true", "echo garbage", "echo '{}'"])
    func `a planner that ends leaves the plan's fallback`(_ planner: String) throws {
        let plan = plans + "closed-loop.yaml"
        let outcome = try Program.run(["dry-run", plan] + demo + ["--planner", planner])
        #expect(outcome.code == 0 || outcome.code == 1, "\(outcome.errors)")
        #expect(outcome.output.contains("closed-loop"))
        #expect(!outcome.errors.isEmpty)
    }

    @Test(arguments: [("--operator", "answers.yaml"), ("--operator", ""), ("--planner", " ")])
    func `nobody who could answer is an error`(_ option: String, _ text: String) throws {
        let plan = plans + "assay-by-hand.yaml"
        let outcome = try Program.run(["dry-run", plan] + demo + [option, text])
        #expect(outcome.code == 2)
        #expect(!outcome.errors.isEmpty)
    }

    @Test func `a fault that the device cannot have is refused with those it can`() throws {
        let plan = plans + "elisa-dilution.yaml"
        let fault = "kind=heater-stuck-on,device=pump,at=10min"
        let outcome = try Program.run(["dry-run", plan] + demo + ["--fault", fault])
        #expect(outcome.code == 2)
        #expect(outcome.errors.contains("plunger-overload"), "\(outcome.errors)")
    }

    @Test func `a fault after the end is said not to have happened`() throws {
        let plan = plans + "elisa-dilution.yaml"
        let fault = "kind=device-dead,device=pump,at=900h"
        let outcome = try Program.run(["dry-run", plan] + demo + ["--fault", fault])
        #expect(outcome.code == 0)
        #expect(outcome.output.contains("not reached"), "\(outcome.output)")
    }

    @Test func `a person who declines is the fault that ends the run`() throws {
        let plan = plans + "closed-loop.yaml"
        let outcome = try Program.run(["dry-run", plan] + demo + ["--operator", "no"])
        #expect(outcome.code == 1)
        #expect(outcome.output.contains("fault  "), "\(outcome.output)")
    }
}
