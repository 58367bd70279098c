import Lines
import Quantities
import Testing
import Trials

struct PcapngTests {
    /// A section, an interface `a` of link type 252 in nanoseconds, one packet of three bytes one
    /// second after 1970 began, outbound: written by hand after the format's draft.
    static let smallest: [UInt8] = [
        0x0A, 0x0D, 0x0D, 0x0A, 28, 0, 0, 0, 0x4D, 0x3C, 0x2B, 0x1A, 1, 0, 0, 0,
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 28, 0, 0, 0,
        1, 0, 0, 0, 40, 0, 0, 0, 0xFC, 0, 0, 0, 0, 0, 0, 0,
        2, 0, 1, 0, 0x61, 0, 0, 0, 9, 0, 1, 0, 9, 0, 0, 0, 0, 0, 0, 0, 40, 0, 0, 0,
        6, 0, 0, 0, 48, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x00, 0xCA, 0x9A, 0x3B, 3, 0, 0, 0,
        3, 0, 0, 0, 1, 2, 3, 0, 2, 0, 4, 0, 2, 0, 0, 0, 0, 0, 0, 0, 48, 0, 0, 0,
    ]

    static var encoded: [UInt8] {
        var encoder = PcapngEncoder()
        encoder.section([])
        encoder.interface(.upperPDU, [.name("a"), .nanoseconds])
        encoder.packet(0, time: 1_000_000_000, [1, 2, 3], [.flags(.outbound)])
        return encoder.bytes
    }

    static func packets(_ bytes: [UInt8]) throws(CaptureFault) -> [PcapngReader.Packet] {
        var reader = PcapngReader(ByteSource(bytes))
        var packets: [PcapngReader.Packet] = []
        while let packet = try reader.next() { packets.append(packet) }
        return packets
    }

    @Test func `a tiny file is written byte for byte`() {
        #expect(Self.encoded == Self.smallest)
    }

    @Test func `a tiny file is read`() throws {
        var reader = PcapngReader(ByteSource(Self.smallest))
        let packet = try #require(try reader.next())
        #expect(packet.bytes == [1, 2, 3])
        #expect(packet.time == 1_000_000_000)
        #expect(packet.flags == .outbound)
        #expect(packet.offset == 68)
        #expect(reader.interfaces.map(\.name) == ["a"])
        #expect(reader.interfaces.map(\.linkType) == [252])
        #expect(try reader.next() == nil)
        #expect(reader.ending == .whole)
    }

    @Test func `microseconds are the resolution of an interface that names none`() throws {
        var encoder = PcapngEncoder()
        encoder.section([])
        encoder.interface(.ethernet, [])
        encoder.packet(0, time: 5, [], [.comment("é")])
        let packet = try #require(try Self.packets(encoder.bytes).first)
        #expect(packet.time == 5000)
        #expect(packet.comments == ["é"])
    }

    @Test func `a file cut off anywhere is read up to there, and says where it was cut`() throws {
        let bytes = Self.smallest + Self.smallest[68...]
        for length in 4..<bytes.count {
            var reader = PcapngReader(ByteSource(Array(bytes.prefix(length))))
            var count = 0
            while try reader.next() != nil { count += 1 }
            #expect(count == max(0, length - 68) / 48)
            let start = length < 28 ? 0 : length < 68 ? 28 : 68 + (length - 68) / 48 * 48
            #expect(reader.ending == (start == length ? .whole : .cut(at: start)))
        }
    }

    @Test(arguments: [
        (0, UInt8(0), 0), (4, 0, 0), (4, 29, 0), (7, 0x7F, 0), (8, 0, 0), (12, 2, 0), (24, 32, 0),
        (32, 8, 28), (46, 0xFF, 28), (56, 0x8A, 28), (72, 0, 68), (76, 1, 68), (88, 17, 68),
        (102, 0xFF, 68),
    ])
    func `a wrong number is refused with the place of its block`(
        _ place: Int,
        _ value: UInt8,
        _ block: Int
    ) {
        var bytes = Self.smallest
        bytes[place] = value
        let fault = #expect(throws: CaptureFault.self) { try Self.packets(bytes) }
        #expect(fault?.offset == block)
    }

    @Test func `blocks and options nobody knows are passed over`() throws {
        var bytes = Array(Self.smallest[..<68])
        bytes += [0xAD, 0x0B, 0, 0, 20, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 20, 0, 0, 0]
        bytes += Self.smallest[68...]
        #expect(try Self.packets(bytes).map(\.bytes) == [[1, 2, 3]])
    }

    @Test func `random changes give packets or errors and nothing else`() {
        var dice = Dice(20)
        var (read, refused) = (0, 0)
        for _ in 0..<Fuzz.count(20_000, soak: 2_000_000) {
            var bytes = Self.smallest
            for _ in 0...dice.below(4) {
                bytes[dice.below(bytes.count)] = UInt8(dice.below(256))
            }
            bytes.removeLast(dice.below(bytes.count))
            do throws(CaptureFault) {
                let packets = try Self.packets(bytes)
                read += 1
                #expect(packets.allSatisfy { $0.bytes.count <= bytes.count })
            } catch {
                refused += 1
                #expect((0...bytes.count).contains(error.offset))
            }
        }
        #expect(read > 0 && refused > 0)
    }
}
