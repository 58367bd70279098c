import Devices
import Interlocks
import Labs
package import Quantities
import Scanning
import Trials
import Wire

/// Many transactions through `LineMachine` in virtual time against a hostile peer, and whether
/// anything that was believed was not so.
package struct LineCampaign {
    /// What one campaign is about.
    package struct Setup: Sendable {
        package var name: String
        var kind: LineDefinition.Kind
        var baud = 19_200
        var units: [Int] = [1]
        var echo = LineDefinition.Echo.none
        var timeout = Lapse.milliseconds(200)
        var lateness = Lapse.milliseconds(800)
        /// How late replies really are; nil: as declared.
        var latest: Lapse?
        var repeatsWithin = Lapse.zero
        var rates: HostilePeer.Rates
    }

    /// What came of it.
    package struct Result: Sendable {
        package var transactions = 0
        package var readings = 0
        /// Readings called good that the device never gave to that request.
        package var wrong = 0
        /// True replies that came whole and in time, and those of them that were believed.
        package var arrived = 0
        package var delivered = 0
        package var timeouts = 0
        package var quarantines = 0
        package var commands = 0
        /// Outcomes that do not fit what the device did.
        package var untrue = 0
        /// Values a device was told more than once.
        package var repeated = 0
        /// From a first timeout of a unit to its next request: the longest.
        package var worstRecovery = Lapse.zero
        /// What that may take: the declared lateness and two silences.
        package var allowedRecovery = Lapse.zero
        /// Of virtual time.
        package var duration = Lapse.zero

        package var deliveredShare: Double {
            arrived == 0 ? 1 : Double(delivered) / Double(arrived)
        }
    }

    private var line: LineMachine
    private var scan: Scan
    private var peer: HostilePeer
    private let points: [TrialPoint]
    private let frames: PeerFrames
    private var now = Instant.start
    private var dice: Dice
    private var result = Result()
    /// What commands were to write, by number.
    private var asked: [(unit: UInt8, value: UInt16)] = []
    private var told: [UInt16] = Array(repeating: 0, count: 256)
    /// By unit: since when it is silent, where it was not before.
    private var silentSince: [Int64?] = Array(repeating: nil, count: 256)
    private var failures = [Int](repeating: 0, count: 256)
    private var lastUnit: UInt8 = 0
    private let devices: [UInt8]

    package static func run(_ setup: Setup, seed: UInt64, transactions: Int) -> Result {
        var campaign = LineCampaign(setup, seed: seed)
        campaign.play(transactions)
        return campaign.result
    }

    private init(_ setup: Setup, seed: UInt64) {
        var link = ModbusLink(serial: SerialSettings(baud: setup.baud, parity: .even))
        link.replyTimeout = setup.timeout
        link.greatestLateness = setup.lateness
        link.repeatsWithin = setup.repeatsWithin
        let profile = TrialLab.profile(link, TrialPoint.points)
        let lab = TrialLab.lab(
            setup.kind,
            baud: setup.baud,
            echo: setup.echo,
            setup.units.map { (profile, $0) }
        )
        let names = LabNames(lab)
        line = LineMachine(lab: lab, names: names, line: 0)
        line.pacing = .wire
        scan = Scan(lab: lab, names: names)
        _ = scan.tick(at: .start, requests: [])
        devices = setup.units.map { UInt8($0) }
        points = devices.flatMap { unit in TrialPoint.table(unit: unit) }
        let timing = LineTiming(lab.lines[0])
        frames = PeerFrames(kind: setup.kind == .modbusTCP ? .tcp : .rtu)
        peer = HostilePeer(
            frames: frames,
            character: timing.character.nanoseconds,
            silence: timing.silence.nanoseconds,
            timeout: setup.timeout.nanoseconds,
            lateness: setup.kind == .modbusTCP
                ? 5 * setup.lateness.nanoseconds : (setup.latest ?? setup.lateness).nanoseconds,
            repeatsWithin: setup.repeatsWithin.nanoseconds,
            echoes: setup.echo == .local,
            rates: setup.rates,
            seed: seed
        )
        dice = Dice(seed &+ 77)
        let lateness = setup.kind == .modbusTCP ? .zero : setup.lateness
        result.allowedRecovery = lateness + timing.silence + timing.silence
    }

    private mutating func play(_ transactions: Int) {
        var bytes: [UInt8] = []
        while result.transactions < transactions {
            let due = Instant(nanoseconds: min(peer.nextArrival, line.nextDeadline.nanoseconds))
            guard due < .never else { break }
            now = max(now, due)
            while peer.nextArrival <= now.nanoseconds { deliver(peer.take()) }
            if dice.chance(0.02) { command() }
            let timeouts = line.tally.timeouts
            while line.poll(at: now, into: &bytes) {
                noteTimeouts(since: timeouts)
                noteRequest(bytes)
                peer.hear(bytes, at: now.nanoseconds)
            }
            noteTimeouts(since: timeouts)
            judge()
        }
        result.repeated = peer.writes.values.count { $0 > 1 }
        result.timeouts = line.tally.timeouts
        result.quarantines = line.tally.quarantines
        result.duration = now - .start
    }

    private mutating func deliver(_ parcel: HostilePeer.Parcel) {
        let (replies, timeouts) = (line.tally.replies, line.tally.timeouts)
        line.receive(parcel.bytes, at: now)
        noteTimeouts(since: timeouts)
        let isAnswered = line.tally.replies > replies
        if isAnswered {
            failures[Int(lastUnit)] = 0
            silentSince[Int(lastUnit)] = nil
        }
        if parcel.completes >= 0 {
            result.arrived += 1
            if isAnswered, parcel.completes == peer.serial { result.delivered += 1 }
        }
        judge()
    }

    private mutating func noteTimeouts(since before: Int) {
        guard line.tally.timeouts > before, silentSince[Int(lastUnit)] == nil else { return }
        failures[Int(lastUnit)] += 1
        if failures[Int(lastUnit)] == 1 { silentSince[Int(lastUnit)] = now.nanoseconds }
    }

    private mutating func noteRequest(_ bytes: [UInt8]) {
        result.transactions += 1
        lastUnit = bytes[frames.kind == .tcp ? 6 : 0]
        guard let since = silentSince[Int(lastUnit)] else { return }
        silentSince[Int(lastUnit)] = nil
        let recovery = Lapse(nanoseconds: now.nanoseconds - since)
        result.worstRecovery = max(result.worstRecovery, recovery)
    }

    /// A person has one device told a value that no other command carries.
    private mutating func command() {
        let device = dice.below(devices.count)
        let unit = devices[device]
        told[Int(unit)] &+= 1
        let value = told[Int(unit)]
        let request = CommandRequest(
            id: CommandID(asked.count),
            device: device,
            body: .write(point: TrialPoint.written, value: Double(value)),
            origin: .run
        )
        asked.append((unit, value))
        for permitted in scan.tick(at: now, requests: [request]).permitted {
            line.submit(permitted)
            result.commands += 1
        }
    }

    /// Compares what the line says with what the peer did.
    private mutating func judge() {
        for event in line.events {
            switch event {
            case .reading(let point, let reading) where reading.quality == .good:
                result.readings += 1
                let expected = points[point].expected(peer)
                if reading.value != expected { result.wrong += 1 }
            case .outcome(let id, let outcome, at: _):
                let (unit, value) = asked[id.number]
                let count = peer.writes[Int(unit) << 16 | Int(value)] ?? 0
                switch outcome {
                case .acknowledged: if count != 1 { result.untrue += 1 }
                case .inDoubt: if count > 1 { result.untrue += 1 }
                case .notSent, .refused, .busy: if count != 0 { result.untrue += 1 }
                }
            default: break
            }
        }
        line.events.removeAll(keepingCapacity: true)
    }
}

