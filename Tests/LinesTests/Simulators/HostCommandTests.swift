import Foundation
import Testing

/// A lab's host, commanded from outside as people do.
@Suite(.serialized, .timeLimit(.minutes(10))) struct HostCommandTests {
    private static let plans = ProgramBench.demo + "/plans/"

    /// A host of the simulated demonstration lab that listens.
    private func host(_ bench: ProgramBench, _ arguments: [String] = []) throws -> Child {
        let child = try bench.begin(
            ["serve", "--simulate"] + arguments + ProgramBench.lab
        )
        _ = try child.wait { $0.contains("listens") ? $0 : nil }
        return child
    }

    private func status(_ bench: ProgramBench) throws -> [String: Any] {
        let told = try bench.onLab(["status", "--json"])
        return try #require(
            try JSONSerialization.jsonObject(with: Data(told.output.utf8)) as? [String: Any]
        )
    }

    /// Looks at the host's status until it shows what is wanted, at most a minute.
    private func awaitStatus(
        _ bench: ProgramBench,
        _ wanted: ([String: Any]) -> Bool
    ) throws -> Bool {
        let end = Date() + 60
        while Date() < end {
            if wanted(try status(bench)) { return true }
            Thread.sleep(forTimeInterval: 0.1)
        }
        return false
    }

    private func runState(_ status: [String: Any]) -> String? {
        (status["run"] as? [String: Any])?["state"] as? String
    }

    @Test func `a host tells how it stands, and ends when it is asked to`() throws {
        let bench = try ProgramBench()
        let host = try host(bench)
        let shown = try bench.onLab(["status"])
        #expect(shown.status == 0)
        #expect(shown.output.contains("demo on simulators; you are"))
        #expect(shown.output.contains("No run."))
        let lines = try #require(try status(bench)["lines"] as? [[String: Any]])
        #expect(lines.count == 8)
        let metrics = try bench.onLab(["status", "--metrics"]).output
        #expect(metrics.contains("athanor_line_open{lab=\"demo\",line=\"io-bus\"} 1\n"))
        #expect(metrics.contains("athanor_scan_lateness_seconds_bucket{lab=\"demo\",le=\"+Inf\"}"))
        #expect(metrics.contains("athanor_journal_writable{lab=\"demo\"} 1\n"))
        let end = try bench.onLab(["end"])
        #expect(end.status == 0, "\(end.errors)")
        #expect(try host.finish(seconds: 30).status == 0)
        let gone = try bench.onLab(["status"])
        #expect(gone.status == 2)
        #expect(gone.errors.contains("No host of the lab"))
    }

    @Test func `a device carries out single actions by hand, and what it cannot do is refused`()
        throws
    {
        let bench = try ProgramBench()
        let host = try host(bench, ["--speed", "4"])
        let tare = try bench.onLab(["act", "balance", "tare"])
        #expect(tare.status == 0, "\(tare.errors)")
        #expect(tare.output == "balance tare: done.\n")
        #expect(try bench.onLab(["ready"]).output.contains("its position is not known"))
        #expect(try bench.onLab(["act", "pump", "initialise"]).status == 0)
        let valve = try bench.onLab(["act", "pump", "set-valve", "port=3"])
        #expect(valve.output == "pump set-valve: done.\n", "\(valve.errors)")
        #expect(try bench.onLab(["read", "pump.valve"]).output.contains("3"))
        let wrong: [(arguments: [String], says: String)] = [
            (["pump", "initalise"], "Did you mean “initialise”?"),
            (["pump", "set-valve"], "needs “port”"),
            (["pump", "set-valve", "port=12"], "from 1 to 9"),
            (["pump", "set-valve", "to=3"], "it takes port"),
            (["pump", "set-valve", "3"], "is not NAME=VALUE"),
            (["pump", "move-plunger", "to=5 mm", "rate=1 mL/s"], "is no value of “to”"),
            (["pumpe", "initialise"], "no device “pumpe”"),
        ]
        for (arguments, says) in wrong {
            let ending = try bench.onLab(["act"] + arguments)
            #expect(ending.status != 0)
            #expect(ending.errors.contains(says), "\(ending.errors)")
        }
        let far = try bench.onLab(["act", "pump", "move-plunger", "to=9 mL", "rate=1 mL/s"])
        #expect(far.status == 1)
        #expect(far.errors.contains("outside what the device may be told"), "\(far.errors)")
        #expect(try bench.onLab(["act", "pump"]).output.contains("move-plunger to= rate="))
        // It takes some seconds: meanwhile the device is nobody else's.
        let homing = try bench.begin(["act", "gantry", "home"] + ProgramBench.lab)
        #expect(try awaitStatus(bench) { "\($0)".contains("held-by") })
        let second = try bench.onLab(["act", "gantry", "home"])
        #expect(second.errors.contains("holds gantry"), "\(second.errors)")
        let run = try bench.onLab(["run", Self.plans + "morning-check.yaml"])
        #expect(run.errors.contains("holds gantry"), "\(run.errors)")
        #expect(try homing.finish(seconds: 60).output == "gantry home: done.\n")
        #expect(try !"\(status(bench))".contains("held-by"))
        _ = try bench.onLab(["end"])
        #expect(try host.finish(seconds: 60).status == 0)
    }

    @Test func `a run is held, resumed and stopped from another terminal`() throws {
        let bench = try ProgramBench()
        let host = try host(bench, ["--speed", "4"])
        let run = try bench.begin(
            ["run", Self.plans + "anneal-72h.yaml", "--operator", "yes"] + ProgramBench.lab
        )
        #expect(try awaitStatus(bench) { runState($0) == "execute" })
        let second = try bench.onLab(["run", Self.plans + "morning-check.yaml"])
        #expect(second.status == 2)
        #expect(second.errors.contains("is on"), "\(second.errors)")
        #expect(try bench.onLab(["hold"]).status == 0)
        #expect(try awaitStatus(bench) { runState($0) == "held" })
        let twice = try bench.onLab(["hold"])
        #expect(twice.status == 1)
        #expect(twice.errors.contains("not available now"), "\(twice.errors)")
        #expect(try bench.onLab(["resume"]).status == 0)
        #expect(try awaitStatus(bench) { runState($0) == "execute" })
        #expect(try bench.onLab(["stop", "1"]).status == 0)
        let ending = try run.finish(seconds: 120)
        #expect(ending.status == 1)
        #expect(ending.output.hasPrefix("stopped"), "\(ending.output)")
        _ = try bench.onLab(["end"])
        #expect(try host.finish(seconds: 60).status == 0)
    }

    @Test func `a run goes on when the program that began it is killed`() throws {
        let bench = try ProgramBench()
        let host = try host(bench, ["--speed", "40"])
        let run = try bench.begin(
            ["run", Self.plans + "morning-check.yaml", "--operator", "yes"] + ProgramBench.lab
        )
        #expect(try awaitStatus(bench) { runState($0) == "execute" })
        run.signal(SIGKILL)
        _ = try run.finish(seconds: 10)
        #expect(try awaitStatus(bench) { ["execute", "complete"].contains(runState($0)) })
        _ = try bench.onLab(["stop"])
        _ = try bench.onLab(["end"])
        #expect(try host.finish(seconds: 60).status == 0)
    }

    @Test func `a trip is latched, acknowledged, and reset only when its cause is gone`() throws {
        let bench = try ProgramBench()
        let host = try host(bench)
        #expect(try awaitStatus(bench) { ($0["scan"] as? [String: Any])?["awaits"] == nil })
        #expect(try bench.run(["sim", "set", "inputs.estop-released", "false"]).status == 0)
        #expect(try awaitStatus(bench) { ($0["trips"] as? [Any])?.isEmpty == false })
        let trips = try #require(try status(bench)["trips"] as? [[String: Any]])
        let name = try #require(trips.first?["interlock"] as? String)
        let early = try bench.onLab(["reset", name])
        #expect(early.status == 1)
        #expect(early.errors.contains("its cause is still there"), "\(early.errors)")
        let alarms = try bench.onLab(["alarms"])
        #expect(alarms.output.contains("trip \(name)"), "\(alarms.output)")
        #expect(try bench.onLab(["ack"]).status == 0)
        #expect(try bench.onLab(["alarms"]).output.contains("acknowledged"))
        let ready = try bench.onLab(["ready"])
        #expect(ready.status == 1)
        #expect(ready.output.contains("tripped"), "\(ready.output)")
        #expect(try bench.run(["sim", "set", "inputs.estop-released", "true"]).status == 0)
        Thread.sleep(forTimeInterval: 3)
        for trip in trips {
            let name = try #require(trip["interlock"] as? String)
            #expect(try bench.onLab(["reset", name]).status == 0)
        }
        #expect(try awaitStatus(bench) { ($0["trips"] as? [Any])?.isEmpty == true })
        _ = try bench.onLab(["end"])
        #expect(try host.finish(seconds: 60).status == 0)
    }

    @Test func `bypassing needs a reason and an end, and is an alarm as long as it lasts`() throws {
        let bench = try ProgramBench()
        let host = try host(bench)
        let words = ["bypass", "water-lost", "--for", "10 min"]
        #expect(try bench.onLab(words).status == 64)
        #expect(try bench.onLab(words + ["--reason", " "]).status == 1)
        let long = ["bypass", "water-lost", "--for", "9 h", "--reason", "pump"]
        #expect(try bench.onLab(long).errors.contains("at most 8 h"))
        #expect(try bench.onLab(words + ["--reason", "pump is changed"]).status == 0)
        #expect(try bench.onLab(["alarms"]).output.contains("pump is changed"))
        #expect(try bench.onLab(["bypass", "water-lost", "--end"]).status == 0)
        #expect(try awaitStatus(bench) { ($0["bypasses"] as? [Any])?.isEmpty == true })
        _ = try bench.onLab(["end"])
        #expect(try host.finish(seconds: 60).status == 0)
    }

    @Test func `trips, bypasses and devices out of use outlive a host that is killed`() throws {
        let bench = try ProgramBench()
        let (devices, lab) = try bench.startHardware()
        let options = ["--lab", lab, "--library", Checkout.root]
        let first = try bench.begin(["serve"] + options)
        _ = try first.wait(seconds: 30) { $0.contains("listens") ? $0 : nil }
        let bypass = ["bypass", "water-lost", "--for", "10 min", "--reason", "pump is changed"]
        #expect(try bench.run(bypass + options).status == 0)
        #expect(try bench.run(["mode", "balance", "maintenance"] + options).status == 0)
        #expect(try bench.run(["sim", "set", "inputs.estop-released", "false"]).status == 0)
        let end = Date() + 40
        func told() throws -> String { try bench.run(["status"] + options).output }
        while !(try told().contains("TRIP")), Date() < end { Thread.sleep(forTimeInterval: 0.2) }
        Thread.sleep(forTimeInterval: 0.5)
        #expect(try bench.run(["sim", "set", "inputs.estop-released", "true"]).status == 0)
        first.signal(SIGKILL)
        _ = try? first.finish()
        let second = try bench.begin(["serve"] + options)
        _ = try second.wait(seconds: 30) { $0.contains("listens") ? $0 : nil }
        Thread.sleep(forTimeInterval: 1)
        let after = try told()
        #expect(after.contains("estop-heat") && after.contains("TRIP"), "\(after)")
        #expect(after.contains("BYPASSED: water-lost"), "\(after)")
        #expect(after.contains("maintenance"), "\(after)")
        #expect(try bench.run(["end"] + options).status == 0)
        _ = try second.finish(seconds: 60)
        devices.signal(SIGTERM)
        _ = try devices.finish()
    }

    @Test func `everything is made safe without a run`() throws {
        let bench = try ProgramBench()
        let host = try host(bench)
        #expect(try bench.onLab(["write", "relays.hood-light", "true"]).status == 0)
        let hand = try bench.begin(["write", "relays.contactor", "true"] + ProgramBench.lab)
        _ = try hand.wait(seconds: 30) { $0.contains("stays so") ? $0 : nil }
        #expect(try bench.onLab(["read", "relays.contactor"]).output.contains("true"))
        #expect(try bench.onLab(["safe", "furnace"]).status == 0)
        #expect(try bench.awaitReading("relays.contactor", "false"))
        hand.signal(SIGINT)
        #expect(try hand.finish().status == 0)
        _ = try bench.onLab(["end"])
        #expect(try host.finish(seconds: 60).status == 0)
    }
}
