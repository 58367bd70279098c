import Devices
import Documents
import Findings
import Interlocks
import Labs
import Quantities
import Scanning
import Simulation
import Testing
import Wire

/// A host's scan and line against simulated devices in virtual time, for what profiles declare.
final class QuirkBench {
    let lab: Lab
    let names: LabNames
    var plant: Plant
    var line: LineMachine
    var scan: Scan
    var now = Instant.start
    private(set) var incidents: [LineEvent] = []
    private(set) var outcomes: [CommandOutcome] = []
    private var nextCommand = 1
    private var buffer: [UInt8] = []

    /// A device of each profile, at 1 and up unless said otherwise.
    init(
        _ profiles: [DeviceProfile],
        kind: LineDefinition.Kind = .modbusRTU,
        addresses: [Int]? = nil,
        faults: [String] = []
    ) throws {
        let devices = profiles.enumerated().map { index, profile in
            (profile, addresses?[index] ?? index + 1)
        }
        lab = QuirkBench.lab(kind, devices)
        names = LabNames(lab)
        var specs: [FaultSpec] = []
        for fault in faults { specs.append(try FaultSpec(parsing: fault, lab: lab, names: names)) }
        plant = Plant(lab: lab, names: names, state: LabState(of: lab), seed: 3, faults: specs)
        line = LineMachine(lab: lab, names: names, line: 0)
        scan = Scan(lab: lab, names: names)
    }

    /// Lets time pass; permits go out, readings come in.
    func run(_ seconds: Double) {
        let end = now + Lapse(seconds: seconds)
        while true {
            let due = min(line.nextDeadline, min(plant.nextArrival(line: 0), scan.nextDeadline))
            guard due <= end else { break }
            now = max(now, due)
            serve()
            tick([])
        }
        now = end
    }

    private func serve() {
        if plant.hangsUp(line: 0, at: now) { reconnect() }
        while plant.receive(line: 0, at: now, into: &buffer) { line.receive(buffer, at: now) }
        while line.poll(at: now, into: &buffer) { plant.transmit(buffer, line: 0, at: now) }
        var broken = false
        for event in line.events {
            switch event {
            case .reading(let point, let reading): scan.image.store(reading, point: point)
            case .outcome(let id, let outcome, at: _): if !id.isRefresh { outcomes.append(outcome) }
            default:
                incidents.append(event)
                if case .reconnect = event { broken = true }
            }
        }
        line.events.removeAll()
        if broken { reconnect() }
    }

    private(set) var reconnects = 0

    private func reconnect() {
        reconnects += 1
        plant.connect(line: 0, at: now)
        line.disconnect(at: now)
        line.connect(at: now)
    }

    private func tick(_ requests: [CommandRequest]) {
        for command in scan.tick(at: now, requests: requests).permitted { line.submit(command) }
        while line.poll(at: now, into: &buffer) { plant.transmit(buffer, line: 0, at: now) }
    }

    /// Writes a point, SI; returns how it ended within ten seconds.
    func write(_ point: String, _ value: Double, device: Int = 0) -> CommandOutcome? {
        let index = lab.profiles[device].pointIndex(point) ?? -1
        outcomes.removeAll()
        let request = CommandRequest(
            id: CommandID(nextCommand),
            device: device,
            body: .write(point: index, value: value),
            origin: .run
        )
        nextCommand += 1
        tick([request])
        for _ in 0..<100 where outcomes.isEmpty { run(0.1) }
        return outcomes.first
    }

    /// The good value of a point; nil where there is none.
    func value(_ point: String, device: Int = 0) -> Double? {
        guard let index = names.point("d\(device)." + point) else { return nil }
        let reading = scan.image[index]
        return reading.quality == .good ? reading.value : nil
    }

    func preset(_ point: String, _ value: Double, device: Int = 0) {
        guard let index = names.point("d\(device)." + point) else { return }
        plant.preset(point: index, to: value, at: now)
    }

    /// What the device really holds, by a second master's request; RTU.
    func ask(_ unit: UInt8, _ data: [UInt8]) -> [UInt8] {
        now = now + .milliseconds(200)
        var all: [UInt8] = []
        var part: [UInt8] = []
        // What answers the host is the host's.
        while plant.receive(line: 0, at: now, into: &part) { line.receive(part, at: now) }
        plant.transmit(SimBench.framed(unit, data), line: 0, at: now)
        while plant.nextArrival(line: 0) <= now + .milliseconds(500) {
            now = max(now, plant.nextArrival(line: 0))
            while plant.receive(line: 0, at: now, into: &part) { all += part }
        }
        return Array(all.dropFirst().dropLast(2))
    }

    static func profile(
        link: String,
        points: String,
        rest: String = "",
        model: String = "power-meter"
    ) throws -> DeviceProfile {
        let text = """
            athanor: device/1
            name: quirk
            manufacturer: Nobody
            model: Q
            sources: [made up]
            verification: unverified
            capabilities: [sensor]
            link: {modbus: {baud: 19200, reply-timeout: 200 ms, greatest-lateness: 500 ms, \(link)}}
            points:
            \(points)
            actions: []
            on-communication-loss: {does: 'off', after: 3 s}
            on-power-return: {does: 'off'}
            \(rest)
            simulator: {model: \(model)}
            vectors:
            - {address: 1, request: 01 03 00 01 00 01 D5 CA, reply: 01 03 02 03 E8 B8 FA, source: composed}
            """
        let (profile, findings) = LabDocument.decodeProfile(Array(text.utf8), file: "q.yaml")
        return try #require(profile, "\(findings.map(\.message))")
    }

    private static func lab(
        _ kind: LineDefinition.Kind,
        _ devices: [(DeviceProfile, Int)]
    ) -> Lab {
        var lab = SimLab.alone(devices[0].0, address: devices[0].1, protocols: [])
        lab.lines[0].kind = kind
        lab.assemblies = []
        lab.profiles = devices.map(\.0)
        lab.devices = devices.enumerated().map { index, device in
            DeviceInstance(
                name: "d\(index)",
                profile: index,
                line: 0,
                address: device.1,
                zone: 0,
                parameters: [],
                aliases: []
            )
        }
        lab.zones = [Zone(name: "zone", safeSequence: [], within: Lapse(seconds: 5))]
        return lab
    }
}