/// One point of the trial device: where it is, and what it must show.
struct TrialPoint {
    var unit: UInt8
    var function: UInt8
    var address: Int
    var bits: Int

    /// Its number among the profile's points.
    static let written = 3

    /// Blocks of several shapes, two of the same, and one register that is written.
    static let points: [Devices.PointDefinition] = {
        var points = [
            TrialLab.point(.holding, 0, .uint32, every: 20),
            TrialLab.point(.holding, 2, .uint32, every: 20),
            TrialLab.point(.holding, 300, .uint16, every: 20),
            TrialLab.point(.holding, HostilePeer.written, .uint16, every: 40, write: 6),
            TrialLab.point(.holding, 500, .uint16, every: 20),
            TrialLab.point(.input, 0, .uint16, every: 20),
            TrialLab.point(.input, 200, .uint32, every: 30),
            TrialLab.point(.coil, 0, .bit, every: 50),
        ]
        if case .modbus(var field) = points[7].source {
            field.bits = 8
            points[7].source = .modbus(field)
        }
        return points
    }()

    static func table(unit: UInt8) -> [TrialPoint] {
        let places: [(UInt8, Int, Int)] = [
            (3, 0, 32), (3, 2, 32), (3, 300, 16), (3, HostilePeer.written, 16), (3, 500, 16),
            (4, 0, 16), (4, 200, 32), (1, 0, 8),
        ]
        return places.map { TrialPoint(unit: unit, function: $0.0, address: $0.1, bits: $0.2) }
    }

