import CLineBench
import Devices
import Hosting
import Interlocks
import Labs
import Lines
import Quantities
import Trials
import Wire

/// Real pseudo-terminals whose peer keeps the time a wire would take.
enum WireTime {
    /// Runs of registers with gaps, as maps of real devices have them: first address and length.
    static let map = [(0, 4), (9, 2), (40, 10), (100, 1), (105, 20), (300, 2), (330, 1)]
    private static let turnaround: Int64 = 5

    static func run() throws(Failure) {
        var worst = 100.0
        for baud in [9600, 19_200, 115_200] {
            let share = try share(baud)
            print("share-\(baud) \(share)")
            worst = min(worst, share)
        }
        print("share \(worst)")
        print("dead-unit \(try costOfDeadUnit())")
    }

    /// The share of time the line is as busy as the physical limit makes it, %.
    private static func share(_ baud: Int) throws(Failure) -> Double {
        var setup = bench_peer.ptys(1)
        setup.baud = Int32(baud)
        setup.turnaround_us = Int32(turnaround * 1000)
        let peer = try LinePeer(setup)
        let points = map.flatMap { first, length in
            (first..<(first + length)).map {
                PointDefinition.register("r\($0)", 2048 + $0, every: .milliseconds(1))
            }
        }
        let link = LineRig.link(baud: baud, timeout: 500, lateness: 1000, turnaround: turnaround)
        var line = LineLab.line(.modbusRTU, baud: baud)
        line.settings.parity = .even
        let bus = LineLab.Bus(line, units: [1], .plain(link, points))
        let rig = try LineRig([bus], at: peer.places.map { .device($0) })
        rig.run(0.5) { _ in }
        let (began, before) = (rig.clock.now, peer.count.wire_ns)
        rig.run(baud < 20_000 ? 8 : 5) { _ in }
        let busy = Double(peer.count.wire_ns - before) / 1e9
        return 100 * busy / (rig.clock.now - began).seconds
    }

    /// How much less the fifteen healthy units of a line are read while one is dead, %, beside a
    /// line at the same time where all sixteen live: their fair share there is 15/16 of it.
    private static func costOfDeadUnit() throws(Failure) -> Double {
        var living = bench_peer.ptys(1)
        living.baud = 115_200
        var dying = living
        dying.dead = 5
        let peers = [try LinePeer(living), try LinePeer(dying)]
        let link = LineRig.link(timeout: 100, lateness: 100)
        var line = LineLab.line(.modbusRTU)
        line.settings.parity = .even
        let profile = DeviceProfile.plain(link, Record(.holding, 0).points(every: .milliseconds(1)))
        let rig = try LineRig(
            peers.map { _ in LineLab.Bus(line, units: Array(1...16), profile) },
            at: peers.compactMap { $0.places.first.map { .device($0) } }
        )
        var counts = [0, 0]
        rig.run(40) { event in
            guard case .reading(let point, let reading) = event, reading.quality == .good else {
                return
            }
            counts[rig.lab.devices[rig.names.points[point].reference.device].line] += 1
        }
        withExtendedLifetime(peers) {}
        // The dead unit's turns fall to the others, so their limit is the whole line.
        return 100 * (1 - Double(counts[1]) / Double(max(counts[0], 1)))
    }
}
