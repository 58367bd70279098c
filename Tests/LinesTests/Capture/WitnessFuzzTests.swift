import Devices
import Interlocks
import Labs
import Lines
import Quantities
import Testing
import Trials
import Wire

/// What a capture holds may be anything: cut, doubled, of another line, of no device at all.
@Suite(.timeLimit(.minutes(30))) struct WitnessFuzzTests {
    /// Frames over all lines together; a million in the long campaign.
    private static let frames = Fuzz.count(3000, soak: 1_000_000)

    /// One piece of traffic, damaged or made up.
    private struct Portion {
        var isRequest: Bool
        var bytes: [UInt8]
        var at: Instant
    }

    /// Traffic of one line with everything wrong that bytes and clocks can have wrong.
    private struct Storm {
        let own: [[UInt8]]
        let others: [[UInt8]]
        var dice: Dice
        var now = Instant.start

        init(_ session: CaptureSession, line: Int, seed: UInt64) {
            own = session.pieces.filter { $0.line == line }.map(\.bytes)
            others = session.pieces.filter { $0.line != line }.map(\.bytes)
            dice = Dice(seed)
        }

        mutating func next() -> Portion {
            // Mostly as quick as traffic is, now and then a pause, seldom a clock that was set back.
            let step = dice.chance(0.9) ? dice.whole(0...80) : dice.whole(-500...20_000)
            now = now + .milliseconds(Int64(step))
            return Portion(isRequest: dice.chance(0.4), bytes: bytes(), at: now)
        }

        private mutating func bytes() -> [UInt8] {
            let sound = dice.pick(own) ?? []
            switch dice.below(10) {
            case 0: return (0..<dice.below(40)).map { _ in UInt8(truncatingIfNeeded: dice.next()) }
            case 1: return dice.pick(others) ?? []
            case 2: return Array(sound.prefix(dice.below(sound.count + 1)))
            case 3: return Array(sound.suffix(dice.below(sound.count + 1)))
            case 4: return sound + (dice.pick(own) ?? [])
            case 5: return []
            case 6, 7: return ByteFuzz.mutated(sound, &dice)
            default: return sound
            }
        }
    }

    private static func session() throws -> CaptureSession {
        var session = try CaptureSession()
        session.play(
            for: Lapse(seconds: 60),
            commands: [
                .init(at: 2, device: "relays", .write("relay-4", 1)),
                .init(at: 3, device: "controller", .write("remote-setpoint", 300)),
                .init(at: 10, device: "argon-mfc", .send("set-flow", [25])),
            ]
        )
        return session
    }

    private static func watched(
        _ session: CaptureSession,
        line: Int,
        by witness: inout LineWitness,
        from start: Instant = .start
    ) -> [Inquiry.Value] {
        var values: [Inquiry.Value] = []
        for piece in session.pieces where piece.line == line {
            let now = start + (piece.at - .start)
            var sightings: [Sighting] = []
            switch piece.kind {
            case .opened: sightings = witness.opened(at: now)
            case .toDevice: sightings = witness.sent(piece.bytes, at: now)
            case .fromDevice: sightings = witness.received(piece.bytes, at: now)
            }
            for case .answered(_, .values(let found), _) in sightings.map(\.kind) {
                values += found
            }
        }
        return values
    }

    @Test func `no traffic harms who watches it, and true traffic is told as ever afterwards`()
        throws
    {
        let session = try Self.session()
        let points = session.names.points.indices
        for line in session.lab.lines.indices {
            var storm = Storm(session, line: line, seed: UInt64(line))
            var witness = LineWitness(lab: session.lab, names: session.names, line: line)
            var (asked, requests, ended) = (0, 0, 0)
            var latest = Instant.start
            for _ in 0..<(Self.frames / session.lab.lines.count) {
                let portion = storm.next()
                latest = max(latest, portion.at)
                requests += portion.isRequest ? 1 : 0
                let sightings =
                    portion.isRequest
                    ? witness.sent(portion.bytes, at: portion.at)
                    : witness.received(portion.bytes, at: portion.at)
                for sighting in sightings {
                    switch sighting.kind {
                    case .asked: asked += 1
                    case .answered(_, .values(let values), _):
                        ended += 1
                        let areSound = values.allSatisfy {
                            points.contains($0.point) && $0.reading.value.isFinite
                        }
                        #expect(areSound)
                    case .answered, .unanswered, .abandoned: ended += 1
                    case .late, .stray, .lost, .found: break
                    }
                }
            }
            #expect(asked == requests)
            #expect(ended <= asked)
            var fresh = LineWitness(lab: session.lab, names: session.names, line: line)
            let wanted = Self.watched(session, line: line, by: &fresh)
            let after = latest + Lapse(seconds: 600)
            let told = Self.watched(session, line: line, by: &witness, from: after)
            #expect(told.map(\.point) == wanted.map(\.point), "line \(line)")
            #expect(told.map(\.reading.value) == wanted.map(\.reading.value), "line \(line)")
            #expect(told.map(\.reading.quality) == wanted.map(\.reading.quality), "line \(line)")
        }
    }

    @Test func `whatever comes, the joiner loses no byte and makes none up`() throws {
        let session = try Self.session()
        for line in session.lab.lines.indices {
            for echo in [LineDefinition.Echo.none, .local] {
                var lab = session.lab
                lab.lines[line].echo = echo
                var storm = Storm(session, line: line, seed: 100 + UInt64(line))
                var joiner = FrameJoiner(lab: lab, line: line)
                for _ in 0..<(Self.frames / session.lab.lines.count / 10) {
                    var (came, frames): ([UInt8], [FrameJoiner.Frame]) = ([], [])
                    for _ in 0..<10 {
                        let portion = storm.next()
                        if portion.isRequest {
                            frames += joiner.sent(portion.bytes, at: portion.at)
                        } else {
                            came += portion.bytes
                            frames += joiner.received(portion.bytes, at: portion.at)
                        }
                    }
                    frames += joiner.end()
                    #expect(frames.flatMap(\.bytes) == came)
                    #expect(frames.allSatisfy { !$0.bytes.isEmpty && $0.portions > 0 })
                }
            }
        }
    }

    @Test func `a request that is recognised is the one that was sent`() {
        var dice = Dice(4)
        for _ in 0..<Self.frames {
            var bytes: [UInt8] = []
            let count = dice.whole(1...130)
            let address = UInt16(dice.below(65_536))
            let request: ModbusRequest =
                switch dice.below(4) {
                case 0: .read(.holding, address: address, count: UInt16(count))
                case 1:
                    .writeRegisters(
                        address: address,
                        values: (0..<count).map { _ in UInt16(truncatingIfNeeded: dice.next()) }
                    )
                case 2: .writeCoils(address: address, values: (0..<count).map { $0 % 3 == 0 })
                default: .maskRegister(address: address, and: UInt16(count), or: address)
                }
            if request.append(to: &bytes) { #expect(ModbusRequest(bytes) == request) }
            let damaged = ByteFuzz.mutated(bytes, &dice)
            guard let found = ModbusRequest(damaged) else { continue }
            var again: [UInt8] = []
            #expect(found.append(to: &again) && again == damaged)
        }
    }
}
