import Foundation
import Testing

/// What people do by hand, and what is left of it once they have gone.
@Suite(.serialized, .timeLimit(.minutes(10))) struct HandTests {
    private func host(_ bench: ProgramBench, _ arguments: [String] = []) throws -> Child {
        let child = try bench.begin(["serve"] + arguments + ProgramBench.lab)
        _ = try child.wait(seconds: 30) { $0.contains("listens") ? $0 : nil }
        return child
    }

    private func alarms(_ bench: ProgramBench) throws -> [[String: Any]] {
        let told = try bench.onLab(["alarms", "--json"])
        let tree = try JSONSerialization.jsonObject(with: Data(told.output.utf8))
        return try #require(tree as? [[String: Any]])
    }

    /// Looks at the alarms until they are as wanted, at most a minute.
    private func awaitAlarms(
        _ bench: ProgramBench,
        _ wanted: ([[String: Any]]) -> Bool
    ) throws -> Bool {
        let end = Date() + 60
        while Date() < end {
            if wanted(try alarms(bench)) { return true }
            Thread.sleep(forTimeInterval: 0.2)
        }
        return false
    }

    private func number(of name: String, _ bench: ProgramBench) throws -> Int? {
        try alarms(bench).first { $0["name"] as? String == name }?["alarm"] as? Int
    }

    @Test func `a flow that a person set ends with the program that held it, killed or not`()
        throws
    {
        let bench = try ProgramBench()
        let host = try host(bench, ["--simulate"])
        // Gas without exhaust would trip.
        #expect(try bench.onLab(["write", "relays.exhaust-fan", "true"]).status == 0)
        #expect(try bench.awaitReading("inputs.exhaust-flow", "true"))
        for signal in [SIGINT, SIGKILL] {
            let arguments = ["act", "argon-mfc", "set-flow", "to=100 sccm"]
            let hand = try bench.begin(arguments + ProgramBench.lab)
            let words = try hand.wait(seconds: 60) { $0.contains("stays so") ? $0 : nil }
            #expect(words.contains("argon-mfc set-flow: done."))
            #expect(words.contains("Ctrl-C: shut."))
            #expect(try bench.onLab(["read", "argon-mfc.setpoint"]).output.contains("100"))
            let other = try bench.onLab(["act", "argon-mfc", "shut"])
            #expect(other.errors.contains("holds argon-mfc"), "\(other.errors)")
            hand.signal(signal)
            #expect(try hand.finish().status == (signal == SIGINT ? 0 : SIGKILL))
            #expect(try bench.awaitReading("argon-mfc.setpoint", "  0\u{A0}sccm"))
        }
        // What is not said to end with the hand stays.
        #expect(try bench.awaitReading("relays.exhaust-fan", "true"))
        _ = try bench.onLab(["end"])
        #expect(try host.finish(seconds: 60).status == 0)
    }

    @Test func `steps by hand are checked and run as a plan, and refused with its findings`() throws
    {
        let bench = try ProgramBench()
        let host = try host(bench, ["--simulate", "--speed", "10"])
        let fan = try bench.onLab(["do", "exhaust.switch-on"])
        #expect(fan.status == 0, "\(fan.errors)")
        #expect(try bench.awaitReading("relays.exhaust-fan", "true"))
        let words = [
            "pipette.home", "pipette.pick-up", "pipette.prime", "from=rinse", "volume=500 uL",
            "pipette.eject",
        ]
        let prime = try bench.onLab(["do"] + words)
        #expect(prime.status == 0, "\(prime.errors)\(prime.output)")
        let bare = try bench.onLab(["do", "pipette.home", "pipette.prime", "from=rinse"])
        #expect(bare.status == 2)
        #expect(bare.output.contains("volume") || bare.errors.contains("volume"))
        let early = try bench.onLab(["do", "pipette.eject"])
        #expect(early.status == 1)
        #expect(early.output.contains("home it first"), "\(early.output)")
        let lost = try bench.onLab(["do", "volume=2 mL"])
        #expect(lost.errors.contains("stands before any step"), "\(lost.errors)")
        _ = try bench.onLab(["end"])
        #expect(try host.finish(seconds: 60).status == 0)
    }

    @Test func `the horn sounds with an alarm until somebody has seen it`() throws {
        let bench = try ProgramBench()
        let host = try host(bench, ["--simulate"])
        #expect(try bench.awaitReading("inputs.estop-released", "true"))
        _ = try bench.onLab(["ack"])
        #expect(try bench.awaitReading("relays.horn", "false"))
        #expect(try bench.run(["sim", "set", "inputs.estop-released", "false"]).status == 0)
        #expect(try bench.awaitReading("relays.horn", "true"))
        #expect(try bench.onLab(["ack"]).status == 0)
        #expect(try bench.awaitReading("relays.horn", "false"))
        _ = try bench.onLab(["end"])
        #expect(try host.finish(seconds: 60).status == 0)
    }

    @Test func `an alarm is shelved for a while and a reason, a trip never`() throws {
        let bench = try ProgramBench()
        let host = try host(bench, ["--simulate"])
        #expect(try bench.awaitReading("meter.power", "W"))
        #expect(try bench.run(["sim", "fault", "balance", "device-dead"]).status == 0)
        #expect(
            try awaitAlarms(bench) { alarms in
                alarms.contains { $0["name"] as? String == "lost balance" }
            }
        )
        let lost = try #require(try number(of: "lost balance", bench))
        let shelve = ["shelve", "\(lost)", "--for"]
        #expect(try bench.onLab(shelve + ["9 h", "--reason", "on order"]).status == 1)
        #expect(try bench.onLab(shelve + ["2 h", "--reason", " "]).status == 1)
        #expect(try bench.onLab(shelve + ["2 h", "--reason", "on order"]).status == 0)
        let shelved = try alarms(bench).first { $0["alarm"] as? Int == lost }
        #expect(shelved?["shelved-until"] is Double)
        #expect(try bench.onLab(["alarms"]).output.contains("shelved"))
        #expect(try bench.run(["sim", "set", "inputs.estop-released", "false"]).status == 0)
        #expect(
            try awaitAlarms(bench) { alarms in
                alarms.contains { $0["name"] as? String == "trip estop-heat" }
            }
        )
        let trip = try #require(try number(of: "trip estop-heat", bench))
        let refused = try bench.onLab(["shelve", "\(trip)", "--for", "1 h", "--reason", "loud"])
        #expect(refused.status == 1)
        #expect(refused.errors.contains("is of a hazard"), "\(refused.errors)")
        _ = try bench.onLab(["end"])
        #expect(try host.finish(seconds: 60).status == 0)
    }

    @Test func `a lost line is one alarm, not one of every device on it`() throws {
        let bench = try ProgramBench()
        let simulator = try bench.start()
        let host = try host(bench)
        #expect(try bench.awaitReading("meter.power", "W"))
        simulator.signal(SIGKILL)
        _ = try? simulator.finish()
        let lines = ProgramBench.demoLines
        #expect(
            try awaitAlarms(bench) { alarms in
                let names = alarms.compactMap { $0["name"] as? String }
                return lines.allSatisfy { names.contains("line \($0)") }
                    && !names.contains { $0.hasPrefix("lost ") }
            }
        )
        host.signal(SIGKILL)
        _ = try? host.finish()
    }
}
