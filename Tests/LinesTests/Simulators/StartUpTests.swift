import Foundation
import Testing

/// What the demonstration lab wants done each morning before the first run.
@Suite(.serialized, .timeLimit(.minutes(10))) struct StartUpTests {
    /// The walk's items about start-up, by their first word: how each stands.
    private func standings(_ bench: ProgramBench) throws -> [String: String] {
        let told = try bench.onLab(["ready", "--json"])
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(told.output.utf8)) as? [String: Any]
        )
        let items = try #require(document["items"] as? [[String: String]])
        #expect((document["ready"] as? Bool) == (told.status == 0), "\(told.output)")
        var standings: [String: String] = [:]
        for item in items where item["subject"]?.hasPrefix("start-up ") == true {
            let words = try #require(item["words"])
            standings[String(words.prefix { $0 != ":" })] = item["standing"]
        }
        return standings
    }

    /// Whether the host tells these standings within half a minute.
    private func awaitStandings(
        _ bench: ProgramBench,
        _ wanted: [String: String]
    ) throws -> Bool {
        let end = Date() + 30
        while Date() < end {
            if try standings(bench) == wanted { return true }
            Thread.sleep(forTimeInterval: 0.2)
        }
        return false
    }

    @Test func `the morning is not over before everything was done that the lab wants, by hand`()
        throws
    {
        let bench = try ProgramBench()
        let host = try bench.begin(["serve", "--simulate", "--speed", "8"] + ProgramBench.lab)
        _ = try host.wait { $0.contains("listens") ? $0 : nil }
        let first = try bench.onLab(["ready"])
        #expect(first.status == 1)
        #expect(first.output.contains("athanor act gantry home"), "\(first.output)")
        #expect(first.output.contains("Close the draft shield"), "\(first.output)")
        #expect(first.output.contains("Not ready: there is more to do."), "\(first.output)")
        // Looking has done nothing.
        #expect(try standings(bench) == ["home": "todo", "tare": "todo"])
        #expect(try bench.onLab(["act", "balance", "tare"]).status == 0)
        #expect(try standings(bench) == ["home": "todo", "tare": "ready"])
        #expect(try bench.onLab(["act", "gantry", "home"]).status == 0)
        let second = try bench.onLab(["ready"])
        #expect(second.status == 0, "\(second.output)")
        #expect(second.output.contains("Ready."))
        // Somebody works at the balance: its tare counts no more.
        #expect(try bench.onLab(["mode", "balance", "maintenance"]).status == 0)
        #expect(try awaitStandings(bench, ["home": "ready", "tare": "todo"]))
        #expect(try bench.onLab(["mode", "balance", "automatic"]).status == 0)
        #expect(try bench.onLab(["ready"]).output.contains("to be done again"))
        // Nobody hears the gantry any more: it may be without power.
        #expect(try bench.onLab(["act", "balance", "tare"]).status == 0)
        #expect(try bench.run(["sim", "fault", "gantry", "line-dead"]).status == 0)
        #expect(try awaitStandings(bench, ["home": "todo", "tare": "ready"]))
        #expect(try bench.run(["sim", "fault", "gantry", "--end"]).status == 0)
        _ = try bench.onLab(["end"])
        #expect(try host.finish(seconds: 60).status == 0)
    }

    @Test func `what was done does not count for a host that begins anew, nor is a run refused`()
        throws
    {
        let bench = try ProgramBench()
        for _ in 0..<2 {
            let host = try bench.begin(["serve", "--simulate", "--speed", "8"] + ProgramBench.lab)
            _ = try host.wait { $0.contains("listens") ? $0 : nil }
            #expect(try standings(bench) == ["home": "todo", "tare": "todo"])
            #expect(try bench.onLab(["act", "balance", "tare"]).status == 0)
            #expect(try standings(bench)["tare"] == "ready")
            let run = try bench.onLab(
                ["run", ProgramBench.demo + "/plans/morning-check.yaml", "--operator", "yes"],
                seconds: 120
            )
            #expect(run.status == 0, "\(run.errors)")
            // The run has homed the gantry itself; asked for is what a person is to do.
            #expect(try standings(bench) == ["home": "todo", "tare": "ready"])
            _ = try bench.onLab(["end"])
            #expect(try host.finish(seconds: 60).status == 0)
        }
    }
}
