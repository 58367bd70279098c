import Foundation
import Testing

/// Moving by hand: a device moves only as long as somebody holds it.
@Suite(.serialized, .timeLimit(.minutes(Campaign.minutes))) struct JogTests {
    /// m; the fastest jog of an axis covers this in the time of a lease and a stop, with room for a
    /// busy machine.
    private static let greatestTravel = 0.02

    /// A slice, or the whole campaign: a thousand clients in all.
    private static let trials = Campaign.isWhole ? 334 : 2

    /// Killed, stopped, or left by its terminal.
    @Test(arguments: [SIGKILL, SIGSTOP, SIGHUP])
    func `an axis rests when whoever holds it dies or hangs`(_ signal: Int32) throws {
        let stage = try JogStage()
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
        let stage = try JogStage(apart: true)
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
        let stage = try JogStage()
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
        let stage = try JogStage()
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
