import Devices
import Foundation
import Glibc
import Interlocks
import Labs
import Lines
import Quantities
import Testing
import Trials

/// Peers and ports that go away and come back.
@Suite struct ConnectionLossTests {
    private static let brisk = Benches.profile(every: .milliseconds(20)) {
        $0.replyTimeout = .milliseconds(150)
    }

    private static func tcpRig(_ peer: Peer) throws -> Rig {
        try Rig(
            [Benches.tcp([1, 2], brisk)],
            at: [Benches.local(peer.port)],
            patience: Benches.patience
        )
    }

    @Test func `a peer that was killed and comes back at the same port`() throws {
        let peer = try Benches.tcpPeer([1, 2])
        let rig = try Self.tcpRig(peer)
        rig.run(5) { $0.judge.delivered > 50 }
        peer.kill()
        rig.run(3) { $0.told.count > 1 }
        #expect(rig.told == ["connected", "disconnected"])
        #expect(rig["l0u1.h0.id"].quality == .noAnswer)
        #expect(rig.lost.sorted() == [0, 1])
        rig.run(1.5)
        #expect(rig.told.count == 2)
        let next = try Benches.tcpPeer([1, 2], port: peer.port)
        #expect(rig.run(12) { $0["l0u1.h0.id"].quality == .good })
        rig.run(0.5)
        #expect(rig.told == ["connected", "disconnected", "connected"])
        #expect(rig.found.sorted() == [0, 1])
        // The new peer counts from the start, so only identity and age can be judged.
        #expect(rig.judge.wrong.allSatisfy { $0.contains(".count") })
        next.kill()
    }

    @Test func `a peer that stops without a word, and goes on`() throws {
        let peer = try Benches.tcpPeer([1, 2])
        let rig = try Self.tcpRig(peer)
        rig.run(5) { $0.judge.delivered > 50 }
        peer.send(SIGSTOP)
        #expect(rig.run(4) { $0["l0u2.i0.id"].quality == .noAnswer })
        rig.run(4)
        #expect(rig.told == ["connected", "disconnected"])
        #expect(rig.trouble.contains("answers nothing"))
        let before = rig.judge.delivered
        peer.send(SIGCONT)
        #expect(rig.run(15) { $0.judge.delivered > before + 50 })
        #expect(rig.told == ["connected", "disconnected", "connected"])
        #expect(rig.judge.wrong.isEmpty)
    }

    @Test func `a peer that drops idle connections troubles nobody`() throws {
        let peer = try Benches.tcpPeer([1], ["--idle-drop", "0.25"])
        let rig = try Rig(
            [Benches.tcp([1], Benches.profile(every: .milliseconds(700)))],
            at: [Benches.local(peer.port)],
            patience: Benches.patience
        )
        rig.run(4)
        #expect(peer.count("dropped") >= 3)
        #expect(rig.told == ["connected"])
        #expect(rig.lost.isEmpty)
        #expect(rig.judge.delivered >= 40)
        #expect(rig.judge.wrong.isEmpty)
    }

    @Test func `a peer that drops the connection in the middle of everything`() throws {
        let peer = try Benches.tcpPeer([1, 2])
        let rig = try Self.tcpRig(peer)
        for _ in 0..<8 {
            let before = rig.judge.delivered
            #expect(rig.run(3) { $0.judge.delivered > before + 20 })
            peer.ask("drop")
        }
        #expect(rig.told == ["connected"])
        #expect(rig.lost.isEmpty)
        #expect(rig.judge.wrong.isEmpty)
    }

    @Test func `a peer that accepts and closes at once is told of once`() throws {
        let door = try RevolvingDoor()
        let rig = try Rig(
            [Benches.tcp([1], Self.brisk)],
            at: [Benches.local(door.port)],
            patience: Benches.patience
        )
        rig.run(3)
        #expect(rig.told.filter { $0 == "disconnected" }.count == 1)
        #expect(rig.told.count <= 2)
        // Tried again with growing pauses, not as fast as it can.
        #expect((2...6).contains(door.visitors))
    }

    @Test func `a port that vanishes and comes back under another name`() throws {
        let scratch = try Scratch()
        let link = scratch.file("port")
        let peer = try Benches.ptyPeer([1, 2], link: link)
        let rig = try Rig(
            [Benches.rtu([1, 2], Benches.profile(every: .milliseconds(3000)))],
            at: [.device(link)],
            patience: Benches.patience
        )
        rig.run(5) { $0.judge.delivered >= 20 }
        #expect(rig.told == ["connected"])
        peer.kill()
        // Nothing is due to be sent: the loss itself wakes the line.
        #expect(rig.run(1) { $0.told.count == 2 })
        #expect(rig.trouble.contains("hung up"))
        #expect(rig["l0u1.h0.id"].quality == .noAnswer)
        // The old name stays taken, so that the port comes back under another.
        let placeholder = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY)
        defer { close(placeholder) }
        let next = try Benches.ptyPeer([1, 2], link: link)
        #expect(rig.run(10) { $0["l0u1.h0.id"].quality == .good })
        rig.run(1.2)
        #expect(rig.told == ["connected", "disconnected", "connected"])
        #expect(rig.judge.wrong.allSatisfy { $0.contains(".count") })
        if case .connected(let port) = rig.notices.last?.kind {
            #expect(port.contains(next.place))
            #expect(next.place != peer.place)
        }
    }
}
