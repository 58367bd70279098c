import Devices
import Expressions
import Interlocks
package import Labs
import Quantities
import Running
import Scanning
import Trials
import Wire

/// A lab of 32 devices on four saturated lines, in virtual time: sensors leave their limits at
/// random moments of scan, poll and quarantine; whether the zones are made safe in time, and only
/// then, is judged by the wires.
///
/// Zone `z` is line `z`; its sensor is on the next line, its safe sequence tells two of its
/// devices.
package struct TripHistory {
    package struct Result: Sendable {
        package var wrong: [String] = []
        package var trips = 0
        package var answered = 0
        /// From the reading to the first safe byte, the longest, ns.
        package var worst: Int64 = 0
        package var transactions = 0
    }

    /// What a device says, and when its last byte arrives.
    private struct Reply {
        var at: Int64
        var isInTime: Bool
        var bytes: [UInt8]
    }

    private static let count = 4
    private static let devicesALine = 8
    /// On the line of its zone: whose output is switched off.
    private static let safeUnits: [Int] = [2, 3]
    private static let limit = 100.0
    private static let timeout = Lapse.milliseconds(60)
    private static let lateness = Lapse.milliseconds(40)
    private static let processSafetyTime = Lapse.milliseconds(2000)
    private static let turnaround: Int64 = 3_000_000

    private let names: LabNames
    private var fence: GuardCycle
    private var lines: [LineMachine]
    private var judge: TripJudge
    private var dice: Dice
    private var now: Int64 = 0
    private var nextTick: Int64 = 0
    private var result = Result()
    /// By zone: what its sensor shows.
    private var shown = [Double](repeating: 20, count: count)
    private var replies: [Reply?] = Array(repeating: nil, count: count)
    private let character: Int64
    private let silence: Int64
    private let frames = PeerFrames(kind: .rtu)

    package static func run(seed: UInt64, trips: Int) -> Result {
        var history = TripHistory(seed: seed)
        history.play(for: 800_000_000)
        for _ in 0..<trips { history.trip() }
        history.result.wrong += history.judge.wrong
        history.result.trips = history.judge.trips
        history.result.answered = history.judge.answered
        history.result.worst = history.judge.worst
        return history.result
    }

    private init(seed: UInt64) {
        let lab = Self.lab
        names = LabNames(lab)
        fence = GuardCycle(lab: lab, names: names)
        lines = lab.lines.indices.map { [names] in LineMachine(lab: lab, names: names, line: $0) }
        for line in lines.indices { lines[line].pacing = .wire }
        let timing = LineTiming(lab.lines[0])
        character = timing.character.nanoseconds
        silence = timing.silence.nanoseconds
        let devices = (0..<Self.count).map { line in
            Set(Self.safeUnits.map { line * Self.devicesALine + $0 - 1 })
        }
        let taken = Self.timeout + Self.lateness + timing.silence + timing.silence
        judge = TripJudge(
            TripJudge.Terms(
                scan: SafetyTiming.scan.nanoseconds,
                silence: taken.nanoseconds,
                processSafetyTime: Self.processSafetyTime.nanoseconds,
                limit: Self.limit
            ),
            devicesOfZone: devices
        )
        dice = Dice(seed)
    }

    /// One zone or two leave their limits, are made safe, come back and are reset.
    private mutating func trip() {
        play(for: Int64(dice.below(60_000_000)))
        let zones = Set([dice.below(Self.count), dice.below(dice.chance(0.8) ? 1 : Self.count)])
        for zone in zones { shown[zone] = 100.0 + Double(1 + dice.below(900)) }
        let end = now + 4_000_000_000
        var isOver = false
        while now < end, !isOver {
            step()
            isOver =
                zones.allSatisfy { fence.latched.map(\.interlock).contains($0) }
                && !zones.contains(where: judge.isOwed) && !fence.isMakingSafe
        }
        if !isOver {
            result.wrong.append("at \(now) ns zones \(zones.sorted()) were not made safe")
        }
        for zone in zones { shown[zone] = 20 }
        // Until the sensors were read again.
        play(for: 600_000_000)
        for zone in zones {
            fence.reset(zone, at: Instant(nanoseconds: now))
            judge.reset(zone)
        }
    }

    private mutating func play(for time: Int64) {
        let end = now + time
        while now < end { step() }
    }

    /// On to the next thing that happens anywhere.
    private mutating func step() {
        var due = nextTick
        for line in lines.indices {
            due = min(due, lines[line].nextDeadline.nanoseconds, replies[line]?.at ?? .max)
        }
        now = max(now, due)
        let instant = Instant(nanoseconds: now)
        for line in lines.indices {
            if let reply = replies[line], reply.at <= now {
                replies[line] = nil
                // After a late one the line may stay in quarantine to its end.
                if reply.isInTime { judge.ended(line: line, free: now + silence) }
                lines[line].receive(reply.bytes, at: instant)
            }
            work(line)
        }
        guard now >= nextTick else { return }
        nextTick += SafetyTiming.scan.nanoseconds
        let permits = fence.permits(at: instant)
        if let epoch = permits.revokeBefore {
            for line in lines.indices { lines[line].revoke(before: epoch) }
        }
        for command in permits.commands {
            lines[command.request.device / Self.devicesALine].submit(command)
        }
        fence.records.removeAll(keepingCapacity: true)
        fence.news.clear()
        for line in lines.indices { work(line) }
    }

    private mutating func work(_ line: Int) {
        var bytes: [UInt8] = []
        while lines[line].poll(at: Instant(nanoseconds: now), into: &bytes) { hear(bytes, line) }
        for event in lines[line].events { take(event) }
        lines[line].events.removeAll(keepingCapacity: true)
    }

    private mutating func take(_ event: LineEvent) {
        fence.take(event)
        guard case .reading(let point, let reading) = event else { return }
        let reference = names.points[point].reference
        guard reference.point == 1, reference.device % Self.devicesALine == 0 else { return }
        let zone = Self.zone(ofSensorOn: reference.device / Self.devicesALine)
        judge.sensor(zone, reading.quality == .good ? reading.value : nil, at: now)
    }

    private static func zone(ofSensorOn line: Int) -> Int { (line + count - 1) % count }

    /// A device hears a request and answers it, most of the time, and in time.
    private mutating func hear(_ bytes: [UInt8], _ line: Int) {
        result.transactions += 1
        let sent = now + Int64(bytes.count) * character
        let device = line * Self.devicesALine + Int(bytes[0]) - 1
        let isSafe = bytes[1] == 6 && bytes[4] == 0 && bytes[5] == 0
        if isSafe {
            judge.toldSafe(zone: line, device: device, at: now, sent: sent)
        } else {
            judge.began(line: line, at: now, sent: sent)
        }
        let count = Int(bytes[4]) << 8 | Int(bytes[5])
        let value = bytes[1] == 4 ? UInt16(shown[Self.zone(ofSensorOn: line)]) : 0
        var data = [UInt8(truncatingIfNeeded: 2 * count)]
        for _ in 0..<count { data += [UInt8(value >> 8), UInt8(value & 0xFF)] }
        if bytes[1] == 6 { data = Array(bytes[2..<6]) }
        let frame = frames.frame(bytes[0], [bytes[1]] + data, [])
        var at = sent + Self.turnaround + Int64(frame.count) * character
        // The sensors' devices always answer; of the others some fall silent, or are late.
        if bytes[0] != 1 {
            if dice.chance(0.03) { return }
            if dice.chance(0.02) { at += Self.timeout.nanoseconds }
        }
        let isInTime = at < sent + Self.timeout.nanoseconds
        replies[line] = Reply(at: at, isInTime: isInTime, bytes: frame)
    }

    // MARK: The lab

    /// Four lines of eight devices each; `Tests/Peers/trip_peer.py` plays the same on terminals.
    package static let lab: Lab = {
        var link = ModbusLink(serial: SerialSettings(baud: 19_200, parity: .even))
        link.replyTimeout = timeout
        link.greatestLateness = lateness
        // Faster than the line can go: it never rests.
        let output = TrialLab.point(.holding, 10, .uint16, every: 40, write: 6)
        let sensor = TrialLab.point(.input, 20, .uint16, every: 100)
        var profile = TrialLab.profile(link, [output, sensor])
        let off = Expr.literal(Quantity(si: 0, unit: .one))
        profile.actions.append(
            ActionDefinition(
                name: "off",
                arguments: [],
                commands: [.write(point: output.name, value: off)],
                confirm: nil,
                within: .milliseconds(1000),
                repeatClass: .absolute
            )
        )
        let units = (0..<count * devicesALine).map { (profile, $0 % devicesALine + 1) }
        var lab = TrialLab.lab(.modbusRTU, baud: 19_200, units)
        let line = lab.lines[0]
        lab.lines = (0..<count).map { index in
            var line = line
            line.name = "line-\(index)"
            return line
        }
        for device in lab.devices.indices {
            lab.devices[device].line = device / devicesALine
            lab.devices[device].zone = device / devicesALine
        }
        lab.zones = (0..<count).map { zone in
            Zone(
                name: "zone-\(zone)",
                safeSequence: safeUnits.map {
                    SafeStep(device: zone * devicesALine + $0 - 1, action: "off")
                },
                within: .milliseconds(3000)
            )
        }
        lab.interlocks = (0..<count).map { zone in
            let name = "d\((zone + 1) % count * devicesALine).\(sensor.name)"
            return InterlockDefinition(
                name: "fence-\(zone)",
                trip: .comparison(
                    .greater,
                    .point(name),
                    .literal(Quantity(si: limit, unit: .one))
                ),
                debounce: .zero,
                processSafetyTime: processSafetyTime,
                zone: zone,
                happened: "",
                did: "",
                mend: ""
            )
        }
        return lab
    }()
}
