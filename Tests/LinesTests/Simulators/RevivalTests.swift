import Foundation
import Testing

/// Hosts that are killed while they pipette, over real lines; the simulated laboratory itself says
/// what was done.
@Suite(.serialized, .timeLimit(.minutes(Campaign.minutes))) struct RevivalTests {
    private static let plan = Checkout.root + "/Tests/Fixtures/Plans/three-wells.yaml"
    private static let kills = Campaign.isWhole ? 1000 : 5
    private static let killsOfOneRun = 5
    /// The slice shares its machine with the rest of the tests; the campaign has it alone.
    private static let speed = Campaign.isWhole ? 20.0 : 4

    /// How a run with its kills came out.
    private struct Round {
        var kills = 0
        var state = ""
        var vessels = ""
        var mishaps = ""
        var words = ""
    }

    private func host(_ bench: ProgramBench) throws -> Child {
        let host = try bench.begin(["serve"] + ProgramBench.lab)
        _ = try host.wait(seconds: 30) { $0.contains("listens") ? $0 : nil }
        return host
    }

    private func run(_ bench: ProgramBench) throws -> [String: Any] {
        let told = try bench.onLab(["status", "--json"]).output
        let tree = try? JSONSerialization.jsonObject(with: Data(told.utf8)) as? [String: Any]
        return tree?["run"] as? [String: Any] ?? [:]
    }

    private func isOver(_ state: String) -> Bool {
        ["complete", "stopped", "aborted"].contains(state)
    }

    private func play(kills: Int) throws -> Round {
        let bench = try ProgramBench()
        let simulator = try bench.start(["--speed", "\(Self.speed)"])
        var round = Round()
        var host = try host(bench)
        let client = try bench.begin(["run", Self.plan] + ProgramBench.lab)
        let begun = Date() + 60
        while try run(bench)["state"] as? String != "execute", Date() < begun {
            Thread.sleep(forTimeInterval: 0.1)
        }
        while round.kills < kills {
            Thread.sleep(forTimeInterval: Double.random(in: 0.2...5) * 4 / Self.speed)
            round.state = try run(bench)["state"] as? String ?? ""
            guard !isOver(round.state) else { break }
            kill(host.number, SIGKILL)
            _ = try? host.finish(seconds: 20)
            round.kills += 1
            host = try self.host(bench)
        }
        let end = Date() + 240
        while !isOver(round.state), Date() < end {
            Thread.sleep(forTimeInterval: 0.5)
            round.state = try run(bench)["state"] as? String ?? ""
        }
        round.words = try bench.onLab(["status"]).output
        let shown = try bench.run(["sim", "show", "--json"]).output
        let world = try JSONSerialization.jsonObject(with: Data(shown.utf8)) as? [String: Any]
        let vessels = try JSONSerialization.data(
            withJSONObject: world?["vessels"] ?? [],
            options: .sortedKeys
        )
        round.vessels = String(decoding: vessels, as: UTF8.self)
        round.mishaps = "\(world?["mishaps"] ?? "")"
        _ = try? client.finish(seconds: 20)
        #expect(try bench.onLab(["audit", "verify"]).status == 0)
        _ = try bench.onLab(["end"])
        _ = try? host.finish(seconds: 60)
        simulator.signal(SIGTERM)
        _ = try? simulator.finish(seconds: 20)
        return round
    }

    @Test func `hosts killed while they pipette leave nothing out and do nothing twice`() throws {
        let whole = try play(kills: 0)
        #expect(whole.state == "complete")
        var (killed, rounds, alone) = (0, 0, 0)
        while killed < Self.kills {
            let round = try play(kills: min(Self.killsOfOneRun, Self.kills - killed))
            killed += round.kills
            rounds += 1
            #expect(round.mishaps == whole.mishaps, "\(round.mishaps)")
            guard round.state == "complete" else {
                print("run \(rounds) did not end by itself: \(round.words)")
                continue
            }
            alone += 1
            #expect(round.vessels == whole.vessels)
        }
        print("killed \(killed) hosts in \(rounds) runs; \(alone) ended by themselves")
        #expect(Double(alone) >= 0.95 * Double(rounds), "\(alone) of \(rounds)")
    }

    /// A host of the lab with another restart policy is killed while it pipettes, and another one
    /// begins `pause` seconds later.
    private func killed(
        under policy: String,
        pause: Double
    ) throws -> (bench: ProgramBench, options: [String], children: [Child]) {
        let bench = try ProgramBench()
        let own = "restart: {safe-state: left, longest-outage: 2 min, resume: by-itself}"
        let lab = try bench.copyLab { $0.replacing(own, with: policy) }
        let text = try String(contentsOfFile: lab + "/lab.yaml", encoding: .utf8)
        #expect(text.contains(policy))
        let simulator = try bench.start(["--speed", "4"], at: lab)
        let options = ["--lab", lab, "--library", Checkout.root]
        var children = [simulator]
        for isSecond in [false, true] {
            let host = try bench.begin(["serve"] + options)
            _ = try host.wait(seconds: 30) { $0.contains("listens") ? $0 : nil }
            children.append(host)
            guard !isSecond else { break }
            children.append(try bench.begin(["run", Self.plan] + options))
            #expect(try bench.awaitStatus(options) { $0.contains("is execute") })
            Thread.sleep(forTimeInterval: 3)
            kill(host.number, SIGKILL)
            _ = try? host.finish(seconds: 20)
            Thread.sleep(forTimeInterval: pause)
        }
        return (bench, options, children)
    }

    private func end(_ bench: ProgramBench, _ options: [String], _ children: [Child]) throws {
        _ = try bench.run(["end"] + options)
        for child in children.reversed() {
            child.signal(SIGTERM)
            _ = try? child.finish(seconds: 60)
        }
    }

    @Test func `where a person is to resume, the next host holds the run until one does`() throws {
        let policy = "restart: {safe-state: left, longest-outage: 2 min, resume: by-person}"
        let (bench, options, children) = try killed(under: policy, pause: 0.2)
        #expect(
            try bench.awaitStatus(options) {
                $0.contains("is held; available: resume") && $0.contains("then athanor resume")
            }
        )
        #expect(try bench.run(["resume"] + options).status == 0)
        #expect(try bench.awaitStatus(options, seconds: 240) { $0.contains("is complete") })
        try end(bench, options, children)
    }

    @Test func `a run nobody looked after for too long is over, and nothing begins unseen`() throws
    {
        let policy = "restart: {safe-state: left, longest-outage: 4 s, resume: by-itself}"
        let (bench, options, children) = try killed(under: policy, pause: 3)
        let shown = try bench.run(["recover"] + options).output
        #expect(shown.contains("Nobody looked after it for"), "\(shown)")
        let early = try bench.run(["run", Self.plan] + options)
        #expect(early.status != 0 && early.errors.contains("was cut off"), "\(early.errors)")
        let audit = try bench.run(["audit"] + options).output
        #expect(audit.contains(#""act":"made-safe""#), "\(audit)")
        let found = ["recover", "1", "--found", "A1 is empty, the tip was thrown away"]
        #expect(try bench.run(found + options).status == 0)
        #expect(try bench.run(["runs"] + options).output.contains("cut-off"))
        try end(bench, options, children)
    }

    @Test func `on hardware a plan runs, and the next host knows what it has used up`() throws {
        let bench = try ProgramBench()
        let (devices, lab) = try bench.startHardware()
        let options = ["--lab", lab, "--library", Checkout.root]
        let plan = bench.folder + "/tip.yaml"
        let text = """
            athanor: plan/1
            id: one-tip
            title: One tip
            author: {kind: human, name: Jonas Feld}
            lab: {name: demo}
            defaults: {timeout: 10 min, else: safe-stop}
            budget: {duration: 1 h, tips: 1, on-exceed: stop}
            steps:
            - {do: pipette.home}
            - {do: pipette.pick-up}
            - {do: pipette.eject}
            """
        try text.write(toFile: plan, atomically: true, encoding: .utf8)
        for _ in 0..<2 {
            let run = try bench.run(["run", plan] + options, seconds: 240)
            #expect(run.status == 0, "\(run.output) \(run.errors)")
            _ = try bench.run(["end"] + options)
            // It makes safe first, for which it needs its devices.
            let end = Date() + 60
            while bench.hasHost, Date() < end { Thread.sleep(forTimeInterval: 0.1) }
        }
        // The second run took another tip: where the first one's had been there is none.
        let shown = try bench.run(["sim", "show", "--json"]).output
        let world = try JSONSerialization.jsonObject(with: Data(shown.utf8)) as? [String: Any]
        #expect((world?["mishaps"] as? [String: Any])?.isEmpty == true, "\(shown)")
        devices.signal(SIGTERM)
        _ = try devices.finish()
    }
}
