import Devices
import Interlocks
import Labs
import Quantities
import Testing
import Wire

/// Frames of every length and content into every serial decoder: nothing crashes, nothing hangs,
/// nothing that its sum refutes becomes a value, and the line goes on.
struct SerialFuzzTests {
    /// Frames for each protocol; a million in the long campaign.
    static let frames = SerialAdversaryTests.isWhole ? 1_000_000 : 3_000

    private static func length(_ random: inout SplitMix) -> Int {
        switch random.next() % 10 {
        case 0: 0
        case 1: Int(random.next() % 2100)
        case 2: Int(random.next() % 300)
        default: Int(random.next() % 40)
        }
    }

    /// Random bytes, bytes that such frames are made of, or a true frame with something changed.
    private static func frame(
        _ talker: Talker,
        _ request: [UInt8],
        _ random: inout SplitMix
    )
        -> [UInt8]
    {
        let count = length(&random)
        switch random.next() % 4 {
        case 0: return (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        case 1:
            let marks: [UInt8] = [2, 3, 6, 13, 10, 16, 0x7D, 0x7E, 0x2F, 0x30, 0x20, 0x2E, 0xFF, 0]
            return (0..<count).map { _ in marks[Int(random.next() % UInt64(marks.count))] }
        default:
            var bytes =
                talker.reply(request, talker.address, Int(random.next() % 9000)) ?? request
            for _ in 0..<(1 + random.next() % 3) where !bytes.isEmpty {
                let place = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 4 {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
                default: bytes.insert(contentsOf: bytes[place...].prefix(8), at: place)
                }
            }
            return bytes
        }
    }

    @Test(arguments: Talker.all)
    func `any bytes are survived, and the line goes on`(talker: Talker) throws {
        var random = SplitMix(state: 11)
        var adversary = try SerialAdversary(talker, seed: 1)
        let bench = adversary.bench
        var fed = 0
        while fed < Self.frames {
            guard let request = bench.sent(within: Lapse(seconds: 100)) else {
                Issue.record("\(talker.profile): the line fell silent")
                return
            }
            for _ in 0..<4 {
                let bytes = Self.frame(talker, request, &random)
                fed += 1
                var rest = bytes[...]
                repeat {
                    let piece = rest.prefix(1 + Int(random.next() % 64))
                    rest = rest.dropFirst(piece.count)
                    bench.receive(Array(piece), after: .milliseconds(Int64(random.next() % 15)))
                } while !rest.isEmpty
            }
            _ = bench.readings()
        }
        // Left alone for a minute, it reads as before.
        bench.now = bench.now + Lapse(seconds: 60)
        let tally = adversary.run(40)
        #expect(tally.delivered > 5, "\(talker.profile)")
        #expect(tally.wrong == 0)
    }

    @Test(arguments: Talker.all.filter(\.isSummed))
    func `random bytes that bear no true sum are no value`(talker: Talker) throws {
        var random = SplitMix(state: 5)
        let bench = try SerialAdversary(talker, seed: 1).bench
        for _ in 0..<(Self.frames / 4) {
            guard bench.sent(within: Lapse(seconds: 100)) != nil else { break }
            let count = Self.length(&random)
            bench.receive((0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) })
        }
        #expect(bench.readings().allSatisfy { $0.reading.quality != .good })
    }

    @Test func `any text is a template or is refused with a place`() {
        var random = SplitMix(state: 3)
        let alphabet = Array("{}:\\xXrn0aFf{value:dec2}+-tu byteword")
        for _ in 0..<(Self.frames * 4) {
            let count = Int(random.next() % 24)
            let text = String(
                (0..<count).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
            )
            do throws(TemplateError) {
                let template = try Template(parsing: text)
                _ = WireTemplate(template, address: Int(random.next() % 300))
            } catch {
                #expect(error.offset >= 0 && error.offset <= text.count && !error.message.isEmpty)
            }
        }
    }
}
