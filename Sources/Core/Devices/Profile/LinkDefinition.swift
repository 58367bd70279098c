package import Quantities

/// How a device is spoken to.
package enum LinkDefinition: Hashable, Sendable {
    case modbus(ModbusLink)
    /// The name of a protocol in `protocols/`, and this model's serial settings.
    case serial(protocol: String, SerialSettings)
}

/// What a Modbus device needs of its host beyond the standard.
package struct ModbusLink: Hashable, Sendable {
    package var serial: SerialSettings
    /// The most registers (or bits) in one read.
    package var greatestRead: Int
    package var greatestBitRead: Int
    package var greatestWrite: Int
    /// Registers that must never be read through.
    package var forbidden: [ClosedRange<Int>]
    /// From the last byte of a request to the first of its reply.
    package var replyTimeout: Lapse
    /// The latest a reply was ever seen; the line stays quarantined that long after a timeout.
    package var greatestLateness: Lapse
    /// The device's own time to answer, for cost and simulation.
    package var turnaround: Lapse
    package var pauseAfterWrite: Lapse
    package var pauseBetween: Lapse
    /// One field a request: the device cannot read blocks.
    package var grouping: Grouping

    package enum Grouping: String, Hashable, Sendable, CaseIterable {
        case blocks
        case single
    }

    package init(
        serial: SerialSettings,
        greatestRead: Int = 125,
        greatestBitRead: Int = 2000,
        greatestWrite: Int = 123,
        forbidden: [ClosedRange<Int>] = [],
        replyTimeout: Lapse = .milliseconds(500),
        greatestLateness: Lapse = .milliseconds(1000),
        turnaround: Lapse = .milliseconds(5),
        pauseAfterWrite: Lapse = .zero,
        pauseBetween: Lapse = .zero,
        grouping: Grouping = .blocks
    ) {
        self.serial = serial
        self.greatestRead = greatestRead
        self.greatestBitRead = greatestBitRead
        self.greatestWrite = greatestWrite
        self.forbidden = forbidden
        self.replyTimeout = replyTimeout
        self.greatestLateness = greatestLateness
        self.turnaround = turnaround
        self.pauseAfterWrite = pauseAfterWrite
        self.pauseBetween = pauseBetween
        self.grouping = grouping
    }
}

/// Baud and character format.
package struct SerialSettings: Hashable, Sendable {
    package enum Parity: String, Hashable, Sendable, CaseIterable {
        case none = "N"
        case even = "E"
        case odd = "O"
    }

    package enum Flow: String, Hashable, Sendable, CaseIterable {
        case none
        case rtsCTS = "rts-cts"
        case xonXoff = "xon-xoff"
    }

    package var baud: Int
    package var dataBits: Int
    package var parity: Parity
    package var stopBits: Int
    package var flow = Flow.none

    package init(baud: Int, dataBits: Int = 8, parity: Parity = .none, stopBits: Int = 1) {
        self.baud = baud
        self.dataBits = dataBits
        self.parity = parity
        self.stopBits = stopBits
    }

    /// Bits on the wire for one character, start bit included.
    package var bitsPerCharacter: Int { 1 + dataBits + (parity == .none ? 0 : 1) + stopBits }

    /// The time `count` characters take.
    package func time(characters count: Int) -> Lapse {
        Lapse(nanoseconds: Int64(count * bitsPerCharacter) * 1_000_000_000 / Int64(max(baud, 1)))
    }
}
