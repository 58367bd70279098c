/// Blocks of a little-endian pcapng file, one after the other; every length is checked.
///
/// Reads what `PcapngEncoder` writes, and what Wireshark makes of it when it saves a part: blocks
/// and options it does not know are passed over.
package struct PcapngReader {
    package struct Interface: Hashable, Sendable {
        package var linkType: UInt16
        package var name: String
        package var summary: String
        var units = Units()
    }

    /// Nanoseconds in a unit of packets' times, as a fraction; microseconds unless it says else.
    struct Units: Hashable, Sendable {
        var numerator: Int64 = 1000
        var denominator: Int64 = 1
    }

    package struct Packet: Hashable, Sendable {
        package var interface: Int
        /// Nanoseconds since 1970.
        package var time: Int64
        package var bytes: [UInt8]
        package var flags: PacketFlags
        package var comments: [String]
        /// Where its block begins in the file.
        package var offset: Int
    }

    /// How far the file goes.
    package enum Ending: Hashable, Sendable {
        /// At the end of a block, or not reached yet.
        case whole
        /// Inside the block that begins at this byte: the file was cut off.
        case cut(at: Int)
    }

    /// A packet holds at most an IPv4 packet with its headers; comments are short.
    static let greatestBlock = 1 << 20
    static let greatestInterfaces = 4096

    package private(set) var interfaces: [Interface] = []
    package private(set) var ending = Ending.whole
    private let source: ByteSource
    private var hasBegun = false

    package init(_ source: ByteSource) { self.source = source }

    /// The next packet; nil at the end, or where the file was cut off.
    ///
    /// - Throws: `CaptureFault` where the file is no pcapng file or is damaged.
    package mutating func next() throws(CaptureFault) -> Packet? {
        while let block = try block() {
            switch block.type {
            case 0x0A0D_0D0A: try beginSection(block)
            case 1: try addInterface(block)
            case 6: return try packet(block)
            default: break
            }
        }
        return nil
    }

    private mutating func block() throws(CaptureFault) -> PcapngBlock? {
        let offset = source.offset
        let head = try read(8, offset)
        guard !head.isEmpty else { return nil }
        if !hasBegun, head.count < 4 || head[..<4] != [0x0A, 0x0D, 0x0D, 0x0A] {
            throw CaptureFault("is no pcapng file", offset)
        }
        guard head.count == 8 else { return cut(at: offset) }
        let type = PcapngBlock.number(head, 0)
        let length = Int(PcapngBlock.number(head, 4))
        if type == 0x0A0D_0D0A, head[4] == 0, head[7] != 0 {
            throw CaptureFault("was written by a big-endian machine; save it with editcap", offset)
        }
        guard length >= 12, length % 4 == 0 else {
            throw CaptureFault("has a block of impossible length \(length)", offset)
        }
        hasBegun = true
        guard length <= Self.greatestBlock || !PcapngBlock.isKnown(type) else {
            throw CaptureFault("has a block of \(length) bytes; none is that long", offset)
        }
        guard PcapngBlock.isKnown(type) else {
            guard try skip(length - 12, offset) else { return cut(at: offset) }
            return try close(PcapngBlock(type: type, body: [], offset: offset), length)
        }
        let body = try read(length - 12, offset)
        guard body.count == length - 12 else { return cut(at: offset) }
        return try close(PcapngBlock(type: type, body: body, offset: offset), length)
    }

    /// A block ends with its length again.
    private mutating func close(
        _ block: PcapngBlock,
        _ length: Int
    ) throws(CaptureFault) -> PcapngBlock? {
        let tail = try read(4, block.offset)
        guard tail.count == 4 else { return cut(at: block.offset) }
        guard Int(PcapngBlock.number(tail, 0)) == length else {
            throw CaptureFault("has a block whose two lengths differ", block.offset)
        }
        return block
    }

    private mutating func cut(at offset: Int) -> PcapngBlock? {
        ending = .cut(at: offset)
        return nil
    }

    private mutating func beginSection(_ block: PcapngBlock) throws(CaptureFault) {
        guard block.body.count >= 16, PcapngBlock.number(block.body, 0) == 0x1A2B_3C4D else {
            throw CaptureFault("has a section header of another kind", block.offset)
        }
        guard block.body[4] == 1, block.body[5] == 0 else {
            throw CaptureFault("is of a version that is not known", block.offset)
        }
        interfaces = []
    }

    private mutating func addInterface(_ block: PcapngBlock) throws(CaptureFault) {
        guard block.body.count >= 8, interfaces.count < Self.greatestInterfaces else {
            throw CaptureFault("has an interface too short, or too many of them", block.offset)
        }
        var interface = Interface(
            linkType: UInt16(truncatingIfNeeded: PcapngBlock.number(block.body, 0)),
            name: "",
            summary: ""
        )
        for option in try block.options(from: 8) {
            switch option.code {
            case 2: interface.name = Self.text(option)
            case 3: interface.summary = Self.text(option)
            case 9:
                guard let units = Self.units(option.value) else {
                    throw CaptureFault("has an interface of unknown resolution", block.offset)
                }
                interface.units = units
            default: break
            }
        }
        interfaces.append(interface)
    }

    private static func text(_ option: PcapngEncoder.Option) -> String {
        String(decoding: option.value.prefix(4096), as: UTF8.self)
    }

    /// A negative power of ten; the highest bit would mean one of two.
    private static func units(_ value: [UInt8]) -> Units? {
        guard value.count == 1, value[0] <= 18 else { return nil }
        let power = (0..<abs(9 - Int(value[0]))).reduce(Int64(1)) { product, _ in product * 10 }
        return value[0] <= 9
            ? Units(numerator: power) : Units(numerator: 1, denominator: power)
    }

    private func packet(_ block: PcapngBlock) throws(CaptureFault) -> Packet {
        guard block.body.count >= 20 else {
            throw CaptureFault("has a packet that is too short", block.offset)
        }
        let interface = Int(PcapngBlock.number(block.body, 0))
        let length = Int(PcapngBlock.number(block.body, 12))
        guard interfaces.indices.contains(interface) else {
            throw CaptureFault(
                "has a packet of interface \(interface), which it lacks",
                block.offset
            )
        }
        guard length <= block.body.count - 20 else {
            throw CaptureFault("has a packet longer than its block", block.offset)
        }
        let units = interfaces[interface].units
        let high = UInt64(PcapngBlock.number(block.body, 4)) << 32
        let count = Int64(clamping: high | UInt64(PcapngBlock.number(block.body, 8)))
        let (time, isTooGreat) = count.multipliedReportingOverflow(by: units.numerator)
        guard !isTooGreat else { throw CaptureFault("has an impossible time", block.offset) }
        var packet = Packet(
            interface: interface,
            time: time / units.denominator,
            bytes: Array(block.body[20..<(20 + length)]),
            flags: [],
            comments: [],
            offset: block.offset
        )
        for option in try block.options(from: 20 + (length + 3) / 4 * 4) {
            switch option.code {
            case 1: packet.comments.append(Self.text(option))
            case 2 where option.value.count == 4:
                packet.flags = PacketFlags(rawValue: PcapngBlock.number(option.value, 0))
            default: break
            }
        }
        return packet
    }

    private func read(_ count: Int, _ offset: Int) throws(CaptureFault) -> [UInt8] {
        do throws(LineFault) {
            return try source.read(count)
        } catch {
            throw CaptureFault(error.message, offset)
        }
    }

    private func skip(_ count: Int, _ offset: Int) throws(CaptureFault) -> Bool {
        do throws(LineFault) {
            return try source.skip(count)
        } catch {
            throw CaptureFault(error.message, offset)
        }
    }
}
