import Hosting
import Interlocks
import Labs
import Lines
import Quantities
import Scanning
import Simulation
import Testing
import Wire

struct WitnessTests {
    /// Four minutes of the demo lab, with devices that fail in every way they can.
    private static func troubled(portions: Int) throws -> CaptureSession {
        var session = try CaptureSession()
        func fault(
            _ kind: FaultSpec.Kind,
            _ device: String,
            at: Double,
            for lasting: Double?
        ) -> FaultSpec {
            FaultSpec(
                kind: kind,
                device: session.names.device(device) ?? 0,
                at: .start + Lapse(seconds: at),
                lasting: lasting.map { Lapse(seconds: $0) }
            )
        }
        let faults = [
            fault(.replyLost, "controller", at: 2, for: nil),
            fault(.replyLate, "controller", at: 5, for: nil),
            fault(.replyLate, "relays", at: 4, for: nil),
            fault(.replyCorrupted, "guard", at: 3, for: nil),
            fault(.replyCorrupted, "inputs", at: 6, for: 2),
            fault(.deviceDead, "balance", at: 5, for: 80),
            fault(.deviceDead, "meter", at: 8, for: 60),
            fault(.replyLost, "oxygen-mfc", at: 6, for: 3),
            fault(.replyLate, "gantry", at: 7, for: nil),
        ]
        session.play(
            for: Lapse(seconds: 240),
            portions: portions,
            commands: [
                .init(at: 2, device: "relays", .write("relay-4", 1)),
                .init(at: 3, device: "controller", .write("remote-setpoint", 300)),
                .init(at: 9, device: "relays", .write("relay-4", 0)),
                .init(at: 10, device: "argon-mfc", .send("set-flow", [25])),
            ],
            faults: faults
        )
        return session
    }

    private static func watched(_ session: CaptureSession, line: Int) -> [Sighting] {
        var witness = LineWitness(lab: session.lab, names: session.names, line: line)
        var sightings: [Sighting] = []
        for piece in session.pieces where piece.line == line {
            switch piece.kind {
            case .opened: sightings += witness.opened(at: piece.at)
            case .toDevice: sightings += witness.sent(piece.bytes, at: piece.at)
            case .fromDevice: sightings += witness.received(piece.bytes, at: piece.at)
            }
        }
        return sightings + witness.ended(at: session.pieces.last?.at ?? .start)
    }

    private struct Change: Equatable {
        var kind: Sighting.Kind
        var at: Instant
    }

    private static func values(_ sightings: [Sighting]) -> [Inquiry.Value] {
        sightings.flatMap { sighting -> [Inquiry.Value] in
            guard case .answered(_, .values(let values), _) = sighting.kind else { return [] }
            return values
        }
    }

    /// What the machine read from replies, without what it made of silence.
    private static func read(_ events: [LineEvent]) -> [Inquiry.Value] {
        events.compactMap { event in
            guard case .reading(let point, let reading) = event, reading.quality != .noAnswer else {
                return nil
            }
            return Inquiry.Value(point: point, reading: reading)
        }
    }

    @Test(arguments: [1, 4]) func `the witness reads every value that the machine read`(
        _ portions: Int
    ) throws {
        let session = try Self.troubled(portions: portions)
        for line in session.lab.lines.indices {
            let read = Self.read(session.events[line])
            let seen = Self.values(Self.watched(session, line: line))
            #expect(read.count > 10, "line \(line) is silent")
            #expect(seen == read, "line \(session.lab.lines[line].name)")
        }
    }

    @Test func `devices are lost and found when the machine loses and finds them`() throws {
        let session = try Self.troubled(portions: 1)
        var changes = 0
        for line in session.lab.lines.indices {
            let live = session.events[line].compactMap { event -> Change? in
                switch event {
                case .deviceLost(let device, let at): Change(kind: .lost(device: device), at: at)
                case .deviceFound(let device, let at): Change(kind: .found(device: device), at: at)
                default: nil
                }
            }
            let seen = Self.watched(session, line: line).compactMap { sighting -> Change? in
                switch sighting.kind {
                case .lost, .found: Change(kind: sighting.kind, at: sighting.at)
                default: nil
                }
            }
            #expect(seen == live, "line \(session.lab.lines[line].name)")
            changes += live.count
        }
        #expect(changes >= 4)
    }

