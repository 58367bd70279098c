import Foundation
import Testing

/// The journal of a lab as people and other programs read it.
@Suite(.serialized, .timeLimit(.minutes(Campaign.minutes))) struct JournalCommandTests {
    private static let plan = ProgramBench.demo + "/plans/morning-check.yaml"

    /// What another program says of a command's output.
    private func pipe(_ command: [String], into script: [String]) throws -> Child.Ending {
        let words = (command + ["|"] + script).map { $0 == "|" ? $0 : "'\($0)'" }
        return try Child("/bin/sh", ["-c", words.joined(separator: " ")]).finish(seconds: 120)
    }

    @Test func `a run is listed, shown, exported, and its results are read from the journal`()
        throws
    {
        let bench = try ProgramBench()
        let run = ["run", Self.plan, "--simulate", "--speed", "40", "--operator", "yes"]
        #expect(try bench.onLab(run, seconds: 300).status == 0)
        let runs = try bench.onLab(["runs", "--json"])
        let tree = try JSONSerialization.jsonObject(with: Data(runs.output.utf8))
        let first = try #require((tree as? [[String: Any]])?.first)
        #expect(first["run"] as? Int == 1 && first["plan"] as? String == "morning-check")
        #expect(first["outcome"] as? String == "complete")
        #expect(try bench.onLab(["runs"]).output.contains("morning-check"))
        let shown = try bench.onLab(["runs", "show", "1"])
        #expect(shown.output.hasPrefix(#"{"event":"begin""#))
        #expect(shown.output.contains(#""event":"end""#))
        // What the run was made with is there by its hash.
        let begin = try JSONSerialization.jsonObject(
            with: Data(try #require(shown.output.split(separator: "\n").first).utf8)
        )
        let lab = try #require((begin as? [String: Any])?["lab"] as? [String: Any])
        for (kind, name) in [("profiles", "alicat-mc"), ("protocols", "cavro-dt")] {
            let hash = try #require((lab[kind] as? [String: String])?[name])
            let file = Checkout.root + "/" + (kind == "profiles" ? "devices" : "protocols")
            let text = try String(contentsOfFile: file + "/\(name).yaml", encoding: .utf8)
            #expect(try bench.onLab(["runs", "document", hash]).output == text)
        }
        #expect(try bench.onLab(["runs", "document", "abc"]).status == 2)
        let results = try bench.onLab(["results", "1"])
        #expect(results.output.contains("pressure-drop"), "\(results.errors)")
        let table = try bench.onLab(["export", "1", "--format", "csv"])
        #expect(table.output.hasPrefix("time,point,value,unit,quality\n"))
        #expect(table.output.contains(",argon-mfc.mass-flow,"))
        #expect(table.output.split(separator: "\n").count > 100)
        let missing = try bench.onLab(["export", "7"])
        #expect(missing.status == 2)
        #expect(missing.errors.contains("has no run 7"), "\(missing.errors)")
        let file = bench.folder + "/run.jsonl"
        #expect(try bench.onLab(["export", "1", "--out", file]).status == 0)
        let tool = Checkout.root + "/Tests/Tools/validate_event_model.py"
        let judged = try pipe(["cat", file], into: [PeerScript.python, tool])
        #expect(judged.status == 0, "\(judged.errors)")
        #expect(judged.output.contains("\"stop\": 1"), "\(judged.output)")
    }

    @Test func `what a run said, used and moved, and what alarmed meanwhile, is read afterwards`()
        throws
    {
        let bench = try ProgramBench()
        let host = try bench.begin(["serve", "--simulate", "--speed", "20"] + ProgramBench.lab)
        _ = try host.wait(seconds: 30) { $0.contains("listens") ? $0 : nil }
        let steps = ["pipette.home", "pipette.pick-up", "pipette.eject"]
        let run = try bench.onLab(["do"] + steps, seconds: 120)
        #expect(run.status == 0, "\(run.errors)\(run.output)")
        #expect(try bench.run(["sim", "set", "inputs.estop-released", "false"]).status == 0)
        let end = Date() + 20
        while try !bench.onLab(["alarms"]).output.contains("trip"), Date() < end { usleep(100_000) }
        #expect(try bench.onLab(["ack"]).status == 0)
        _ = try bench.onLab(["end"])
        #expect(try host.finish(seconds: 60).status == 0)
        let said = try bench.onLab(["runs", "show", "1", "--messages"]).output
        #expect(said.contains(#""event":"ended""#), "\(said)")
        let runs = try bench.onLab(["runs", "--json"]).output
        #expect(runs.contains("energy-J"), "\(runs)")
        let past = try bench.onLab(["alarms", "--past"]).output
        #expect(past.contains("active, unacknowledged") && past.contains("acknowledged"), "\(past)")
        let decks = try ["now", "2020-01-01T00:00:00Z", "noon"].map {
            try bench.onLab(["deck", "show", "--at", $0])
        }
        let file = try bench.onLab(["deck"]).output
        #expect(decks[0].status == 0 && decks[0].output != file)
        #expect(decks[0].output.contains("9 tips in the waste"), "\(decks[0].output)")
        #expect(decks[1].errors.contains("no state of this lab by then"), "\(decks[1].errors)")
        #expect(decks[2].errors.contains("is no moment"), "\(decks[2].errors)")
    }

    @Test func `a well that is given up is made anew in a fresh one by a plan of its own`() throws {
        let bench = try ProgramBench()
        let wells = Checkout.root + "/Tests/Fixtures/Plans/three-wells.yaml"
        let run = try bench.onLab(["run", wells, "--simulate", "--speed", "40"], seconds: 300)
        #expect(run.status == 0, "\(run.errors)\(run.output)")
        let plan = bench.folder + "/redo.yaml"
        let words = ["redo", "1", "plate-2/B1", "plate-2/H12", "--out", plan]
        let written = try bench.onLab(words)
        #expect(written.status == 0, "\(written.errors)")
        let text = try String(contentsOfFile: plan, encoding: .utf8)
        let steps = text.split(separator: "\n").filter { $0.contains("transfer") }
        #expect(steps.count == 2, "\(text)")
        #expect(text.contains("samples/B1") && text.contains("diluent"), "\(text)")
        #expect(!text.contains("samples/A1"), "\(text)")
        _ = try bench.onLab(["end"])
        let gone = Date() + 60
        while bench.hasHost, Date() < gone { Thread.sleep(forTimeInterval: 0.1) }
        let again = try bench.onLab(["run", plan, "--simulate", "--speed", "40"], seconds: 300)
        #expect(again.status == 0, "\(again.errors)\(again.output)")
        for (words, reason) in [
            (["1", "plate-2/B1", "plate-2/H12"], "is not fresh"),
            (["1", "plate-2/Z99", "plate-2/H12"], "no well"),
            (["1", "plate-2/G7", "plate-2/H11"], "put nothing into plate-2/G7"),
            (["7", "plate-2/B1", "plate-2/H12"], "no run 7"),
        ] {
            let refused = try bench.onLab(["redo"] + words)
            #expect(refused.status == 2, "\(words)")
            #expect(refused.errors.contains(reason), "\(refused.errors)")
        }
    }

    @Test func `a wall clock that was set back by a year is an alarm, and nothing is lost`() throws
    {
        let bench = try ProgramBench()
        for isSetBack in [false, true] {
            let host = try bench.begin(["serve", "--simulate"] + ProgramBench.lab)
            _ = try host.wait(seconds: 30) { $0.contains("listens") ? $0 : nil }
            #expect(try bench.onLab(["write", "relays.hood-light", "true"]).status == 0)
            let alarms = try bench.onLab(["alarms"]).output
            #expect(alarms.contains("clock set back") == isSetBack, "\(alarms)")
            _ = try bench.onLab(["end"])
            #expect(try host.finish(seconds: 60).status == 0)
            let journal = try #require(
                try FileManager.default.contentsOfDirectory(atPath: bench.folder)
                    .first { $0.hasSuffix(".sqlite") }
            )
            let script =
                "import sqlite3,sys; db = sqlite3.connect(sys.argv[1]);"
                + "db.execute('UPDATE states SET wall = wall + 31536000000000000'); db.commit()"
            let python = ["-c", script, bench.folder + "/" + journal]
            #expect(try Child("/usr/bin/python3", python).finish(seconds: 20).status == 0)
        }
        #expect(try bench.onLab(["audit", "verify"]).status == 0)
    }

    @Test
    func `acts are on the audit record, which two verifiers find untouched, and one of them not`()
        throws
    {
        let bench = try ProgramBench()
        let host = try bench.begin(["serve", "--simulate"] + ProgramBench.lab)
        _ = try host.wait(seconds: 30) { $0.contains("listens") ? $0 : nil }
        #expect(try bench.onLab(["write", "relays.hood-light", "true"]).status == 0)
        let words = ["bypass", "water-lost", "--for", "10 min", "--reason", "pump is changed"]
        #expect(try bench.onLab(words).status == 0)
        #expect(try bench.onLab(["safe", "gas"]).status == 0)
        _ = try bench.onLab(["end"])
        #expect(try host.finish(seconds: 60).status == 0)
        let shown = try bench.onLab(["audit"])
        for word in [#""act":"write""#, "pump is changed", #""act":"safe""#] {
            #expect(shown.output.contains(word), "\(shown.output)")
        }
        let own = try bench.onLab(["audit", "verify"])
        #expect(own.status == 0, "\(own.errors)")
        let record = bench.folder + "/record.jsonl"
        #expect(try bench.onLab(["audit", "export", "--out", record]).status == 0)
        let journal = try #require(
            try FileManager.default.contentsOfDirectory(atPath: bench.folder)
                .first { $0.hasSuffix(".sqlite") }
        )
        let kept = bench.folder + "/" + journal
        let verifier = ["/usr/bin/python3", Checkout.root + "/Tests/Tools/verify_audit.py"]
        let files = [record, kept + ".checkpoints", kept + ".key.pub"]
        let python = try Child(verifier[0], [verifier[1]] + files).finish(seconds: 60)
        #expect(python.status == 0, "\(python.output)\(python.errors)")
        #expect(python.output.hasPrefix("ok "))
        // A forger who makes every hash anew does not have the key.
        let text = try String(contentsOfFile: record, encoding: .utf8)
        try text.replacing("pump is changed", with: "pump was checked")
            .write(toFile: record, atomically: true, encoding: .utf8)
        let forged = try Child(verifier[0], [verifier[1]] + files).finish(seconds: 60)
        #expect(forged.status == 1)
        #expect(forged.output.hasPrefix("altered"))
    }

    /// A slice, or the whole campaign.
    private static let kills = Campaign.isWhole ? 200 : 4

    @Test func `no act that was acknowledged is lost when its host is killed`() throws {
        let bench = try ProgramBench()
        let simulator = try bench.start()
        var acknowledged = 0
        var dice = SystemRandomNumberGenerator()
        for _ in 0..<Self.kills {
            let host = try bench.begin(["serve"] + ProgramBench.lab)
            _ = try host.wait(seconds: 30) { $0.contains("listens") ? $0 : nil }
            let killer = Thread { [number = host.number] in
                Thread.sleep(forTimeInterval: 0.2 + Double.random(in: 0...1.5))
                kill(number, SIGKILL)
            }
            killer.start()
            while true {
                let value = Bool.random(using: &dice) ? "true" : "false"
                let ending = try bench.run(
                    ["mode", "balance", value == "true" ? "manual" : "automatic"]
                        + ProgramBench.lab
                )
                guard ending.status == 0 else { break }
                acknowledged += 1
            }
            _ = try? host.finish(seconds: 20)
        }
        let record = try bench.onLab(["audit", "--last", "100000"]).output
        let kept = record.split(separator: "\n").count { $0.contains(#""act":"mode""#) }
        #expect(kept >= acknowledged && acknowledged > 0, "\(kept) of \(acknowledged)")
        #expect(try bench.onLab(["audit", "verify"]).status == 0)
        simulator.signal(SIGTERM)
        #expect(try simulator.finish().status == 0)
    }

    @Test func `a run whose host was killed is in doubt until somebody has looked`() throws {
        let bench = try ProgramBench()
        // A lab that says nothing of it wants the safe state.
        let folder = try bench.copyLab { $0.replacing(/\nrestart: .*/, with: "") }
        let lab = ["--lab", folder, "--library", Checkout.root]
        let simulator = try bench.start(["--speed", "4"], at: folder)
        let run = try bench.begin(["run", Self.plan, "--operator", "yes"] + lab)
        var host: Int32 = 0
        let end = Date() + 60
        while Date() < end {
            let told = try bench.run(["status", "--json"] + lab).output
            let tree = try? JSONSerialization.jsonObject(with: Data(told.utf8)) as? [String: Any]
            host = Int32(tree?["process"] as? Int ?? 0)
            if (tree?["run"] as? [String: Any])?["state"] as? String == "execute" { break }
            Thread.sleep(forTimeInterval: 0.05)
        }
        try #require(host > 1)
        kill(host, SIGKILL)
        _ = try? run.finish(seconds: 20)
        let shown = try bench.run(["recover"] + lab)
        #expect(shown.output.contains("Run 1 (morning-check) was cut off"), "\(shown.errors)")
        let second = try bench.run(["run", Self.plan, "--operator", "yes"] + lab)
        #expect(second.status == 2)
        #expect(second.errors.contains("athanor recover"), "\(second.errors)")
        #expect(try bench.run(["ready"] + lab).output.contains("was cut off"))
        #expect(try bench.run(["recover", "1", "--found", " "] + lab).status == 1)
        let closed = ["recover", "1", "--found", "spout shut by hand, nothing spilt"]
        #expect(try bench.run(closed + lab).status == 0)
        #expect(try bench.run(["recover"] + lab).errors.contains("No run was cut off"))
        #expect(try bench.run(["runs"] + lab).output.contains("cut-off"))
        #expect(try bench.run(["audit"] + lab).output.contains("spout shut by hand"))
        _ = try bench.run(["end"] + lab)
        simulator.signal(SIGTERM)
        #expect(try simulator.finish().status == 0)
    }

    @Test func `without a journal nothing new is begun, and stopping works`() throws {
        let bench = try ProgramBench()
        let first = try bench.begin(["serve", "--simulate"] + ProgramBench.lab)
        _ = try first.wait(seconds: 30) { $0.contains("listens") ? $0 : nil }
        _ = try bench.onLab(["end"])
        #expect(try first.finish(seconds: 60).status == 0)
        let journal = try #require(
            try FileManager.default.contentsOfDirectory(atPath: bench.folder)
                .first { $0.hasSuffix(".sqlite") }
        )
        let path = bench.folder + "/" + journal
        try Data(repeating: 9, count: 9000).write(to: URL(fileURLWithPath: path))
        let host = try bench.begin(["serve", "--simulate"] + ProgramBench.lab)
        _ = try host.wait(seconds: 30) { $0.contains("listens") ? $0 : nil }
        for arguments in [
            ["write", "relays.hood-light", "true"], ["run", Self.plan],
            ["bypass", "water-lost", "--for", "10 min", "--reason", "pump"],
        ] {
            let ending = try bench.onLab(arguments)
            #expect(ending.status != 0)
            #expect(ending.errors.contains("could not be recorded"), "\(ending.errors)")
        }
        #expect(try bench.onLab(["alarms"]).output.contains("journal not written"))
        #expect(try bench.onLab(["safe"]).status == 0)
        _ = try bench.onLab(["end"])
        #expect(try host.finish(seconds: 60).status == 0)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(repeating: 9, count: 9000))
    }
}
