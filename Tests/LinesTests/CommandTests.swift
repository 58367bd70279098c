import Devices
import Foundation
import Interlocks
import Labs
import Lines
import Quantities
import Scanning
import Testing
import Trials

/// Writes on a real connection, counted at the device: once where acknowledged, never where not
/// permitted any more, never again where in doubt.
@Suite struct CommandTests {
    private static let profile = Benches.profile(
        [Record(.holding, 0), Record(.input, 200)],
        every: .milliseconds(20),
        writes: Benches.written
    )

    private static func rig(_ peer: Peer, _ units: [Int] = [1, 2]) throws -> Rig {
        let rig = try Rig(
            [Benches.tcp(units, profile)],
            at: [Benches.local(peer.port)],
            patience: Benches.patience
        )
        #expect(rig.run(10) { $0.judge.delivered > 10 })
        return rig
    }

    @Test func `an acknowledged write is at the device once and is read back`() throws {
        let peer = try Benches.tcpPeer([1, 2])
        let rig = try Self.rig(peer)
        let ids = (1...20).map { rig.write(device: $0 % 2, "setpoint", Double(100 + $0)) }
        rig.run(5) { rig in ids.allSatisfy { rig.outcomes[$0] != nil } }
        #expect(ids.allSatisfy { rig.outcomes[$0] == .acknowledged })
        for number in 1...20 {
            #expect(peer.writes["\(number % 2 + 1):16:1032:\(100 + number)"] == 1)
        }
        #expect(rig.run(2) { $0["l0u1.setpoint"].value == 120 })
        #expect(rig["l0u1.setpoint"].quality == .good)
        #expect(rig.judge.wrong.isEmpty)
    }

    @Test func `a write without an answer is in doubt and never repeated`() throws {
        let scratch = try Scratch()
        let peer = try Benches.ptyPeer([1], link: scratch.file("port"))
        let rig = try Rig(
            [Benches.rtu([1], Self.profile)],
            at: [.device(scratch.file("port"))],
            patience: Benches.patience
        )
        rig.run(5) { $0.judge.delivered > 10 }
        peer.ask("faults silent=1")
        let lost = rig.write(device: 0, "setpoint", 77)
        #expect(rig.run(3) { $0.outcomes[lost] != nil })
        #expect(rig.outcomes[lost] == .inDoubt)
        peer.ask("faults")
        rig.run(1.5)
        #expect(peer.writes["1:16:1032:77"] == 1)
        // It was carried out after all, and the next reading says so.
        #expect(rig["l0u1.setpoint"].value == 77)
        #expect(rig["l0u1.setpoint"].quality == .good)
    }

    @Test func `an echo is no acknowledgement`() throws {
        let scratch = try Scratch()
        let peer = try Benches.ptyPeer([1], link: scratch.file("port"))
        peer.ask("faults echo=1")
        let rig = try Rig(
            [Benches.rtu([1], Self.profile, echo: .local)],
            at: [.device(scratch.file("port"))],
            patience: Benches.patience
        )
        rig.run(5) { $0.judge.delivered > 10 }
        let good = rig.write(device: 0, "output", 5)
        #expect(rig.run(3) { $0.outcomes[good] == .acknowledged })
        peer.ask("faults echo-only=1")
        let mere = rig.write(device: 0, "output", 6)
        #expect(rig.run(3) { $0.outcomes[mere] != nil })
        #expect(rig.outcomes[mere] == .inDoubt)
    }

    @Test func `what was revoked or has expired never reaches the wire`() throws {
        let peer = try Benches.tcpPeer([1, 2], ["--slow", "0.0:0.03"])
        let rig = try Self.rig(peer)
        peer.ask("faults slow=1")
        var ids: [Int: CommandID] = [:]
        for round in 0..<40 {
            for step in 0..<6 {
                let number = round * 6 + step + 1
                ids[number] = rig.write(device: 0, "setpoint", Double(number))
            }
            rig.run(0.004 * Double(round % 12))
            // A safe write begins a new epoch: everything permitted before it is revoked.
            _ = rig.makeSafe(device: 1)
            rig.tick()
        }
        #expect(rig.run(8) { rig in ids.values.allSatisfy { rig.outcomes[$0] != nil } })
        let writes = peer.writes
        var revoked = 0
        for (number, id) in ids {
            let count = writes["1:16:1032:\(number)"] ?? 0
            switch rig.outcomes[id] {
            case .notSent:
                revoked += 1
                #expect(count == 0, "\(number) was revoked and sent \(count) times")
            case .acknowledged: #expect(count == 1)
            default: #expect(count <= 1)
            }
        }
        #expect(revoked > 40)
        #expect(revoked < ids.count)
    }

    @Test func `a permit that expires while the line is away is never used`() throws {
        let peer = try Benches.tcpPeer([1, 2])
        let rig = try Self.rig(peer)
        peer.kill()
        rig.run(3) { $0.told.count > 1 }
        let id = rig.write(device: 0, "setpoint", 999)
        #expect(rig.run(4) { $0.outcomes[id] != nil })
        #expect(rig.outcomes[id] == .notSent)
        let next = try Benches.tcpPeer([1, 2], port: peer.port)
        #expect(rig.run(12) { $0.told.count == 3 })
        rig.run(0.5)
        #expect(next.writes.isEmpty)
    }

    @Test func `a safe write interrupts every wait`() throws {
        let peer = try Benches.tcpPeer([1, 2])
        let slow = Benches.profile(
            [Record(.holding, 0)],
            every: .milliseconds(60_000),
            writes: Benches.written
        )
        let rig = try Rig(
            [Benches.tcp([1, 2], slow)],
            at: [Benches.local(peer.port)],
            patience: Benches.patience
        )
        rig.run(5) { $0.judge.delivered >= 2 }
        // The line sleeps for a minute.
        #expect(try Self.timeOfSafeWrite(rig, device: 0) < 0.1)
        // A device is dead and backed off; its neighbour is made safe at once, and it is tried, too.
        peer.ask("dead 2")
        let doubtful = rig.write(device: 1, "setpoint", 3)
        rig.run(4) { !$0.lost.isEmpty || $0.outcomes[doubtful] != nil }
        #expect(try Self.timeOfSafeWrite(rig, device: 0) < Benches.patience.seconds + 0.1)
        let before = peer.count("requests")
        let hopeless = rig.makeSafe(device: 1)
        #expect(rig.run(1) { $0.outcomes[hopeless] == .inDoubt })
        #expect(peer.count("requests") > before)
    }

    /// From the request to its acknowledgement, s.
    private static func timeOfSafeWrite(_ rig: Rig, device: Int) throws -> Double {
        let began = Date()
        let id = rig.makeSafe(device: device)
        #expect(rig.run(3) { $0.outcomes[id] == .acknowledged })
        return Date().timeIntervalSince(began)
    }

    @Test func `a safe write waits for the line to come back, and goes first`() throws {
        let peer = try Benches.tcpPeer([1])
        let rig = try Self.rig(peer, [1])
        peer.kill()
        rig.run(3) { $0.told.count > 1 }
        let id = rig.makeSafe(device: 0)
        rig.run(2.5)
        #expect(rig.outcomes[id] == nil)
        let next = try Benches.tcpPeer([1], port: peer.port)
        #expect(rig.run(12) { $0.outcomes[id] != nil })
        #expect(rig.outcomes[id] == .acknowledged)
        #expect(next.writes["1:6:1024:0"] == 1)
    }
}
