package import Devices
package import Quantities

/// How long the reply to a read is waited for, and how much later it may still come.
package struct ReadTimes: Hashable, Sendable {
    package var timeout: Lapse
    package var lateness: Lapse

    fileprivate func extended(by other: ReadTimes) -> ReadTimes {
        ReadTimes(timeout: max(timeout, other.timeout), lateness: max(lateness, other.lateness))
    }
}

/// Registers, or bits, of one point, and how long reading them takes.
struct TimedPlace: Sendable {
    var range: Range<Int>
    var times: ReadTimes
}

/// Some registers take their device longer than others do.
extension ReadPlanner {
    /// Every place of a table with its times; none where all take as long as the link says.
    func timedPlaces(_ points: [PointDefinition], _ table: ModbusField.Table) -> [TimedPlace] {
        let fields = points.compactMap(\.polledField).filter { $0.table == table }
        let isUneven =
            fields.contains { $0.readTimeout != nil || $0.readLateness != nil }
            || link.blocks.contains { $0.readTimeout != nil || $0.readLateness != nil }
        guard isUneven else { return [] }
        return fields.map { field in
            let range = field.readAddress..<(field.readAddress + field.width)
            let usual = usualTimes(range, table)
            return TimedPlace(
                range: range,
                times: ReadTimes(
                    timeout: field.readTimeout ?? usual.timeout,
                    lateness: field.readLateness ?? usual.lateness
                )
            )
        }
    }

    private func usualTimes(_ range: Range<Int>, _ table: ModbusField.Table) -> ReadTimes {
        let block = link.blocks.first { $0.table == table && $0.range.overlaps(range) }
        return ReadTimes(
            timeout: block?.readTimeout ?? link.replyTimeout,
            lateness: block?.readLateness ?? link.greatestLateness
        )
    }

    /// The times of a read: those of the slowest place in it.
    func times(
        of range: Range<Int>,
        _ table: ModbusField.Table,
        _ places: [TimedPlace]
    ) -> ReadTimes {
        var found: ReadTimes?
        for place in places where place.range.overlaps(range) {
            found = found?.extended(by: place.times) ?? place.times
        }
        return found ?? usualTimes(range, table)
    }

    package func times(of block: ReadBlock, _ points: [PointDefinition]) -> ReadTimes {
        times(of: block.address..<block.end, block.table, timedPlaces(points, block.table))
    }

    /// Whether everything in a read takes equally long, so that nothing waits for a slower
    /// neighbour.
    func isEven(_ range: Range<Int>, _ places: [TimedPlace]) -> Bool {
        var first: ReadTimes?
        for place in places where place.range.overlaps(range) {
            if let first, first != place.times { return false }
            first = place.times
        }
        return true
    }

    /// What a read costs its line: one that is waited for longer may be answered that late.
    func cost(_ table: ModbusField.Table, _ range: Range<Int>, _ places: [TimedPlace]) -> Lapse {
        let timeout = times(of: range, table, places).timeout
        return WireCost.read(
            table,
            count: range.count,
            turnaround: timeout > link.replyTimeout ? timeout : link.turnaround,
            kind: kind,
            timing: timing
        )
    }
}
