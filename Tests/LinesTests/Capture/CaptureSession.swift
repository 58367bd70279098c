import Devices
import Foundation
import Hosting
import Labs
import Lines
import Quantities
import Scanning
import Simulation
import Wire

/// The demonstration laboratory polled and commanded in virtual time, its traffic as a ring gives
/// it: the live machines at one end, simulated devices at the other.
struct CaptureSession {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// What somebody has a device told.
    struct Order {
        enum What {
            /// A point, by name; SI.
            case write(String, Double)
            /// A request of the protocol, by name; in the wire's units.
            case send(String, [Double])
        }

        var at: Instant
        var device: String
        var what: What

        init(at seconds: Double, device: String, _ what: What) {
            at = .start + Lapse(seconds: seconds)
            self.device = device
            self.what = what
        }
    }

    let lab: Lab
    let names: LabNames
    let addresses: [PortAddress]
    private let state: LabState
    private(set) var pieces: [CaptureRing.Piece] = []
    /// Everything the machines reported, in order, by line.
    private(set) var events: [[LineEvent]]

    /// The demo lab without interlocks; its furnace's bus is a Modbus TCP connection.
    init() throws {
        let loaded = try Self.loaded()
        var lab = loaded.lab
        lab.interlocks = []
        lab.lines[0].kind = .modbusTCP
        self.lab = lab
        names = LabNames(lab)
        state = loaded.state
        events = lab.lines.map { _ in [] }
        addresses = lab.lines.indices.map { line in
            line == 0 ? .network(host: "10.1.2.3", port: 1502) : .device("/dev/ttyUSB\(line)")
        }
    }

    static func loaded() throws -> LoadedLab {
        try LabFolder.open(root + "/Examples/demo", library: root)
    }

    /// Lets the lab work for `duration`; replies come in up to `portions` portions, 1 ms apart.
    mutating func play(
        for duration: Lapse,
        portions: Int = 1,
        commands: [Order] = [],
        faults: [FaultSpec] = []
    ) {
        var plant = Plant(lab: lab, names: names, state: state, seed: 7, faults: faults)
        var scan = Scan(lab: lab, names: names)
        _ = scan.tick(at: .start, requests: [])
        var pending = commands
        for line in lab.lines.indices {
            pieces.append(.init(line: line, kind: .opened, at: .start, bytes: []))
        }
        var machines = lab.lines.indices.map { LineMachine(lab: lab, names: names, line: $0) }
        var arriving: [(line: Int, at: Instant, bytes: [UInt8])] = []
        while true {
            var now = pending.first?.at ?? .never
            for line in lab.lines.indices {
                now = min(now, machines[line].nextDeadline, plant.nextArrival(line: line))
            }
            for portion in arriving { now = min(now, portion.at) }
            guard now <= .start + duration else { return }
            while let command = pending.first, command.at <= now {
                submit(pending.removeFirst(), &scan, &machines, at: now)
            }
            deliver(&arriving, &plant, &machines, portions, at: now)
            transmit(&plant, &machines, at: now)
        }
    }

    private func submit(
        _ command: Order,
        _ scan: inout Scan,
        _ machines: inout [LineMachine],
        at now: Instant
    ) {
        guard let device = names.device(command.device),
            let body = body(command, lab.profiles[lab.devices[device].profile])
        else { return }
        let request = CommandRequest(
            id: CommandID(Int(now.nanoseconds)),
            device: device,
            body: body,
            origin: .run
        )
        for command in scan.tick(at: now, requests: [request]).permitted {
            machines[lab.devices[command.request.device].line].submit(command)
        }
    }

    private func body(_ order: Order, _ profile: DeviceProfile) -> CommandBody? {
        switch (order.what, profile.link) {
        case (.write(let name, let value), _):
            profile.points.firstIndex { $0.name == name }.map { .write(point: $0, value: value) }
        case (.send(let name, let fields), .serial(let spoken, _)):
            lab.protocols.first { $0.name == spoken }?.requests.firstIndex { $0.name == name }
                .map { .send(request: $0, fields: fields) }
        default: nil
        }
    }

    private mutating func deliver(
        _ arriving: inout [(line: Int, at: Instant, bytes: [UInt8])],
        _ plant: inout Plant,
        _ machines: inout [LineMachine],
        _ portions: Int,
        at now: Instant
    ) {
        var bytes: [UInt8] = []
        for line in lab.lines.indices {
            while plant.receive(line: line, at: now, into: &bytes) {
                let step = max(1, (bytes.count + portions - 1) / portions)
                for (index, start) in stride(from: 0, to: bytes.count, by: step).enumerated() {
                    let part = Array(bytes[start..<min(start + step, bytes.count)])
                    arriving.append((line, now + .milliseconds(Int64(index)), part))
                }
            }
        }
        arriving.sort { $0.at < $1.at }
        while let portion = arriving.first, portion.at <= now {
            arriving.removeFirst()
            pieces.append(
                .init(line: portion.line, kind: .fromDevice, at: now, bytes: portion.bytes)
            )
            machines[portion.line].receive(portion.bytes, at: now)
            collect(portion.line, &machines)
        }
    }

    private mutating func transmit(
        _ plant: inout Plant,
        _ machines: inout [LineMachine],
        at now: Instant
    ) {
        var bytes: [UInt8] = []
        for line in lab.lines.indices {
            while machines[line].poll(at: now, into: &bytes) {
                pieces.append(.init(line: line, kind: .toDevice, at: now, bytes: bytes))
                plant.transmit(bytes, line: line, at: now)
            }
            collect(line, &machines)
        }
    }

    private mutating func collect(_ line: Int, _ machines: inout [LineMachine]) {
        events[line] += machines[line].events
        machines[line].events.removeAll()
    }

    /// Writes the pieces into a capture file at `path`.
    func write(to path: String) throws {
        let file = try CaptureFile(path: path, lab: lab, addresses: addresses, clock: HostClock())
        for start in stride(from: 0, to: pieces.count, by: 50) {
            file.append(Array(pieces[start..<min(start + 50, pieces.count)]), lost: [])
        }
        try file.close()
    }
}

/// A folder that goes with the test.
enum ScratchFolder {
    static func use<Value>(_ body: (String) throws -> Value) throws -> Value {
        let path = NSTemporaryDirectory() + "athanor-capture-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try body(path)
    }
}

/// How many damaged files a test tries: a slice, or the whole campaign of `make soak`.
enum Fuzz {
    static func count(_ slice: Int, soak: Int) -> Int {
        ProcessInfo.processInfo.environment["ATHANOR_SOAK"] == "1" ? soak : slice
    }
}
