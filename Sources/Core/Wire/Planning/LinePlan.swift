import Devices
import Labs
import Quantities

/// Everything about one line that does not change while it runs.
struct LinePlan: Sendable {
    let lab: Lab
    let kind: LineDefinition.Kind
    let style: Style
    let echo: EchoHandling
    let timing: LineTiming
    var polls: [Poll] = []
    var frames: [UInt8] = []
    var fields: [RegisterField] = []
    var context = RegisterContext()
    var apart = ApartPlan()
    var rules: [WriteRule] = []
    /// Memories that wear out, for the ledger.
    var wearing: [WriteLedger.Entry] = []
    var connection = LineConnection()
    private(set) var dialects: [SerialDialect] = []
    private(set) var requests: [SerialRequest] = []
    private(set) var captured: [CapturedField] = []
    private(set) var words = WordList()
    /// By device of the lab: its station, or -1.
    private(set) var stationOf: [Int]
    /// Whether a protocol on this line has real-time requests.
    private(set) var hasSideLane = false

    /// The kind again, compared on every frame: see `RegisterField.Form`.
    enum Style: UInt8, Sendable {
        case rtu, tcp, serial
    }

    /// How an adapter's echo is dealt with.
    enum EchoHandling: UInt8, Sendable {
        case none, strip
    }

    var framing: ModbusFraming { style == .tcp ? .tcp : .rtu }

    /// The plan, and the stations as they begin.
    static func make(lab: Lab, names: LabNames, line: Int) -> (LinePlan, [Station]) {
        guard lab.lines.indices.contains(line) else { return (LinePlan(lab, .nowhere, []), []) }
        var plan = LinePlan(lab, lab.lines[line], lab.modbusLinks(on: line))
        var stations: [Station] = []
        for (index, device) in lab.devices.enumerated() where device.line == line {
            guard lab.profiles.indices.contains(device.profile),
                index + 1 < names.firstPoint.count
            else { continue }
            var station = Station(
                device: index,
                address: device.address,
                firstPoint: names.firstPoint[index],
                endPoint: names.firstPoint[index + 1]
            )
            station.firstPoll = plan.polls.count
            let profile = lab.profiles[device.profile]
            switch profile.link {
            case .modbus(let link) where plan.kind != .serial:
                plan.add(profile, link, stations.count, &station)
            case .serial(let name, _) where plan.kind == .serial:
                if let found = lab.protocols.first(where: { $0.name == name }) {
                    plan.add(profile, found, stations.count, &station)
                }
            default: break
            }
            station.endPoll = plan.polls.count
            plan.stationOf[index] = stations.count
            stations.append(station)
        }
        plan.keepAlive()
        plan.markSources()
        return (plan, stations)
    }

    init(_ lab: Lab, _ line: LineDefinition, _ links: [ModbusLink]) {
        self.lab = lab
        kind = line.kind
        echo = line.echo == .local && line.kind != .modbusTCP ? .strip : .none
        style =
            switch line.kind {
            case .modbusRTU: .rtu
            case .modbusTCP: .tcp
            case .serial: .serial
            }
        timing = LineTiming(line, links: links)
        connection = LineConnection(line, links)
        stationOf = Array(repeating: -1, count: lab.devices.count)
    }
}

/// The plan behind one reference.
///
/// What every transaction reads stands here by itself: a property of `plan` would be read by
/// copying the whole plan, which costs more than the transaction.
final class FixedPlan: Sendable {
    let plan: LinePlan
    let kind: LineDefinition.Kind
    let style: LinePlan.Style
    let framing: ModbusFraming
    let echo: LinePlan.EchoHandling
    let timing: LineTiming
    let hasSideLane: Bool
    let polls: [Poll]
    let frames: [UInt8]
    let fields: [RegisterField]
    let bad: [Int]
    let context: RegisterContext
    let apart: ApartPlan
    let rules: [WriteRule]
    let connection: LineConnection
    let dialects: [SerialDialect]
    let requests: [SerialRequest]
    let captured: [CapturedField]
    let words: WordList

    init(_ plan: LinePlan) {
        self.plan = plan
        kind = plan.kind
        style = plan.style
        framing = plan.framing
        echo = plan.echo
        timing = plan.timing
        hasSideLane = plan.hasSideLane
        polls = plan.polls
        frames = plan.frames
        fields = plan.fields
        bad = plan.context.bad
        context = plan.context
        apart = plan.apart
        rules = plan.rules
        connection = plan.connection
        dialects = plan.dialects
        requests = plan.requests
        captured = plan.captured
        words = plan.words
    }

