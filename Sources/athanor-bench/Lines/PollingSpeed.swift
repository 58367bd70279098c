import CLineBench
import Devices
import Foundation
import Glibc
import Hosting
import Interlocks
import Labs
import Lines
import Quantities
import Running
import Trials
import Wire

extension Reading {
    /// What a judge of records needs of it.
    var sight: RecordJudge.Sight {
        switch quality {
        case .good: .good(value)
        case .deviceBad: .refused
        default: .missing
        }
    }
}

/// Modbus TCP as fast as it goes: 125 registers of 64 units in turn, each register a point, beside
/// libmodbus's own loop in C on the same server.
enum PollingSpeed {
    static let units = 64
    static let address = 2048
    static let registers = 125

    static func run() throws(Failure) {
        let peer = try LinePeer(.tcp())
        var (own, plain): ([Double], [Double]) = ([], [])
        // Five alternating rounds, so that a disturbance hits both.
        for _ in 0..<5 {
            own.append(try round(peer))
            let result = bench_plain_poll(
                Int32(peer.port),
                Int32(units),
                Int32(address),
                Int32(registers),
                1.5
            )
            guard result.returned == result.asked, result.seconds > 0 else {
                throw Failure("libmodbus was not answered.")
            }
            plain.append(Double(result.returned) / result.seconds)
        }
        print("own \(Stopwatch.median(own))")
        print("plain \(Stopwatch.median(plain))")
        print("ratio \(Stopwatch.median(zip(own, plain).map { $0 / $1 }))")
    }

    /// Transactions a second whose values were taken.
    private static func round(_ peer: LinePeer) throws(Failure) -> Double {
        // Every unit is due every millisecond, more than any line can do: it never rests.
        let points = (0..<registers).map {
            PointDefinition.register("r\($0)", address + $0, every: .milliseconds(1))
        }
        let profile = DeviceProfile.plain(LineRig.link(timeout: 1000, lateness: 0), points)
        let bus = LineLab.Bus(LineLab.line(.modbusTCP), units: Array(1...units), profile)
        let rig = try LineRig([bus], at: [LineRig.local(peer.port)])
        var (taken, wrong) = (0, 0)
        func take(_ event: LineEvent) {
            guard case .reading(let point, let reading) = event else { return }
            taken += 1
            let expected = Double(address + point % registers)
            if reading.value != expected || reading.quality != .good { wrong += 1 }
        }
        rig.run(0.3, take: take)
        guard wrong == 0 else { throw Failure("\(wrong) values were wrong.") }
        let clock = ContinuousClock()
        let (began, before) = (clock.now, taken)
        rig.run(1.5, take: take)
        let parts = began.duration(to: clock.now).components
        let seconds = Double(parts.seconds) + Double(parts.attoseconds) / 1e18
        guard wrong == 0 else { throw Failure("\(wrong) values were wrong.") }
        return Double(taken - before) / Double(registers) / seconds
    }
}

/// A thousand points ten times a second over sixteen connections, with the host's whole cycle
/// behind them: collected, stored, judged every 10 ms.
enum SixteenConnections {
    private static let registers = 63

    static func run() throws(Failure) {
        let peer = try LinePeer(.tcp())
        let points = (0..<registers).map {
            PointDefinition.register("r\($0)", 2048 + $0, every: .milliseconds(100))
        }
        let profile = DeviceProfile.plain(LineRig.link(timeout: 500, lateness: 0), points)
        let buses = (0..<16).map { _ in
            LineLab.Bus(LineLab.line(.modbusTCP), units: [1], profile)
        }
        let rig = try LineRig(buses, at: buses.map { _ in LineRig.local(peer.port) })
        var cycle = RunCycle(lab: rig.lab, names: rig.names, engine: nil)
        var taken = 0
        func carryOn(_ seconds: Double) {
            let end = rig.clock.now + Lapse(seconds: seconds)
            var (events, notices): ([LineEvent], [LineNotice]) = ([], [])
            while rig.clock.now < end {
                for line in rig.lines { line.collect(&events, &notices) }
                taken += events.count
                for event in events { cycle.take(event) }
                events.removeAll(keepingCapacity: true)
                _ = cycle.permits(at: rig.clock.now)
                cycle.step(at: rig.clock.now)
                cycle.readings.removeAll(keepingCapacity: true)
                rig.clock.sleep(until: rig.clock.now + .milliseconds(10))
            }
        }
        carryOn(1)
        let (began, cpu, before) = (rig.clock.now, processorSeconds, taken)
        carryOn(8)
        let seconds = (rig.clock.now - began).seconds
        withExtendedLifetime(peer) {}
        print("readings \(Double(taken - before) / seconds)")
        print("load \(100 * (processorSeconds - cpu) / seconds)")
    }

    /// CPU time of this process's threads so far.
    private static var processorSeconds: Double {
        var now = timespec()
        _ = unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    }
}
