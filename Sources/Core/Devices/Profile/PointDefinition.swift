package import Quantities

/// A named value of a device.
package struct PointDefinition: Hashable, Sendable {
    package enum Access: String, Hashable, Sendable, CaseIterable {
        case read, write
        case readWrite = "read-write"
    }

    package var name: String
    package var kind: PointKind
    package var access: Access
    package var source: PointSource
    /// How often it is read; nil where it is read only on demand.
    package var every: Lapse?
    /// Older readings are bad.
    package var stale: Lapse
    package var summary: String

    package init(
        name: String,
        kind: PointKind,
        access: Access,
        source: PointSource,
        every: Lapse?,
        stale: Lapse,
        summary: String = ""
    ) {
        self.name = name
        self.kind = kind
        self.access = access
        self.source = source
        self.every = every
        self.stale = stale
        self.summary = summary
    }
}

/// What a point's value is.
///
/// In the process image every kind is a Double: SI for quantities, 0 or 1 for flags, the index
/// for choices.
package enum PointKind: Hashable, Sendable {
    case quantity(PhysicalUnit)
    case flag
    /// One of these words, held as its index.
    case choice([String])
}

/// Where a point's value comes from, and goes to.
package enum PointSource: Hashable, Sendable {
    case modbus(ModbusField)
    case serial(SerialField)
}

/// A value captured from a reply of a serial protocol.
package struct SerialField: Hashable, Sendable {
    /// Name of the protocol's request whose reply holds it.
    package var request: String
    /// Name of the template's field.
    package var field: String
    /// Selects bits of an integer or character field.
    package var bit: Int?
    /// How many bits from `bit` upward make the value.
    package var bits = 1
    /// value in the point's unit = raw × scale + offset; an inverted flag has −1 and 1.
    package var scale: Double
    package var offset: Double
    /// Wire words and the choice or flag index they mean, in the order of the point's choices.
    package var words: [String]
    /// Name of the request that writes it; its template has a field `value`.
    package var write: String?

    package init(
        request: String,
        field: String,
        bit: Int? = nil,
        scale: Double = 1,
        offset: Double = 0,
        words: [String] = [],
        write: String? = nil
    ) {
        self.request = request
        self.field = field
        self.bit = bit
        self.scale = scale
        self.offset = offset
        self.words = words
        self.write = write
    }
}
