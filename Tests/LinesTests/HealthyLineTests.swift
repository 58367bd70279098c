import Devices
import Interlocks
import Labs
import Lines
import Quantities
import Testing
import Trials

/// Lines whose peers behave, or misbehave one at a time.
@Suite struct HealthyLineTests {
    @Test func `a healthy RTU line through socat and pymodbus's own port loses nothing`() throws {
        let scratch = try Scratch()
        let (near, far) = (scratch.file("near"), scratch.file("far"))
        let joint = try Peer(
            "/usr/bin/socat",
            ["pty,raw,echo=0,link=\(near)", "pty,raw,echo=0,link=\(far)"],
            readiness: nil
        )
        defer { joint.kill() }
        let peer = try Self.awaited { try Peer(python: "modbus_peer", ["--serial", far]) }
        let rig = try Rig([Benches.rtu([1])], at: [.device(near)], patience: Benches.patience)
        rig.run(10) { $0.judge.delivered >= 200 }
        let served = peer.count("intact")
        #expect(rig.judge.wrong.isEmpty)
        #expect(rig.judge.delivered >= 200)
        #expect(served - rig.judge.delivered <= 2)
        #expect(rig.lost.isEmpty)
    }

    /// socat makes its links a moment after it has started.
    private static func awaited(_ start: () throws -> Peer) throws -> Peer {
        for _ in 0..<4 {
            if let peer = try? start() { return peer }
        }
        return try start()
    }

    @Test func `a healthy line is never quarantined`() throws {
        let peer = try Benches.tcpPeer([1, 2, 3])
        let profile = Benches.profile(every: .milliseconds(100))
        let rig = try Rig(
            [Benches.tcp([1, 2, 3], profile)],
            at: [Benches.local(peer.port)],
            patience: Benches.patience
        )
        rig.run(3)
        #expect(rig.judge.wrong.isEmpty)
        // Every one of three units' ten blocks, ten times a second, less what starting takes.
        #expect(rig.judge.delivered > 600)
        #expect(rig.lost.isEmpty)
        #expect(rig.told == ["connected"])
    }

    @Test func `after a lost reply the unit is asked again once none can be late`() throws {
        let scratch = try Scratch()
        let peer = try Benches.ptyPeer([1, 2], link: scratch.file("port"))
        let rig = try Rig(
            [Benches.rtu([1, 2], Benches.profile(every: .milliseconds(20)))],
            at: [.device(scratch.file("port"))],
            patience: Benches.patience
        )
        rig.run(10) { $0.judge.delivered > 50 }
        var pauses: [Double] = []
        for _ in 0..<4 {
            peer.ask("hang 0.02")
            rig.run(0.9)
        }
        for unit in [1, 2] {
            let asked = peer.asked(unit: unit)
            pauses += zip(asked.dropFirst(), asked).map { $0 - $1 }.filter { $0 > 0.19 }
        }
        #expect(!pauses.isEmpty)
        // 2 · t3.5 are 3.5 ms at this speed; the rest is what a busy machine may add.
        let exact = (Benches.patience + Benches.lateness).seconds
        for pause in pauses where pause > 0.45 {
            #expect(pause > exact - 0.02)
            #expect(pause < exact + 0.0035 + 0.15)
        }
        #expect(rig.judge.wrong.isEmpty)
        #expect(rig.lost.isEmpty)
    }

    @Test func `one dead unit of several is lost once, found once, and the others go on`() throws {
        let peer = try Benches.tcpPeer([1, 2, 3, 4])
        let profile = Benches.profile(every: .milliseconds(50)) {
            $0.replyTimeout = .milliseconds(100)
        }
        let rig = try Rig(
            [Benches.tcp([1, 2, 3, 4], profile)],
            at: [Benches.local(peer.port)],
            patience: Benches.patience
        )
        rig.run(5) { $0.judge.delivered > 40 }
        peer.ask("dead 3")
        rig.run(5) { !$0.lost.isEmpty }
        #expect(rig.lost == [2])
        #expect(rig["l0u3.h0.id"].quality == .noAnswer)
        let before = rig.judge.delivered
        rig.run(1.5)
        #expect(rig.judge.delivered - before > 300)
        #expect(rig["l0u2.h0.id"].quality == .good)
        peer.ask("dead")
        rig.run(10) { !$0.found.isEmpty }
        #expect(rig.found == [2])
        rig.run(1) { $0["l0u3.h0.id"].quality == .good }
        #expect(rig["l0u3.h0.id"].quality == .good)
        #expect(rig.lost == [2])
        #expect(rig.told == ["connected"])
        #expect(rig.judge.wrong.isEmpty)
    }
}