    @Test
    func `every request of the lab is understood, every command by its point and value`()
        throws
    {
        let session = try Self.troubled(portions: 1)
        var written: [String: [Double]] = [:]
        var late = 0
        for line in session.lab.lines.indices {
            for sighting in Self.watched(session, line: line) {
                switch sighting.kind {
                case .asked(let inquiry):
                    #expect(inquiry.device != nil && inquiry.purpose != .foreign)
                    guard case .write(let values) = inquiry.purpose else { break }
                    for value in values {
                        let name = session.names.points[value.point].name
                        written[name, default: []].append(value.reading.value)
                    }
                case .late: late += 1
                default: break
                }
            }
        }
        #expect(written["relays.relay-4"] == [1, 0])
        let target = try #require(written["controller.remote-setpoint"]?.first)
        #expect(abs(target - 300) < 0.5)
        // 25 sccm, told through the request that writes the point.
        let flow = try #require(written["argon-mfc.setpoint"]?.first)
        #expect(abs(flow - 25e-6 / 60) < 1e-12)
        #expect(late >= 2)
    }

    @Test
    func `outcomes of commands are seen as they were`() throws {
        let session = try Self.troubled(portions: 1)
        for line in session.lab.lines.indices {
            let live = session.events[line].compactMap { event -> CommandOutcome? in
                if case .outcome(_, let outcome, _) = event, outcome != .notSent {
                    outcome
                } else {
                    nil
                }
            }
            let seen = Self.watched(session, line: line).compactMap { sighting -> CommandOutcome? in
                switch sighting.kind {
                case .answered(let inquiry, .outcome(let outcome), _):
                    if case .poll = inquiry.purpose { nil } else { outcome }
                case .unanswered(let inquiry, _):
                    if case .poll = inquiry.purpose { nil } else { .inDoubt }
                default: nil
                }
            }
            #expect(seen == live, "line \(session.lab.lines[line].name)")
        }
    }

    @Test func `bytes that answer nothing are counted, whatever they are`() throws {
        let session = try CaptureSession()
        let line = try #require(session.lab.lines.firstIndex { $0.name == "io-bus" })
        var witness = LineWitness(lab: session.lab, names: session.names, line: line)
        let noise: [UInt8] = [0xFF, 0x00, 0x01]
        #expect(witness.received(noise, at: .start).map(\.kind) == [.stray(3)])
        let request: [UInt8] = [9, 3, 0, 0, 0, 1, 0x85, 0x42]
        let asked = witness.sent(request, at: .start + .milliseconds(10))
        guard case .asked(let inquiry) = asked.first?.kind else {
            Issue.record("\(asked)")
            return
        }
        #expect(inquiry.device == nil && inquiry.purpose == .foreign)
        let later = witness.received(noise, at: .start + .milliseconds(20))
        #expect(later.map(\.kind) == [.stray(3)])
    }

    @Test func `a file tells the same as the line did`() throws {
        let session = try Self.troubled(portions: 1)
        try ScratchFolder.use { folder in
            try session.write(to: folder + "/t.pcapng")
            var replay = try CaptureReplay(
                folder + "/t.pcapng",
                lab: session.lab,
                names: session.names
            )
            var seen = session.lab.lines.map { _ in [Inquiry.Value]() }
            while let happening = try replay.next() {
                seen[happening.line] += Self.values(happening.sightings)
            }
            for (line, sightings) in try replay.finish() { seen[line] += Self.values(sightings) }
            #expect(replay.cutAt == nil)
            for line in session.lab.lines.indices {
                let live = Self.read(session.events[line])
                #expect(seen[line].map(\.point) == live.map(\.point))
                #expect(seen[line].map(\.reading.value) == live.map(\.reading.value))
                #expect(seen[line].map(\.reading.quality) == live.map(\.reading.quality))
            }
            let devices = session.lab.devices.indices
            let requests = devices.reduce(0) { count, device in
                count + replay.tallies[session.lab.devices[device].line].devices[device].requests
            }
            #expect(requests == session.pieces.count { $0.kind == .toDevice })
            #expect(replay.tallies.reduce(0) { $0 + $1.errors } >= 10)
        }
    }
}
