package import Devices
package import Labs
package import Quantities

/// How long one transaction occupies its line, from its first byte to the next one's.
package enum WireCost {
    /// Request and reply with these many bytes, the silences, the device's and the adapter's delay.
    package static func transaction(
        request: Int,
        reply: Int,
        turnaround: Lapse,
        timing: LineTiming
    ) -> Lapse {
        timing.time(characters: request + reply) + timing.silence + timing.silence
            + turnaround + timing.latency
    }

    /// Reading `count` registers, or bits of a bit table.
    package static func read(
        _ table: ModbusField.Table,
        count: Int,
        link: ModbusLink,
        kind: LineDefinition.Kind,
        timing: LineTiming
    ) -> Lapse {
        read(table, count: count, turnaround: link.turnaround, kind: kind, timing: timing)
    }

    static func read(
        _ table: ModbusField.Table,
        count: Int,
        turnaround: Lapse,
        kind: LineDefinition.Kind,
        timing: LineTiming
    ) -> Lapse {
        let wrapping = wrapping(kind)
        return transaction(
            request: wrapping + 5,
            reply: wrapping + 2 + dataBytes(table, count: count),
            turnaround: turnaround,
            timing: timing
        )
    }

    /// Writing `count` registers by function 16, or fewer bytes by another one.
    package static func write(
        count: Int,
        link: ModbusLink,
        kind: LineDefinition.Kind,
        timing: LineTiming
    ) -> Lapse {
        let wrapping = wrapping(kind)
        return transaction(
            request: wrapping + 6 + 2 * count,
            reply: wrapping + 5,
            turnaround: link.turnaround,
            timing: timing
        ) + link.pauseAfterWrite
    }

    /// A request that gets no reply, until the line may be used again by this unit's neighbours.
    package static func timeout(
        request: Int,
        reply: Int,
        replyTimeout: Lapse,
        timing: LineTiming
    ) -> Lapse {
        timing.time(characters: request + reply) + timing.silence + timing.latency + replyTimeout
    }

    /// Bytes around function and data: unit and CRC, or MBAP header with unit.
    package static func wrapping(_ kind: LineDefinition.Kind) -> Int {
        kind == .modbusTCP ? 7 : 3
    }

    /// Bytes of a read reply's data.
    package static func dataBytes(_ table: ModbusField.Table, count: Int) -> Int {
        switch table {
        case .coil, .discreteInput: (count + 7) / 8
        case .holding, .input: 2 * count
        }
    }
}
