import Devices
import Labs
import Quantities
import Scanning
import Testing
import Wire

/// Commands over a line that loses, delays, doubles, cuts and garbles: what is acknowledged was
/// carried out once, what is refused was not, and nothing is ever carried out twice.
struct SerialCommandAdversaryTests {
    /// A device that is told numbers.
    struct Listener: Sendable, CustomTestStringConvertible {
        let profile: String
        let address: Int
        /// How a command with this number looks, or which number a message tells; nil for others.
        let told: @Sendable (_ request: [UInt8]) -> Int?
        let acknowledgement: @Sendable (_ request: [UInt8]) -> [UInt8]
        /// Has the number sent by a permitted command.
        let tell: @Sendable (_ bench: Bench, _ number: Int) throws -> Bool
        var testDescription: String { profile }
    }

    /// The decimal number between two texts.
    private static func number(_ request: [UInt8], after head: String, before tail: String) -> Int?
    {
        let text = String(decoding: request, as: UTF8.self)
        guard let start = text.firstRange(of: head), let end = text.firstRange(of: tail) else {
            return nil
        }
        return start.upperBound <= end.lowerBound
            ? Int(text[start.upperBound..<end.lowerBound]) : nil
    }

    static let listeners = [
        Listener(
            profile: "oem-pump",
            address: 0x31,
            told: { number($0, after: "V100A", before: "R\u{3}") },
            acknowledgement: { _ in [2, 0x30, 0x60, 3, 0x51] },
            tell: { bench, number in
                let request = try bench.request("move-plunger")
                return bench.submit(.send(request: request, fields: [100, Double(number)]))
            }
        ),
        Listener(
            profile: "bisynch-controller",
            address: 1,
            told: { number($0, after: "SL", before: ".0\u{3}") },
            acknowledgement: { _ in [6] },
            tell: { bench, number in
                let point = try #require(bench.lab.profiles[0].pointIndex("setpoint"))
                return bench.submit(.write(point: point, value: Double(number) + 273.15))
            }
        ),
        Listener(
            profile: "aibus-controller",
            address: 1,
            told: { $0.count == 8 && $0[2] == 0x43 ? (Int($0[4]) | Int($0[5]) << 8) / 10 : nil },
            acknowledgement: { request in
                let words = [250, 8500, 42, Int(request[4]) | Int(request[5]) << 8]
                let sum = (words.reduce(0, +) + 1) & 0xFFFF
                return (words + [sum]).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
            },
            tell: { bench, number in
                let point = try #require(bench.lab.profiles[0].pointIndex("setpoint"))
                return bench.submit(.write(point: point, value: Double(number) + 273.15))
            }
        ),
        Listener(
            profile: "lauda-circulator",
            address: 15,
            told: { number($0, after: "OUT_SP_00_", before: ".0\r") },
            acknowledgement: { _ in Array("A015_OK\r\n".utf8) },
            tell: { bench, number in
                let point = try #require(bench.lab.profiles[0].pointIndex("setpoint"))
                return bench.submit(.write(point: point, value: Double(number) + 273.15))
            }
        ),
    ]

    private struct Peer {
        let listener: Listener
        let bench: Bench
        var random: SplitMix
        var coming: [(at: Instant, bytes: [UInt8])] = []
        var carriedOut: [Int: Int] = [:]
        var lastNumber: UInt8 = 0
        let definition: ProtocolDefinition

        mutating func roll(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }

        mutating func milliseconds(_ from: Int64, _ to: Int64) -> Lapse {
            .milliseconds(from + Int64(roll(Int(max(to - from, 1)))))
        }

        /// Hears a message, or not; does what it says; answers somehow.
        mutating func hear(_ request: [UInt8]) {
            guard let number = listener.told(request) else { return }
            guard roll(100) >= 10 else { return }
            let isNumbered = listener.profile == "oem-pump"
            let mark = isNumbered ? request[2] & 7 : 0
            let isKnown = isNumbered && request[2] & 8 != 0 && mark == lastNumber
            if !isKnown { carriedOut[number, default: 0] += 1 }
            lastNumber = mark
            answer(listener.acknowledgement(request))
        }

        private mutating func answer(_ reply: [UInt8]) {
            let deadline = bench.line.nextDeadline
            let timeout = definition.replyTimeout.nanoseconds / 1_000_000
            let begin = bench.now + milliseconds(20, timeout * 7 / 10)
            switch roll(100) {
            case ..<10: return
            case ..<25:
                let lateness = definition.greatestLateness.nanoseconds / 1_000_000
                queue(reply, at: deadline + milliseconds(1, lateness - 10))
            case ..<35:
                queue(reply, at: begin)
                let gap = definition.readTimeout.nanoseconds / 1_000_000 * 7 / 10
                queue(reply, at: begin + milliseconds(1, gap))
            case ..<42: queue(Array(reply.prefix(roll(reply.count))), at: begin)
            case ..<49:
                var spoiled = reply
                spoiled[roll(reply.count)] ^=
                    definition.checksum == nil ? 0x80 : 1 << UInt8(roll(8))
                // A single byte has no sum: what it was turned into must be no other reply.
                if reply.count == 1 { spoiled = [0x55] }
                queue(spoiled, at: begin)
            default: queue(reply, at: begin)
            }
        }

        private mutating func queue(_ bytes: [UInt8], at time: Instant) {
            guard !bytes.isEmpty else { return }
            coming.insert((time, bytes), at: coming.firstIndex { $0.at > time } ?? coming.count)
        }

        /// Lets time pass until the queued command has its outcome.
        mutating func settle() -> CommandOutcome? {
            var bytes: [UInt8] = []
            for _ in 0..<400 {
                bench.now = max(
                    bench.now,
                    min(coming.first?.at ?? .never, bench.line.nextDeadline)
                )
                while let first = coming.first, first.at <= bench.now {
                    bench.line.receive(first.bytes, at: bench.now)
                    coming.removeFirst()
                }
                while bench.line.poll(at: bench.now, into: &bytes) { hear(bytes) }
                if let outcome = bench.outcomes().first { return outcome }
            }
            return nil
        }
    }

    @Test(arguments: listeners)
    func `what is acknowledged was done once, and nothing is done twice`(
        listener: Listener
    ) throws {
        let (seeds, count) = SerialAdversaryTests.isWhole ? (10, 2000) : (2, 400)
        var acknowledged = 0
        for seed in 1...seeds {
            // Nothing is polled, so that every message is a command.
            let bench = try Fixtures.bench(
                listener.profile,
                at: [listener.address],
                reading: ["nothing"]
            )
            var peer = Peer(
                listener: listener,
                bench: bench,
                random: SplitMix(state: UInt64(seed)),
                definition: try #require(bench.lab.protocols.first)
            )
            for index in 0..<count {
                let number = 1 + index % 90
                peer.carriedOut[number] = 0
                #expect(try listener.tell(bench, number))
                let outcome = peer.settle()
                let times = peer.carriedOut[number, default: 0]
                switch outcome {
                case .acknowledged:
                    acknowledged += 1
                    #expect(times == 1, "seed \(seed), command \(index)")
                case .inDoubt: #expect(times <= 1, "seed \(seed), command \(index)")
                case .notSent, .refused, .busy:
                    #expect(times == 0, "seed \(seed), command \(index)")
                case nil: Issue.record("no outcome")
                }
            }
        }
        #expect(acknowledged > seeds * count / 3)
    }
}
