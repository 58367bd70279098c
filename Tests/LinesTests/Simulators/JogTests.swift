import Foundation
import Testing

/// Moving by hand: a device moves only as long as somebody holds it.
@Suite(.serialized, .timeLimit(.minutes(Campaign.minutes))) struct JogTests {
    /// m; the fastest jog of an axis covers this in the time of a lease and a stop, with room for a
    /// busy machine.
    private static let greatestTravel = 0.02

    /// A host of the demonstration lab whose gantry has been homed.
    private final class Stage {
        let bench: ProgramBench
        let host: Child
        let options: [String]
        /// The devices, where they live apart from the host.
        private var devices: Child?

        init(apart: Bool = false) throws {
            bench = try ProgramBench()
            let state = bench.folder + "/state.yaml"
            let shipped = ProgramBench.demo + "/state.yaml"
            let text = try String(contentsOfFile: shipped, encoding: .utf8)
            try (text + "- {device: gantry, homing: homed}\n")
                .write(toFile: state, atomically: true, encoding: .utf8)
            options = ProgramBench.lab + ["--state", state]
            devices = apart ? try bench.start(["--state", state]) : nil
            host = try bench.begin(["serve"] + (apart ? [] : ["--simulate"]) + options)
            _ = try host.wait(seconds: 30) { $0.contains("listens") ? $0 : nil }
            _ = try bench.run(["ready"] + options)
        }

        var socket: String {
            get throws {
                let names = try FileManager.default.contentsOfDirectory(atPath: bench.folder)
                return bench.folder + "/" + (try #require(names.first { $0.hasSuffix(".sock") }))
            }
        }

        func hold(_ axis: String, _ way: Int, of device: String = "gantry") throws -> Child {
            try Child(
                Checkout.root + "/.build/venv/bin/python",
                [Checkout.root + "/Tests/Peers/jog_client.py", socket, device, axis, "\(way)"]
            )
        }

        /// Where the axis truly is, m.
        func place(_ axis: String) throws -> Double {
            let shown = try bench.run(["sim", "show", "--json"])
            #expect(shown.status == 0 && shown.output.hasSuffix("}\n"), "\(shown)")
            let state = try #require(
                try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any]
            )
            let handlers = try #require(state["handlers"] as? [[String: Any]])
            let places = try #require(handlers.first?["at"] as? [String])
            let text = places[axis == "x" ? 0 : axis == "y" ? 1 : 2]
            return (Double(text.prefix { $0 != " " }) ?? .nan) / 1000
        }

        /// Waits until the axis rests, and gives where.
        func rest(_ axis: String) throws -> Double {
            var last = try place(axis)
            for _ in 0..<100 {
                Thread.sleep(forTimeInterval: 0.15)
                let now = try place(axis)
                if abs(now - last) < 1e-9 { return now }
                last = now
            }
            return .nan
        }

        func end() throws {
            _ = try bench.run(["end"] + options)
            #expect(try host.finish(seconds: 60).status == 0)
        }
    }

    /// A slice, or the whole campaign: a thousand clients in all.
    private static let trials = Campaign.isWhole ? 334 : 2

    /// Killed, stopped, or left by its terminal.
    @Test(arguments: [SIGKILL, SIGSTOP, SIGHUP])
    func `an axis rests when whoever holds it dies or hangs`(_ signal: Int32) throws {
        let stage = try Stage()
        for trial in 0..<Self.trials {
            // To and fro, so that there is always room.
            let client = try stage.hold("x", trial % 2 == 0 ? -1 : 1)
            _ = try client.wait(seconds: 20) { $0.contains("moving\nmoving\nmoving") ? $0 : nil }
            Thread.sleep(forTimeInterval: 0.3)
            client.signal(signal)
            let place = try stage.place("x")
            let rest = try stage.rest("x")
            #expect(abs(rest - place) < Self.greatestTravel, "from \(place) to \(rest)")
            let status = try stage.bench.run(["status", "--json"] + stage.options)
            #expect(!status.output.contains("held-by"), "\(status.output)")
            client.signal(SIGKILL)
            _ = try? client.finish()
        }
        try stage.end()
    }

    @Test(arguments: [SIGKILL, SIGSTOP])
    func `an axis rests when its host dies or hangs`(_ signal: Int32) throws {
        for _ in 0..<(Self.trials + 2) / 3 { try rest(afterHostGets: signal) }
    }

    private func rest(afterHostGets signal: Int32) throws {
        let stage = try Stage(apart: true)
        let client = try stage.hold("x", -1)
        _ = try client.wait(seconds: 20) { $0.contains("moving\nmoving\nmoving") ? $0 : nil }
        Thread.sleep(forTimeInterval: 0.3)
        stage.host.signal(signal)
        let place = try stage.place("x")
        let rest = try stage.rest("x")
        // What was queued is what the axis covers in the time of a lease.
        #expect(abs(rest - place) < Self.greatestTravel / 2, "from \(place) to \(rest)")
        stage.host.signal(SIGKILL)
        client.signal(SIGKILL)
        _ = try? client.finish()
    }

    @Test func `a pump that was stopped in its motion has lost its position`() throws {
        let stage = try Stage()
        #expect(try stage.bench.run(["act", "pump", "initialise"] + stage.options).status == 0)
        let lost = "!  pump "
        #expect(try !stage.bench.run(["ready"] + stage.options).output.contains(lost))
        let client = try stage.hold("plunger", 1, of: "pump")
        _ = try client.wait(seconds: 20) { $0.contains("moving\nmoving\nmoving") ? $0 : nil }
        client.signal(SIGKILL)
        _ = try? client.finish()
        Thread.sleep(forTimeInterval: 1)
        let ready = try stage.bench.run(["ready"] + stage.options)
        #expect(ready.output.contains(lost), "\(ready.output)")
        try stage.end()
    }

    @Test func `a held device is nobody else's, and no run begins`() throws {
        let stage = try Stage()
        let client = try stage.hold("x", -1)
        _ = try client.wait(seconds: 20) { $0.contains("moving") ? $0 : nil }
        let second = try stage.hold("y", -1)
        #expect(try second.finish(seconds: 20).output.contains("holds gantry"))
        let plan = ProgramBench.demo + "/plans/morning-check.yaml"
        let run = try stage.bench.run(["run", plan] + stage.options)
        #expect(run.status == 2)
        #expect(run.errors.contains("holds gantry"), "\(run.errors)")
        client.signal(SIGKILL)
        _ = try? client.finish()
        try stage.end()
    }
}