    /// What the reply to the newest request says it is.
    func expected(_ peer: HostilePeer) -> Double {
        if function == 3, address == HostilePeer.written {
            return Double(peer.held[Int(unit)])
        }
        func word(_ offset: Int) -> UInt32 {
            UInt32(HostilePeer.value(unit, function, address + offset, peer.serial))
        }
        switch bits {
        case 8: return Double(word(0) & 0xFF)
        case 16: return Double(word(0))
        default: return Double(word(0) << 16 | word(1))
        }
    }
}

extension LineCampaign.Setup {
    /// Every kind of line, and what devices do there.
    package static let hostile: [LineCampaign.Setup] = [
        LineCampaign.Setup(name: "one unit, RTU", kind: .modbusRTU, rates: .everything),
        LineCampaign.Setup(
            name: "five units, RTU",
            kind: .modbusRTU,
            units: [1, 2, 17, 200, 247],
            rates: .everything
        ),
        LineCampaign.Setup(
            name: "echoing adapter, RTU",
            kind: .modbusRTU,
            baud: 9600,
            units: [1, 2],
            echo: .local,
            rates: .everything
        ),
        LineCampaign.Setup(
            name: "copies later, RTU at 115200",
            kind: .modbusRTU,
            baud: 115_200,
            units: [1, 2],
            repeatsWithin: .milliseconds(60),
            rates: .everything
        ),
        LineCampaign.Setup(
            name: "TCP gateway",
            kind: .modbusTCP,
            units: [1, 2, 255],
            rates: .everything
        ),
    ]

    /// Replies come after the line stopped minding them, and nothing else tells them apart: what
    /// no line can withstand, to show that a campaign sees it.
    package static let laterThanDeclared = LineCampaign.Setup(
        name: "later than declared",
        kind: .modbusRTU,
        lateness: .milliseconds(50),
        latest: .milliseconds(800),
        rates: HostilePeer.Rates(late: 0.2)
    )

    /// Devices that do as they should.
    package static let healthy: [LineCampaign.Setup] = [
        LineCampaign.Setup(
            name: "healthy RTU",
            kind: .modbusRTU,
            units: [1, 2, 3],
            rates: .inTime
        ),
        LineCampaign.Setup(
            name: "healthy TCP",
            kind: .modbusTCP,
            units: [1, 2, 3],
            rates: .inTime
        ),
    ]
}

extension HostilePeer.Rates {
    static let everything = HostilePeer.Rates(
        late: 0.03,
        lost: 0.01,
        doubled: 0.05,
        echoed: 0.02,
        noise: 0.05,
        foreign: 0.05,
        truncated: 0.02,
        flipped: 0.02,
        inParts: 0.2,
        slow: 0.02
    )
    /// Slow at times and in parts, but never too late.
    static let inTime = HostilePeer.Rates(inParts: 0.2, slow: 0.1)
}
