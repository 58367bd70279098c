import Devices
import Interlocks
import Labs
package import Quantities
import Wire

/// How much of its physical limit a line reaches that keeps wire time.
///
/// The peer answers every read as a device of the declared turnaround does; the map is read again
/// and again as fast as the line goes.
package struct LineRate {
    /// One map of registers on a line, and its device.
    package struct Setup: Sendable {
        package var baud: Int
        package var turnaround: Lapse
        /// Addresses of single registers of the holding table, ascending.
        package var addresses: [Int]

        package init(baud: Int, turnaround: Lapse, addresses: [Int]) {
            self.baud = baud
            self.turnaround = turnaround
            self.addresses = addresses
        }
    }

    /// Seconds to read the map once.
    package struct Result: Sendable {
        package var measured: Double
        /// The least any grouping takes: every split is tried.
        package var least: Double
        /// One request for every run of neighbours.
        package var separate: Double
        /// Gaps of up to fifty registers read through.
        package var filled: Double
    }

    package static func measure(_ setup: Setup, rounds: Int = 40) -> Result {
        Result(
            measured: measured(setup, rounds),
            least: least(setup),
            separate: grouped(setup, gap: 0),
            filled: grouped(setup, gap: 50)
        )
    }

    private static func measured(_ setup: Setup, _ rounds: Int) -> Double {
        var link = ModbusLink(serial: SerialSettings(baud: setup.baud, parity: .even))
        link.turnaround = setup.turnaround
        let points = setup.addresses.map { TrialLab.point(.holding, $0, .uint16, every: 1) }
        let lab = TrialLab.lab(
            .modbusRTU,
            baud: setup.baud,
            [(TrialLab.profile(link, points), 1)]
        )
        var line = LineMachine(lab: lab, names: LabNames(lab), line: 0)
        line.pacing = .wire
        let timing = LineTiming(lab.lines[0])
        let frames = PeerFrames(kind: .rtu)
        var now = Instant.start
        // How often each point was read: the map is read as often as its least read point.
        var seen = [Int](repeating: 0, count: points.count)
        var bytes: [UInt8] = []
        while seen.contains(where: { $0 < rounds }) {
            now = max(now, line.nextDeadline)
            guard line.poll(at: now, into: &bytes), let asked = frames.read(bytes) else { continue }
            var data: [UInt8] = [3, UInt8(2 * asked.count)]
            data += [UInt8](repeating: 7, count: 2 * asked.count)
            let reply = frames.frame(asked.unit, data, [])
            let wire = timing.time(characters: bytes.count + reply.count)
            now = now + wire + timing.silence + setup.turnaround
            line.receive(reply, at: now)
            for case .reading(let point, let reading) in line.events
            where reading.quality == .good {
                seen[point] += 1
            }
            line.events.removeAll(keepingCapacity: true)
        }
        return (now + timing.silence - .start).seconds / Double(rounds)
    }

    /// T(n) = (13 + 2n) · 11 / baud + 2 · t3.5 + turnaround.
    package static func time(registers count: Int, _ setup: Setup) -> Double {
        let character = 11 / Double(setup.baud)
        let silence = setup.baud > 19_200 ? 0.00175 : 3.5 * character
        return Double(13 + 2 * count) * character + 2 * silence + setup.turnaround.seconds
    }

    /// The cheapest of all splits into requests of up to 125 registers.
    private static func least(_ setup: Setup) -> Double {
        let places = setup.addresses
        var best = [Double](repeating: .infinity, count: places.count + 1)
        best[places.count] = 0
        for first in places.indices.reversed() {
            for last in first..<places.count where places[last] - places[first] < 125 {
                let cost = time(registers: places[last] - places[first] + 1, setup)
                best[first] = min(best[first], cost + best[last + 1])
            }
        }
        return best[0]
    }

    private static func grouped(_ setup: Setup, gap: Int) -> Double {
        var sum = 0.0
        var first = setup.addresses.first ?? 0
        var last = first
        for address in setup.addresses.dropFirst() {
            if address - last - 1 <= gap, address - first < 125 {
                last = address
            } else {
                sum += time(registers: last - first + 1, setup)
                (first, last) = (address, address)
            }
        }
        return sum + time(registers: last - first + 1, setup)
    }
}

extension LineRate {
    /// Sixteen units polled as fast as the line goes, with some of them dead: replies of the
    /// healthy ones a second, over `time`.
    package static func repliesPerSecond(
        dead: [UInt8],
        baud: Int,
        timeout: Lapse,
        over time: Lapse
    ) -> Double {
        var link = ModbusLink(serial: SerialSettings(baud: baud, parity: .even))
        link.replyTimeout = timeout
        let profile = TrialLab.profile(
            link,
            [
                TrialLab.point(.holding, 0, .float32, every: 1),
                TrialLab.point(.input, 40, .uint16, every: 1),
            ]
        )
        let lab = TrialLab.lab(.modbusRTU, baud: baud, (1...16).map { (profile, $0) })
        var line = LineMachine(lab: lab, names: LabNames(lab), line: 0)
        let timing = LineTiming(lab.lines[0])
        let frames = PeerFrames(kind: .rtu)
        var (now, replies) = (Instant.start, 0)
        var bytes: [UInt8] = []
        while now < .start + time {
            now = max(now, line.nextDeadline)
            guard line.poll(at: now, into: &bytes), let asked = frames.read(bytes),
                !dead.contains(asked.unit)
            else { continue }
            let data = [asked.function, UInt8(2 * asked.count)]
            let zeros = [UInt8](repeating: 0, count: 2 * asked.count)
            let reply = frames.frame(asked.unit, data + zeros, [])
            let wire = timing.time(characters: bytes.count + reply.count)
            now = now + wire + timing.silence + link.turnaround
            line.receive(reply, at: now)
            replies += 1
            line.events.removeAll(keepingCapacity: true)
        }
        return Double(replies) / time.seconds
    }
}
