import Devices
import Documents
import Foundation
import Labs
import Quantities
import Simulation

/// A master made by hand: bytes out, bytes back, no code of the host's wire.
struct SimBench {
    var plant: Plant
    let lab: Lab
    let names: LabNames
    var now = Instant.start

    init(_ lab: Lab, state: LabState? = nil, seed: UInt64 = 1, faults: [FaultSpec] = []) {
        self.lab = lab
        names = LabNames(lab)
        plant = Plant(
            lab: lab,
            names: names,
            state: state ?? LabState(of: lab),
            seed: seed,
            faults: faults
        )
    }

    /// The demonstration lab with its faults, written as on the command line.
    init(
        seed: UInt64 = 1,
        faults: [String] = [],
        fill: (inout LabState, LabNames) -> Void = { _, _ in }
    )
        throws
    {
        let lab = try SimFiles.lab()
        let names = LabNames(lab)
        var specs: [FaultSpec] = []
        for text in faults { specs.append(try FaultSpec(parsing: text, lab: lab, names: names)) }
        var state = LabState(of: lab)
        fill(&state, names)
        self.init(lab, state: state, seed: seed, faults: specs)
    }

    mutating func wait(_ seconds: Double) { now = now + Lapse(seconds: seconds) }

    func line(_ name: String) -> Int { lab.lines.firstIndex { $0.name == name } ?? -1 }

    /// Sends bytes and returns what comes back within a second of the last arrival.
    mutating func exchange(_ bytes: [UInt8], on name: String, within seconds: Double = 1) -> [UInt8]
    {
        let line = line(name)
        plant.transmit(bytes, line: line, at: now)
        var all: [UInt8] = []
        var part: [UInt8] = []
        while plant.nextArrival(line: line) <= now + Lapse(seconds: seconds) {
            now = max(now, plant.nextArrival(line: line))
            while plant.receive(line: line, at: now, into: &part) { all += part }
        }
        // A host that hears nothing waits; one that was answered leaves the device its pause.
        if all.isEmpty { now = now + Lapse(seconds: seconds) }
        return all
    }

    mutating func say(_ text: String, on name: String, within seconds: Double = 1) -> String {
        let reply = exchange(Array(text.utf8), on: name, within: seconds)
        return String(decoding: reply, as: UTF8.self)
    }

    /// A Modbus RTU exchange; the data unit of the answer, or nil for silence or a wrong sum.
    mutating func modbus(_ unit: UInt8, _ data: [UInt8], on name: String) -> [UInt8]? {
        let reply = exchange(Self.framed(unit, data), on: name)
        guard reply.count >= 4, reply == Self.framed(reply[0], Array(reply[1..<(reply.count - 2)]))
        else { return nil }
        return Array(reply[1..<(reply.count - 2)])
    }

    /// The CRC bit by bit, as the specification's appendix describes it.
    static func framed(_ unit: UInt8, _ data: [UInt8]) -> [UInt8] {
        var frame = [unit] + data
        var sum: UInt16 = 0xFFFF
        for byte in frame {
            sum ^= UInt16(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? (sum >> 1) ^ 0xA001 : sum >> 1 }
        }
        frame += [UInt8(sum & 0xFF), UInt8(sum >> 8)]
        return frame
    }

    mutating func observe() -> PlantObservation { plant.observe(at: now) }

    mutating func preset(_ point: String, _ value: Double) {
        guard let index = names.point(point) else { return }
        plant.preset(point: index, to: value, at: now)
    }
}

// MARK: The furnace of the demonstration lab

extension SimBench {
    static func floatBytes(_ value: Double) -> [UInt8] {
        let bits = Float(value).bitPattern
        return [24, 16, 8, 0].map { UInt8(bits >> UInt32($0) & 0xFF) }
    }

    /// Reads a float of the Eurotherm's full-resolution region.
    mutating func furnaceFloat(_ address: UInt16) -> Double? {
        let ask: [UInt8] = [3, UInt8(address >> 8), UInt8(address & 0xFF), 0, 2]
        guard let reply = modbus(1, ask, on: "furnace-bus"), reply.count == 6 else { return nil }
        let bits = reply[2...].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return Double(Float(bitPattern: bits))
    }

    mutating func furnaceWord(_ address: UInt16) -> Int? {
        let ask: [UInt8] = [3, UInt8(address >> 8), UInt8(address & 0xFF), 0, 1]
        guard let reply = modbus(1, ask, on: "furnace-bus"), reply.count == 4 else { return nil }
        return Int(reply[2]) << 8 | Int(reply[3])
    }

    mutating func writeFloat(_ address: UInt16, _ value: Double) -> [UInt8]? {
        let head: [UInt8] = [16, UInt8(address >> 8), UInt8(address & 0xFF), 0, 2, 4]
        return modbus(1, head + Self.floatBytes(value), on: "furnace-bus")
    }

