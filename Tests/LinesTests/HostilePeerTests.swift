import Devices
import Foundation
import Interlocks
import Labs
import Lines
import Quantities
import Testing
import Trials

/// A server by other people whose replies are spoiled: no value is ever wrong, and what comes in
/// time is taken.
@Suite struct HostilePeerTests {
    /// Long campaigns are for `make soak`.
    private static let isSoak = ProcessInfo.processInfo.environment["ATHANOR_SOAK"] != nil
    private static let requests = isSoak ? 10_000 : 700
    private static let seconds = isSoak ? 600.0 : 25.0

    private static let harmlessFaults =
        "slow=0.05 duplicate=0.05 foreign=0.05 wrong-transaction=0.04 exception=0.02"
    private static let lossyFaults = "late=0.012 silent=0.004 foreign-only=0.004 truncate=0.004"
    private static let serialFaults = "echo=0.04 noise-before=0.05 noise-after=0.05 babble=0.003"

    @Test func `an RTU line on a pseudo-terminal`() throws {
        let scratch = try Scratch()
        let peer = try Benches.ptyPeer(
            [1, 2, 3, 4, 9],
            link: scratch.file("port"),
            ["--seed", "7"]
        )
        let port = PortAddress.device(scratch.file("port"))
        let rig = try Rig([Benches.rtu([1, 2, 3, 4, 9])], at: [port], patience: Benches.patience)
        peer.ask("faults \(Self.harmlessFaults) \(Self.lossyFaults) \(Self.serialFaults)")
        Self.carryOn(rig, peer)
        #expect(rig.judge.refused > 3)
    }

    @Test func `a TCP connection`() throws {
        let peer = try Benches.tcpPeer([1, 2, 3, 4, 9], ["--seed", "11"])
        let rig = try Rig(
            [Benches.tcp([1, 2, 3, 4, 9])],
            at: [Benches.local(peer.port)],
            patience: Benches.patience
        )
        peer.ask("faults \(Self.harmlessFaults) \(Self.lossyFaults)")
        Self.carryOn(rig, peer)
        #expect(rig.judge.refused > 3)
    }

    @Test func `RTU frames over TCP`() throws {
        let peer = try Benches.tcpPeer([1, 2, 3], ["--rtu", "--seed", "13"])
        let rig = try Rig(
            [Benches.rtu([1, 2, 3])],
            at: [Benches.local(peer.port)],
            patience: Benches.patience
        )
        peer.ask("faults \(Self.harmlessFaults) \(Self.lossyFaults) \(Self.serialFaults)")
        Self.carryOn(rig, peer)
    }

    @Test func `an adapter that echoes, said so in the lab`() throws {
        let scratch = try Scratch()
        let peer = try Benches.ptyPeer([1, 2], link: scratch.file("port"), ["--seed", "17"])
        let port = PortAddress.device(scratch.file("port"))
        peer.ask("faults echo=1")
        let bus = Benches.rtu([1, 2], echo: .local)
        let rig = try Rig([bus], at: [port], patience: Benches.patience)
        rig.run(10) { $0.judge.delivered > 200 }
        #expect(rig.judge.delivered > 200)
        #expect(rig.judge.wrong.isEmpty)
        #expect(rig.lost.isEmpty)
    }

    private static func carryOn(_ rig: Rig, _ peer: Peer) {
        rig.run(seconds) { $0.judge.delivered >= requests }
        // What is on its way when the count is taken belongs to neither side.
        peer.ask("faults silent=1")
        let intact = peer.count("intact")
        rig.run(0.3)
        #expect(rig.judge.wrong.isEmpty)
        #expect(rig.judge.delivered >= requests)
        #expect(
            Double(rig.judge.delivered) >= 0.95 * Double(intact),
            "\(rig.judge.delivered) of \(intact)"
        )
        #expect(rig.told == ["connected"])
        #expect(rig.lost.isEmpty)
    }
}
