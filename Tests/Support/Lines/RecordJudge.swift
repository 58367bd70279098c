import Devices
package import Labs
package import Quantities

/// Holds every reading of a record against what only the right reply can carry.
///
/// Another register's value has another identity, a repeated reply an old count, a late one was
/// read longer ago than a reply in time may be under way.
package struct RecordJudge: Sendable {
    /// What a line says of a point.
    package enum Sight: Sendable {
        case good(Double)
        /// The device itself says that it has none.
        case refused
        case missing
    }

    private struct Place {
        var identity: Double
        var part: Int
        /// Into `counts`.
        var record: Int
    }

    package private(set) var wrong: [String] = []
    /// Replies whose values were taken, and blocks the device itself called bad.
    package private(set) var delivered = 0
    package private(set) var refused = 0
    private var places: [Place?] = []
    private var counts: [Double] = []
    private let names: LabNames
    private let patience: Double
    private let origin: Int64

    /// Replies in time are under way at most `patience`; `origin` is the boot-time clock's
    /// nanoseconds where the host's clock is at its start.
    package init(_ lab: Lab, _ names: LabNames, patience: Lapse, origin: Int64) {
        self.names = names
        self.patience = patience.seconds * 1000
        self.origin = origin
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
                    identity: Record(table == "h" ? .holding : .input, address)
                        .identity(unit: unit),
                    part: part,
                    record: counts.count - 1
                )
            )
        }
    }

    package mutating func take(_ point: Int, _ sight: Sight, at now: Instant) {
        guard let place = places[point] else { return }
        guard case .good(let value) = sight else {
            if place.part == 0, case .refused = sight { refused += 1 }
            return
        }
        let name = names.points[point].name
        switch place.part {
        case 0:
            delivered += 1
            if value != place.identity {
                wrong.append("\(name) is \(value), not \(place.identity)")
            }
        case 1:
            if value <= counts[place.record] {
                wrong.append("\(name) is \(value) after \(counts[place.record])")
            }
            counts[place.record] = value
        default:
            let arrived = UInt32(truncatingIfNeeded: (origin &+ now.nanoseconds) / 1_000_000)
            let age = Int32(truncatingIfNeeded: Int64(arrived) - Int64(value))
            // Two milliseconds for what both sides round.
            if age < -2 || Double(age) > patience + 2 { wrong.append("\(name) is \(age) ms old") }
        }
    }
}
