package import Quantities

/// A value inside a Modbus device's tables.
package struct ModbusField: Hashable, Sendable {
    package enum Table: String, Hashable, Sendable, CaseIterable {
        case coil
        case discreteInput = "discrete-input"
        case holding
        case input

        /// Whether its addresses hold single bits.
        package var isBits: Bool { self == .coil || self == .discreteInput }
    }

    package enum Encoding: String, Hashable, Sendable, CaseIterable {
        case bit
        case int16, uint16, int32, uint32, int64, uint64, float32, float64
        /// Four, or eight, decimal digits, a half byte each.
        case bcd16, bcd32
        /// The highest bit is the sign, the others the size.
        case signMagnitude16 = "sign-magnitude16"
        case signMagnitude32 = "sign-magnitude32"
        /// Characters, compared with the field's words.
        case text
    }

    package enum Order: String, Hashable, Sendable, CaseIterable {
        /// Most significant word (or byte) first.
        case big
        case little
    }

    /// Which bytes of a register hold characters.
    package enum ByteLane: String, Hashable, Sendable, CaseIterable {
        case both, high, low
    }

    /// How bits of a register are written without touching the others.
    package enum Modification: String, Hashable, Sendable, CaseIterable {
        /// By the device, with function 22.
        case mask
        /// The register is read, changed and written with nothing in between on the line.
        case locked
    }

    /// How the points whose values take part in this one's are read.
    package enum CompanionReading: String, Hashable, Sendable, CaseIterable {
        /// In the same transaction, so that all belong to one moment.
        case together
        /// Each by a request of its own: the value counts once they were read again and are the
        /// same as before.
        case apart
    }

    package var table: Table
    /// As sent on the wire, from 0 (the profile's `address-base` is already subtracted).
    package var address: Int
    package var encoding: Encoding
    /// For `bit` in a register: which one, from 0; also selects bits of an integer field.
    package var bit: Int?
    /// How many bits from `bit` upward make the value; in a table of bits, from `address` upward,
    /// the least significant first.
    package var bits = 1
    package var wordOrder: Order
    package var byteOrder: Order
    /// value in the point's unit = raw × scale + offset; an inverted flag has −1 and 1.
    package var scale: Double
    package var offset: Double
    /// Raw register values that mean "no reading".
    package var badValues: [Int]
    /// 5, 6, 15, 16, 22 or 23; nil where the point is not written.
    package var writeFunction: Int?
    /// Where the written value is read back, when elsewhere.
    package var readBackAddress: Int?

    /// For `text`: how many registers, and where in them the characters are.
    package var registers = 1
    package var byteLane = ByteLane.both
    /// For `text`: what the device says for each choice, or for a flag that is true.
    package var words: [String] = []
    /// Points of the same device whose values take part:
    /// raw × scale × `scaleFrom` × 10^−`decimalsFrom` + offset + `offsetFrom`.
    package var decimalsFrom: String?
    package var scaleFrom: String?
    package var offsetFrom: String?
    package var companionReading = CompanionReading.together
    /// Points of one group are read in one transaction.
    package var group: String?

    /// As the link's `replyTimeout` and `greatestLateness`, for a read that takes another time.
    package var readTimeout: Lapse?
    package var readLateness: Lapse?
    package var modification = Modification.mask
    /// Name of the link's unlock sequence that goes around every write.
    package var unlock: String?
    /// How long after a write the device still shows the value before.
    package var settle = Lapse.zero
    /// As the link's, for a write that takes longer than others.
    package var writeTimeout: Lapse?
    package var writeLateness: Lapse?
    /// How many writes the memory behind it survives; nil where any number.
    package var endurance: Int?

    package init(
        table: Table,
        address: Int,
        encoding: Encoding,
        bit: Int? = nil,
        wordOrder: Order = .big,
        byteOrder: Order = .big,
        scale: Double = 1,
        offset: Double = 0,
        badValues: [Int] = [],
        writeFunction: Int? = nil,
        readBackAddress: Int? = nil
    ) {
        self.table = table
        self.address = address
        self.encoding = encoding
        self.bit = bit
        self.wordOrder = wordOrder
        self.byteOrder = byteOrder
        self.scale = scale
        self.offset = offset
        self.badValues = badValues
        self.writeFunction = writeFunction
        self.readBackAddress = readBackAddress
    }

    /// How many 16-bit registers, or how many bits in a bit table.
    package var width: Int {
        if table.isBits { return min(max(bits, 1), 32) }
        return encoding == .text ? min(max(registers, 1), 60) : encoding.width
    }

    /// Where the value is read.
    package var readAddress: Int { readBackAddress ?? address }

    /// Names of the points whose values take part in this one's.
    package var companions: [String] { [decimalsFrom, scaleFrom, offsetFrom].compactMap { $0 } }

    /// Whether writing it takes a reading of what the device holds at that moment.
    package var isWrittenByReading: Bool {
        writeFunction != nil && (isModified && modification == .locked || !companions.isEmpty)
    }

    /// Whether it is some bits of a register.
    package var isModified: Bool { !table.isBits && (encoding == .bit || bit != nil) }
}

extension ModbusField.Encoding {
    /// How many registers a value takes; a text says so itself.
    package var width: Int {
        switch self {
        case .int32, .uint32, .float32, .bcd32, .signMagnitude32: 2
        case .int64, .uint64, .float64: 4
        case .bit, .int16, .uint16, .bcd16, .signMagnitude16, .text: 1
        }
    }

    package var isFloat: Bool { self == .float32 || self == .float64 }
}
