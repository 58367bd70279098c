package import Quantities

/// How a device is spoken to.
package enum LinkDefinition: Hashable, Sendable {
    case modbus(ModbusLink)
    /// The name of a protocol in `protocols/`, and this model's serial settings.
    case serial(protocol: String, SerialSettings)
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
