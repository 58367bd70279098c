/// Blocks of a pcapng file, little-endian (IETF draft-ietf-opsawg-pcapng, sections 3 and 4).
package struct PcapngEncoder {
    /// One option of a block; what is longer than 4096 bytes is cut.
    package struct Option: Hashable, Sendable {
        package var code: UInt16
        package var value: [UInt8]

        package init(_ code: UInt16, _ value: [UInt8]) {
            self.code = code
            self.value = value
        }

        static func text(_ code: UInt16, _ text: String) -> Option {
            var value: [UInt8] = []
            for scalar in text.unicodeScalars {
                let bytes = Array(String(scalar).utf8)
                guard value.count + bytes.count <= 4096 else { break }
                value += bytes
            }
            return Option(code, value)
        }

        /// opt_comment, of any block.
        package static func comment(_ text: String) -> Option { self.text(1, text) }
        package static func operatingSystem(_ text: String) -> Option { self.text(3, text) }
        package static func application(_ text: String) -> Option { self.text(4, text) }

        /// if_name, if_description and if_speed (bit/s) of an interface.
        package static func name(_ text: String) -> Option { self.text(2, text) }
        package static func description(_ text: String) -> Option { self.text(3, text) }
        package static func speed(_ bits: UInt64) -> Option { Option(8, littleEndian(bits)) }
        /// if_tsresol: times are counted in nanoseconds.
        package static let nanoseconds = Option(9, [9])

        /// epb_flags: direction, and errors the link layer saw.
        package static func flags(_ flags: PacketFlags) -> Option {
            Option(2, littleEndian(flags.rawValue))
        }

        /// isb_ifrecv and isb_ifdrop of an interface's statistics: packets seen and lost.
        package static func received(_ count: UInt64) -> Option { Option(4, littleEndian(count)) }
        package static func dropped(_ count: UInt64) -> Option { Option(5, littleEndian(count)) }
    }

    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// A section header, the file's first block.
    ///
    /// Its length is left open, since it is not known.
    package mutating func section(_ options: [Option]) {
        block(0x0A0D_0D0A, options) { bytes in
            bytes += Self.littleEndian(0x1A2B_3C4D as UInt32)
            bytes += [1, 0, 0, 0]
            bytes += Self.littleEndian(UInt64.max)
        }
    }

    /// The description of the next interface; they are counted from 0.
    package mutating func interface(_ linkType: LinkType, _ options: [Option]) {
        block(1, options) { bytes in
            bytes += Self.littleEndian(linkType.rawValue)
            bytes += [0, 0]
            bytes += Self.littleEndian(0 as UInt32)
        }
    }

    /// An enhanced packet block; `time` is in nanoseconds since 1970.
    package mutating func packet(
        _ interface: Int,
        time: Int64,
        _ data: [UInt8],
        _ options: [Option]
    ) {
        block(6, options) { bytes in
            Self.head(interface, time, &bytes)
            let length = Self.littleEndian(UInt32(truncatingIfNeeded: data.count))
            bytes += length
            bytes += length
            Self.append(padded: data, &bytes)
        }
    }

    /// An interface's statistics up to `time`.
    package mutating func statistics(_ interface: Int, time: Int64, _ options: [Option]) {
        block(5, options) { Self.head(interface, time, &$0) }
    }

    private mutating func block(
        _ type: UInt32,
        _ options: [Option],
        _ body: (inout [UInt8]) -> Void
    ) {
        let start = bytes.count
        bytes += Self.littleEndian(type)
        bytes += [0, 0, 0, 0]
        body(&bytes)
        for option in options {
            bytes += Self.littleEndian(option.code)
            bytes += Self.littleEndian(UInt16(truncatingIfNeeded: option.value.count))
            Self.append(padded: option.value, &bytes)
        }
        if !options.isEmpty { bytes += [0, 0, 0, 0] }
        let length = Self.littleEndian(UInt32(truncatingIfNeeded: bytes.count - start + 4))
        for index in 0..<4 { bytes[start + 4 + index] = length[index] }
        bytes += length
    }

    private static func head(_ interface: Int, _ time: Int64, _ bytes: inout [UInt8]) {
        bytes += littleEndian(UInt32(truncatingIfNeeded: interface))
        let time = UInt64(max(time, 0))
        bytes += littleEndian(UInt32(truncatingIfNeeded: time >> 32))
        bytes += littleEndian(UInt32(truncatingIfNeeded: time))
    }

    private static func append(padded value: [UInt8], _ bytes: inout [UInt8]) {
        bytes += value
        bytes.append(contentsOf: repeatElement(0, count: (4 - value.count % 4) % 4))
    }

    private static func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        (0..<(Number.bitWidth / 8)).map { UInt8(truncatingIfNeeded: number >> Number($0 * 8)) }
    }
}

/// What a packet's bytes begin with (tcpdump.org/linktypes.html).
package enum LinkType: UInt16, Sendable {
    case ethernet = 1
    /// Tags that name the dissector and the ends, then the protocol's own bytes.
    case upperPDU = 252
}

/// epb_flags.
package struct PacketFlags: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// From the device to the host.
    package static let inbound = PacketFlags(rawValue: 1)
    /// From the host to the device.
    package static let outbound = PacketFlags(rawValue: 2)
    package static let crcError = PacketFlags(rawValue: 1 << 24)
}
