import Devices
import Expressions
import Interlocks
import Labs
import Quantities
import Running
import Scanning
import Trials
import Wire

/// One random history of a small lab: runs and people command, sensors trip, leases lapse,
/// interlocks are reset and bypassed, modes change, lines fall silent; what reaches the wires is
/// judged by somebody who knows nothing of the kernel.
///
/// Two Modbus lines, three devices, two zones, each fenced by one sensor.
package struct PermitHistory {
    package struct Result: Sendable {
        package var wrong: [String] = []
        /// Frames that wrote, and commands that were asked for.
        package var written = 0
        package var asked = 0
        package var trips = 0
    }

    private static let zoneOfDevice = [0, 1, 1]
    private static let lineOfDevice = [0, 0, 1]
    private static let units: [UInt8] = [1, 2, 1]
    /// The device whose sensor fences the zone.
    private static let sensorOfZone = [0, 2]
    private static let stale: Int64 = 1000

    private let lab: Lab
    private let names: LabNames
    private var fence: GuardCycle
    private var lines: [LineMachine]
    private var judge = PermitJudge(zoneOfDevice: zoneOfDevice, stale: stale)
    private var dice: Dice
    private var now: Int64 = 0
    private var commands = 0
    private var result = Result()
    /// By device: what its sensor shows, what it was told, whether it answers.
    private var shown = [Double](repeating: 20, count: 3)
    private var told = [UInt16](repeating: 0, count: 3)
    private var isSilent = [Bool](repeating: false, count: 3)
    private var isOutOfUse = [Bool](repeating: false, count: 3)
    /// What waits to arrive, by line.
    private var replies: [(at: Int64, bytes: [UInt8])?] = [nil, nil]

    package static func run(seed: UInt64, ticks: Int = 60) -> Result {
        var history = PermitHistory(seed: seed)
        for _ in 0..<ticks { history.turn() }
        history.result.wrong = history.judge.wrong
        history.result.written = history.judge.written
        history.result.trips = history.judge.trips
        return history.result
    }

    private init(seed: UInt64) {
        lab = Self.lab
        names = LabNames(lab)
        fence = GuardCycle(lab: lab, names: names)
        lines = lab.lines.indices.map { [lab, names] in
            LineMachine(lab: lab, names: names, line: $0)
        }
        dice = Dice(seed)
    }

    private var instant: Instant { Instant(nanoseconds: now * 1_000_000) }

    /// One period of the scan: something happens, the wires move, the host decides.
    private mutating func turn() {
        now += 10 * Int64(1 + (dice.chance(0.1) ? dice.below(40) : 0))
        if dice.chance(0.5) { happen() }
        moveWires()
        let permits = fence.permits(at: instant)
        judge.take(.tick, at: now)
        if let epoch = permits.revokeBefore {
            for line in lines.indices { lines[line].revoke(before: epoch) }
        }
        for command in permits.commands {
            lines[Self.lineOfDevice[command.request.device]].submit(command)
        }
        fence.records.removeAll()
        fence.news.clear()
        moveWires()
    }

    private mutating func happen() {
        let device = dice.below(3)
        let zone = dice.below(2)
        switch dice.below(12) {
        case 0, 1, 2: ask(device, .run)
        case 3, 4: ask(device, .manual)
        case 5:
            let until = now + Int64(50 + dice.below(600))
            fence.hold(device, until: Instant(nanoseconds: until * 1_000_000), at: instant)
            judge.take(.held(device: device, until: until), at: now)
        case 6:
            fence.endLease(device)
            judge.take(.letGo(device: device), at: now)
        case 7: shown[Self.sensorOfZone[zone]] = dice.chance(0.5) ? 150 : 20
        case 8:
            fence.reset(zone, at: instant)
            judge.take(.reset(zone: zone), at: now)
        case 9:
            let until = now + Int64(dice.below(800))
            fence.bypass(zone, until: Instant(nanoseconds: until * 1_000_000), at: instant)
            judge.take(.bypassed(zone: zone, until: until), at: now)
        case 10: isSilent[device] = dice.chance(0.3)
        default:
            let mode: DeviceState.Mode = dice.chance(0.7) ? .automatic : .maintenance
            fence.setMode(mode, of: device, at: instant)
            let seen: PermitJudge.Mode = mode == .automatic ? .automatic : .maintenance
            judge.take(.mode(device: device, seen), at: now)
            isOutOfUse[device] = mode == .maintenance
            // What its sensor says counts for nothing until it is read again in use.
            if isOutOfUse[device], let zone = Self.sensorOfZone.firstIndex(of: device) {
                judge.take(.sensor(zone: zone, nil), at: now)
            }
        }
    }

    private mutating func ask(_ device: Int, _ origin: CommandRequest.Origin) {
        commands += 1
        result.asked += 1
        // Every command has a value of its own, so that the judge knows it again.
        let value = UInt16(1 + commands % 60_000)
        let request = CommandRequest(
            id: CommandID(commands),
            device: device,
            body: .write(point: 0, value: Double(value)),
            origin: origin
        )
        if origin == .manual {
            fence.askManually(request, at: instant)
        } else {
            fence.ask(request, at: instant)
        }
        let by: PermitJudge.Origin = origin == .manual ? .person : .run
        judge.take(.asked(device: device, value: value, by), at: now)
    }

    // MARK: The wires

    private mutating func moveWires() {
        for line in lines.indices {
            if let reply = replies[line], reply.at <= now {
                lines[line].receive(reply.bytes, at: instant)
                replies[line] = nil
            }
            var bytes: [UInt8] = []
            while lines[line].poll(at: instant, into: &bytes) { hear(bytes, line) }
            for event in lines[line].events { take(event) }
            lines[line].events.removeAll()
        }
    }

    private mutating func take(_ event: LineEvent) {
        fence.take(event)
        guard case .reading(let point, let reading) = event else { return }
        let reference = names.points[point].reference
        guard reference.point == 1 else { return }
        for zone in 0..<2 where Self.sensorOfZone[zone] == reference.device {
            let counts = reading.quality == .good && !isOutOfUse[reference.device]
            let value = counts ? reading.value : nil
            judge.take(.sensor(zone: zone, value), at: reading.at.nanoseconds / 1_000_000)
        }
    }

    /// A device hears a request; its bytes are read here as the standard says, by nobody's codec.
    private mutating func hear(_ bytes: [UInt8], _ line: Int) {
        guard bytes.count >= 8,
            let device = (0..<3).first(where: {
                Self.lineOfDevice[$0] == line && Self.units[$0] == bytes[0]
            })
        else { return }
        let count = Int(bytes[4]) << 8 | Int(bytes[5])
        var data: [UInt8] = []
        switch bytes[1] {
        case 3: data = [2 * UInt8(count)] + Self.words(told[device], count)
        case 4: data = [2 * UInt8(count)] + Self.words(UInt16(shown[device]), count)
        case 6:
            told[device] = UInt16(count)
            judge.take(.wrote(device: device, value: UInt16(count)), at: now)
            data = Array(bytes[2..<6])
        case 16:
            told[device] = UInt16(bytes[7]) << 8 | UInt16(bytes[8])
            judge.take(.wrote(device: device, value: told[device]), at: now)
            data = Array(bytes[2..<6])
        default: return
        }
        guard !isSilent[device] else { return }
        let frame = PeerFrames(kind: .rtu).frame(bytes[0], [bytes[1]] + data, [])
        replies[line] = (now + 10, frame)
    }

    private static func words(_ value: UInt16, _ count: Int) -> [UInt8] {
        (0..<count).flatMap { _ in [UInt8(value >> 8), UInt8(value & 0xFF)] }
    }

    // MARK: The lab

    private static let lab: Lab = {
        var link = ModbusLink(serial: SerialSettings(baud: 19_200, parity: .even))
        link.replyTimeout = .milliseconds(60)
        link.greatestLateness = .milliseconds(20)
        var sensor = TrialLab.point(.input, 20, .uint16, every: 100)
        sensor.stale = .milliseconds(stale)
        var profile = TrialLab.profile(
            link,
            [TrialLab.point(.holding, 10, .uint16, every: 5000, write: 6), sensor]
        )
        let off = ActionDefinition(
            name: "off",
            arguments: [],
            commands: [
                .write(point: profile.points[0].name, value: .literal(Quantity(si: 0, unit: .one)))
            ],
            confirm: nil,
            within: .milliseconds(1000),
            repeatClass: .absolute
        )
        profile.actions.append(off)
        profile.jog = JogDefinition(stop: "off", afterStop: .positionKept, home: nil, axes: [])
        var lab = TrialLab.lab(
            .modbusRTU,
            baud: 19_200,
            [(profile, 1), (profile, 2), (profile, 1)]
        )
        lab.lines.append(lab.lines[0])
        lab.lines[1].name = "second"
        lab.zones = [zone("a", [0]), zone("b", [1, 2])]
        for device in lab.devices.indices {
            lab.devices[device].line = lineOfDevice[device]
            lab.devices[device].zone = zoneOfDevice[device]
        }
        lab.interlocks = [0, 1].map { zone in
            let name = "d\(sensorOfZone[zone]).\(sensor.name)"
            return InterlockDefinition(
                name: "fence-\(zone)",
                trip: .comparison(
                    .greater,
                    .point(name),
                    .literal(Quantity(si: 100, unit: .one))
                ),
                debounce: .zero,
                processSafetyTime: Lapse(seconds: 10),
                zone: zone,
                happened: "",
                did: "",
                mend: ""
            )
        }
        return lab
    }()

    private static func zone(_ name: String, _ devices: [Int]) -> Zone {
        Zone(
            name: name,
            safeSequence: devices.map { SafeStep(device: $0, action: "off") },
            within: .milliseconds(3000)
        )
    }
}
