/// Channels of one voting interlock, at most eight, by index; a value that no thread has to make
/// room for.
package struct ChannelSet: Hashable, Sendable, ExpressibleByArrayLiteral {
    private var bits: UInt8 = 0

    package init() {}

    package init(arrayLiteral channels: Int...) {
        for channel in channels { insert(channel) }
    }

    package var isEmpty: Bool { bits == 0 }

    package var count: Int { bits.nonzeroBitCount }

    /// In ascending order.
    package var indices: [Int] { (0..<UInt8.bitWidth).filter { bits & (1 << $0) != 0 } }

    package mutating func insert(_ channel: Int) { bits |= 1 << channel }
}

extension ChannelSet: Codable {
    package init(from decoder: any Decoder) throws {
        let list = try decoder.singleValueContainer()
        for channel in try list.decode([Int].self) { insert(channel) }
    }

    package func encode(to encoder: any Encoder) throws {
        var list = encoder.singleValueContainer()
        try list.encode(indices)
    }
}
