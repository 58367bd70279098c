import Devices
import Foundation
import Glibc
import Interlocks
import Labs
import Lines
import Quantities
import Testing
import Trials

/// A line ends within a moment whatever it is doing.
@Suite struct StoppingTests {
    private static func secondsToStop(_ rig: Rig) -> Double {
        let began = Date()
        rig.lines[0].stop()
        return Date().timeIntervalSince(began)
    }

    @Test func `while it waits for a reply, a late reply, or the next turn`() throws {
        let peer = try Benches.tcpPeer([1])
        for (faults, wait) in [("", 0.5), ("silent=1", 0.3), ("silent=1", 3.0)] {
            peer.ask("faults \(faults)")
            let profile = Benches.profile(every: .milliseconds(5000)) {
                $0.replyTimeout = .milliseconds(wait > 1 ? 200 : 5000)
            }
            let rig = try Rig(
                [Benches.tcp([1], profile)],
                at: [Benches.local(peer.port)],
                patience: Benches.patience
            )
            rig.run(wait)
            #expect(Self.secondsToStop(rig) < 0.3)
        }
    }

    @Test func `while it connects to a host that says nothing`() throws {
        let wall = try SilentListener()
        let rig = try Rig(
            [Benches.tcp([1])],
            at: [Benches.local(wall.port)],
            patience: Benches.patience
        )
        rig.run(0.5)
        #expect(rig.notices.isEmpty)
        #expect(Self.secondsToStop(rig) < 0.3)
    }

    @Test func `a host that says nothing is given up on`() throws {
        let wall = try SilentListener()
        let rig = try Rig(
            [Benches.tcp([1])],
            at: [Benches.local(wall.port)],
            patience: Benches.patience
        )
        #expect(rig.run(3) { !$0.notices.isEmpty })
        #expect(rig.told == ["cannot open"])
        #expect(rig.trouble.contains("switched on"))
    }

    @Test func `while its port is away`() throws {
        let rig = try Rig(
            [Benches.rtu([1])],
            at: [.device("/dev/ttyNowhere0")],
            patience: Benches.patience
        )
        rig.run(2)
        #expect(Self.secondsToStop(rig) < 0.3)
    }

    @Test func `stopping gives every descriptor back, twice is as good as once`() throws {
        let scratch = try Scratch()
        let peer = try Benches.ptyPeer([1], link: scratch.file("port"))
        for _ in 0..<20 {
            let rig = try Rig(
                [Benches.rtu([1])],
                at: [.device(scratch.file("port"))],
                patience: Benches.patience
            )
            rig.run(0.05)
            rig.lines[0].stop()
            rig.lines[0].stop()
        }
        // Held by nobody any more, in this process or any other.
        #expect(Self.holders(of: peer.place) == 0)
    }

    /// This process's descriptors of a device file.
    private static func holders(of path: String) -> Int {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return names.count {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)"))
                == path
        }
    }
}
