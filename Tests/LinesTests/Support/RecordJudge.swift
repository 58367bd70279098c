import Devices
import Glibc
import Interlocks
import Labs
import Lines
import Quantities
import Trials

/// Holds every reading of a record against what only the right reply can carry.
///
/// Another register's value has another identity, a repeated reply an old count, a late one was
/// read longer ago than a reply in time may be under way.
struct RecordJudge {
    private struct Place {
        var identity: Double
        var part: Int
        /// Into `counts`.
        var record: Int
    }

    private(set) var wrong: [String] = []
    /// Replies whose values were taken, and blocks the device itself called bad.
    private(set) var delivered = 0
    private(set) var refused = 0
    private var places: [Place?] = []
    private var counts: [Double] = []
    private let names: LabNames
    private let patience: Double
    /// Nanoseconds of the boot-time clock where the host's clock is at its start.
    private let origin: Int64

    init(_ lab: Lab, _ names: LabNames, clock: HostClock, patience: Lapse) {
        self.names = names
        self.patience = patience.seconds * 1000
        origin = Self.bootTime &- clock.now.nanoseconds
        for point in names.points {
            let name = point.definition.name.split(separator: ".")
            guard name.count == 2, let table = name[0].first,
                let address = Int(name[0].dropFirst()),
                let part = Record.parts.firstIndex(of: String(name[1]))
            else {
                places.append(nil)
                continue
            }
            let unit = lab.devices[point.reference.device].address
            if part == 0 { counts.append(0) }
            places.append(
                Place(
                    identity: Record(table == "h" ? .holding : .input, address).identity(
                        unit: unit
                    ),
                    part: part,
                    record: counts.count - 1
                )
            )
        }
    }

    private static var bootTime: Int64 {
        var now = timespec()
        _ = unsafe clock_gettime(CLOCK_BOOTTIME, &now)
        return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    }

    mutating func take(_ point: Int, _ reading: Reading) {
        guard let place = places[point] else { return }
        guard reading.quality == .good else {
            if place.part == 0, reading.quality == .deviceBad { refused += 1 }
            return
        }
        let name = names.points[point].name
        switch place.part {
        case 0:
            delivered += 1
            if reading.value != place.identity {
                wrong.append("\(name) is \(reading.value), not \(place.identity)")
            }
        case 1:
            if reading.value <= counts[place.record] {
                wrong.append("\(name) is \(reading.value) after \(counts[place.record])")
            }
            counts[place.record] = reading.value
        default:
            let arrived = UInt32(truncatingIfNeeded: (origin &+ reading.at.nanoseconds) / 1_000_000)
            let age = Int32(bitPattern: arrived &- UInt32(reading.value))
            // Two milliseconds for what both sides round.
            if age < -2 || Double(age) > patience + 2 { wrong.append("\(name) is \(age) ms old") }
        }
    }
}