    /// Contactor, ramp rate, remote setpoint, remote, normal mode.
    mutating func heat(to celsius: Double, kelvinPerMinute rate: Double) {
        _ = modbus(1, [5, 0, 0, 0xFF, 0], on: "io-bus")
        _ = writeFloat(0x8046, rate)
        _ = writeFloat(0x8034, celsius)
        _ = modbus(1, [6, 1, 20, 0, 1], on: "furnace-bus")
        _ = modbus(1, [6, 0, 199, 0, 0], on: "furnace-bus")
    }

    /// Refreshes the remote setpoint every 2 s for so long; the greatest true temperature, K.
    mutating func keep(_ celsius: Double, for seconds: Double) -> Double {
        let end = now + Lapse(seconds: seconds)
        var greatest = 0.0
        while now < end {
            wait(2)
            _ = writeFloat(0x8034, celsius)
            greatest = max(greatest, observe().chambers[0].temperature)
        }
        return greatest
    }

    mutating func relay(_ number: UInt8, _ on: Bool) {
        _ = modbus(1, [5, 0, number - 1, on ? 0xFF : 0, 0], on: "io-bus")
    }

    mutating func inputs() -> UInt8? { modbus(2, [2, 0, 0, 0, 8], on: "io-bus")?.last }
}

// MARK: The pipette of the demonstration lab

extension SimBench {
    /// Moves the tool to deck coordinates in mm and waits until it stands.
    mutating func go(_ x: Double, _ y: Double, _ z: Double, speed: Double = 100) -> String {
        let words = String(
            format: "G21 G90 G53 G1 X%.3f Y%.3f Z%.3f F%.1f\n",
            x - 600,
            y - 420,
            z - 200,
            speed * 60
        )
        let reply = say(words, on: "gantry-line")
        for _ in 0..<600 {
            guard say("?", on: "gantry-line").contains("<Run") else { break }
            wait(0.1)
        }
        return reply
    }

    /// Above a vessel, down to `height`, and what `then` does there, and up again.
    mutating func visit(
        _ name: String,
        height: (DeckGeometry) -> Double,
        then: (inout SimBench) -> Void
    ) {
        guard let vessel = vessel(name), let slot = slot(of: vessel) else { return }
        let place = DeckGeometry(vessel: vessel, table: names.vessels, slot: slot)
        _ = go(place.x * 1000, place.y * 1000, 150)
        _ = go(place.x * 1000, place.y * 1000, height(place) * 1000)
        then(&self)
        _ = go(place.x * 1000, place.y * 1000, 150)
    }

    func vessel(_ name: String) -> Int? {
        (0..<names.vessels.count).first { names.vessels.name(of: $0) == name }
    }

    private func slot(of vessel: Int) -> Slot? {
        let item = lab.deck.items[Int(names.vessels.itemOfVessel[vessel])]
        return lab.deck.slots.first { $0.name == item.slot }
    }

    /// Homes gantry and pump.
    mutating func homePipette() {
        _ = say("\u{18}", on: "gantry-line")
        _ = say("$H\n", on: "gantry-line", within: 30)
        _ = say("/1ZR\r", on: "pump-line")
        wait(6)
    }

    /// Plunger to a volume in µL (3000 steps a mL), and waits until it stands.
    mutating func plunger(_ microlitres: Int) {
        _ = say("/1V1200A\(microlitres * 3)R\r", on: "pump-line")
        wait(0.1)
        for _ in 0..<600 {
            // Bit 5 of the status is set when the pump is ready.
            let status = exchange(Array("/1Q\r".utf8), on: "pump-line").dropFirst(2).first ?? 0
            guard status & 0x20 == 0 else { break }
            wait(0.1)
        }
    }
}

/// The files of the repository.
enum SimFiles {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    struct Missing: Error {}

    private static func files(_ folder: String) throws -> [(String, [UInt8])] {
        let found = try FileManager.default.contentsOfDirectory(
            at: root.appending(path: folder),
            includingPropertiesForKeys: nil
        )
        return try found.filter { $0.pathExtension == "yaml" }.sorted { $0.path < $1.path }
            .map { ($0.lastPathComponent, Array(try Data(contentsOf: $0))) }
    }

    static func protocols() throws -> [ProtocolDefinition] {
        try files("protocols").compactMap { LabDocument.decodeProtocol($0.1, file: $0.0).0 }
    }

    static func profiles() throws -> [DeviceProfile] {
        try files("devices").compactMap { LabDocument.decodeProfile($0.1, file: $0.0).0 }
    }

    static func lab() throws -> Lab {
        let url = root.appending(path: "Examples/demo/lab.yaml")
        let decoded = LabDocument.decodeLab(
            Array(try Data(contentsOf: url)),
            file: "lab.yaml",
            profiles: try profiles(),
            protocols: try protocols()
        )
        guard let lab = decoded.0 else { throw Missing() }
        return lab
    }
}