    /// How long after its first byte a request of so many bytes is waited for.
    func patience(request: Int, reply: Int, timeout: Int64) -> Int64 {
        timing.patience(request: request, reply: reply, timeout: timeout)
    }
}

extension LineTiming {
    func patience(request: Int, reply: Int, timeout: Int64) -> Int64 {
        let wire = time(characters: request + reply) + silence + latency
        return Clock.bounded(wire) &+ timeout
    }
}

extension Lab {
    /// How the Modbus devices on a line are spoken to.
    func modbusLinks(on line: Int) -> [ModbusLink] {
        devices.compactMap { device in
            guard device.line == line, profiles.indices.contains(device.profile),
                case .modbus(let link) = profiles[device.profile].link
            else { return nil }
            return link
        }
    }
}

extension LineDefinition {
    /// A line that does not exist and has no devices.
    fileprivate static let nowhere = LineDefinition(
        name: "",
        kind: .serial,
        settings: SerialSettings(baud: 9600),
        port: nil,
        echo: .none,
        adapterLatency: .zero
    )
}

extension LinePlan {
    /// From the first byte of a request to the end of its reply.
    func patience(request: Int, reply: Int, timeout: Int64) -> Int64 {
        timing.patience(request: request, reply: reply, timeout: timeout)
    }

    static func period(_ period: Lapse?) -> Int64 {
        period.map { max(Clock.bounded($0), 1_000_000) } ?? 0
    }

    private mutating func add(
        _ profile: DeviceProfile,
        _ definition: ProtocolDefinition,
        _ number: Int,
        _ station: inout Station
    ) {
        station.replyTimeout = Clock.bounded(definition.replyTimeout)
        station.greatestLateness = Clock.bounded(definition.greatestLateness)
        station.pauseBetween = Clock.bounded(definition.pauseBetween)
        station.turnaround = Clock.bounded(definition.turnaround)
        station.dialect = dialects.count
        station.audience = definition.group(at: station.address) == nil ? .one : .group
        dialects.append(
            SerialDialect(definition, address: station.address, latency: timing.latency)
        )
        station.firstRequest = requests.count
        for request in definition.requests {
            if request.style == .immediate { hasSideLane = true }
            requests.append(SerialRequest(request, of: definition, address: station.address))
        }
        station.endRequest = requests.count
        guard station.audience == .one else { return }
        for (index, request) in definition.requests.enumerated() {
            add(station.firstRequest + index, request.name, profile, number, station)
        }
    }

    /// A poll of one request where points live in its reply, at the shortest of their periods.
    private mutating func add(
        _ index: Int,
        _ name: String,
        _ profile: DeviceProfile,
        _ number: Int,
        _ station: Station
    ) {
        let request = requests[index]
        let first = captured.count
        var period = Int64.max
        for (place, point) in profile.points.enumerated() {
            guard case .serial(let field) = point.source, field.request == name,
                point.access != .write,
                let line = request.lines.firstIndex(where: { $0.fields.contains(field.field) }),
                let capture = request.lines[line].fields.firstIndex(of: field.field)
            else { continue }
            capturedField(field, point, station.firstPoint + place, line, capture)
            if point.every != nil { period = min(period, Self.period(point.every)) }
        }
        let start = frames.count
        guard captured.count > first, request.append([], dialects[station.dialect], to: &frames)
        else {
            captured.removeSubrange(first...)
            frames.removeSubrange(start...)
            return
        }
        polls.append(
            Poll(
                station: number,
                period: period == .max ? 0 : period,
                frameStart: start,
                frameEnd: frames.count,
                patience: patience(
                    request: frames.count - start,
                    reply: request.span,
                    timeout: request.timeout
                ),
                timeout: request.timeout,
                lateness: request.lateness,
                request: index,
                lane: request.style == .immediate ? .side : .main,
                firstField: first,
                endField: captured.count,
                signature: UInt32(truncatingIfNeeded: index)
            )
        )
    }

    /// Characters of a long reply of a serial protocol: how many time is left for.
    static let longReply = 80

    private mutating func capturedField(
        _ field: SerialField,
        _ point: PointDefinition,
        _ index: Int,
        _ line: Int,
        _ capture: Int
    ) {
        let firstWord = words.count
        for word in field.words { words.append(word) }
        captured.append(
            CapturedField(
                point: index,
                line: line,
                capture: capture,
                bit: field.bit.map { min(max($0, 0), 62) },
                bits: min(max(field.bits, 1), 32),
                conversion: ValueConversion(point.kind, scale: field.scale, offset: field.offset),
                firstWord: firstWord,
                endWord: words.count
            )
        )
    }
}
