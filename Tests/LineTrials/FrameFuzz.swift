import Devices
import Interlocks
import Labs
import Quantities
import Simulation
import Trials
import Wire

/// Bytes of every length and content into everything that reads Modbus: the host's matching and
/// decoding, a whole line, and the simulated devices' side.
package struct FrameFuzz {
    package struct Result: Sendable {
        package var frames = 0
        /// Places outside the bytes, or values from bytes that are not there.
        package var faults = 0
        /// Good readings that came of frames nobody sent.
        package var believed = 0
        /// Whether every line and device still works after it.
        package var isAlive = false
    }

    private var dice: Dice
    private var result = Result()
    private var hosts: [FuzzedHost]
    private var plants: [FuzzedPlant]

    package static func run(seed: UInt64, frames: Int) -> Result {
        var fuzz = FrameFuzz(seed)
        while fuzz.result.frames < frames { fuzz.round() }
        fuzz.result.isAlive =
            fuzz.hosts.allSatisfy { $0.stillWorks() } && fuzz.plants.allSatisfy { $0.stillWorks() }
        fuzz.result.believed = fuzz.hosts.reduce(0) { $0 + $1.believed }
        return fuzz.result
    }

    private init(_ seed: UInt64) {
        dice = Dice(seed)
        hosts = [FuzzedHost(.modbusRTU), FuzzedHost(.modbusTCP)]
        plants = [FuzzedPlant(.modbusRTU), FuzzedPlant(.modbusTCP)]
    }

    private mutating func round() {
        let bytes = frame()
        result.frames += 1
        decode(bytes)
        for index in hosts.indices { hosts[index].take(bytes) }
        for index in plants.indices where !plants[index].take(bytes) {
            result.faults += 1
        }
    }

    /// From nothing to more than the longest frame; half of them nearly right.
    private mutating func frame() -> [UInt8] {
        let length = dice.chance(0.7) ? dice.below(24) : dice.below(300)
        var bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: dice.next()) }
        guard dice.chance(0.6), !bytes.isEmpty else { return bytes }
        let functions: [UInt8] = [1, 2, 3, 4, 5, 6, 8, 15, 16, 22, 23, 0x83, 0x90]
        bytes[0] = UInt8(dice.below(3))
        if bytes.count > 1 { bytes[1] = dice.pick(functions) ?? 3 }
        if bytes.count > 2, dice.chance(0.5) { bytes[2] = UInt8(truncatingIfNeeded: bytes.count) }
        if dice.chance(0.5) {
            let body = UInt8(truncatingIfNeeded: bytes.count)
            let number = UInt8(dice.below(256))
            bytes = [0, number, 0, 0, 0, body] + bytes
        }
        // A sound sum half of the time: then only sense stands between it and a value.
        if dice.chance(0.5) { bytes += PeerFrames.sum(bytes[...]) }
        return bytes
    }

    private mutating func decode(_ bytes: [UInt8]) {
        let shape = ModbusShape(FuzzedHost.request(&dice), unit: UInt8(dice.below(3)))
        for framing in [ModbusFraming.rtu, .tcp] {
            let transaction = UInt16(dice.below(256))
            switch framing.match(bytes, shape: shape, transaction: transaction) {
            case .reply(let start):
                if start < 0 || start + shape.length > bytes.count { result.faults += 1 }
            case .exception(let code):
                if !(0...255).contains(code) { result.faults += 1 }
            case .nothing(let keep):
                if !(0...bytes.count).contains(keep) { result.faults += 1 }
            }
        }
        var field = ModbusField(
            table: dice.pick(ModbusField.Table.allCases) ?? .holding,
            address: 0,
            encoding: dice.pick(ModbusField.Encoding.allCases) ?? .uint16,
            bit: dice.chance(0.2) ? dice.below(70) : nil,
            wordOrder: dice.chance(0.5) ? .big : .little,
            byteOrder: dice.chance(0.5) ? .big : .little
        )
        field.bits = dice.below(40)
        field.registers = dice.below(70)
        let position = dice.below(40)
        let place = RegisterField(field, kind: .quantity(.one), point: 0, position: position)
        let data = dice.below(8)
        let reading = place.reading(bytes, data: data, bad: [], at: .start)
        let needed =
            field.table.isBits ? (position + field.width + 7) / 8 : position + 2 * field.width
        if reading.quality == .good, data + needed > bytes.count || !reading.value.isFinite {
            result.faults += 1
        }
        _ = place.characters(bytes, data: data)
    }
}

/// A line that is sent anything at all while it asks.
struct FuzzedHost {
    private var line: LineMachine
    private var now = Instant.start
    private var sent: [UInt8] = []
    private let frames: PeerFrames
    private(set) var believed = 0

    init(_ kind: LineDefinition.Kind) {
        let link = ModbusLink(serial: SerialSettings(baud: 115_200, parity: .even))
        let lab = TrialLab.lab(
            kind,
            baud: 115_200,
            [(TrialLab.profile(link, TrialPoint.points), 1)]
        )
        line = LineMachine(lab: lab, names: LabNames(lab), line: 0)
        frames = PeerFrames(kind: kind == .modbusTCP ? .tcp : .rtu)
    }

    static func request(_ dice: inout Dice) -> ModbusRequest {
        let address = UInt16(dice.below(65_536))
        let count = UInt16(dice.whole(1...125))
        switch dice.below(7) {
        case 0: return .read(.coil, address: address, count: count)
        case 1: return .read(.holding, address: address, count: count)
        case 2: return .writeCoil(address: address, on: dice.chance(0.5))
        case 3: return .writeRegister(address: address, value: count)
        case 4: return .writeRegisters(address: address, values: [count, address])
        case 5: return .maskRegister(address: address, and: count, or: address)
        default: return .exchange(read: address, count: count, write: address, values: [count])
        }
    }

    mutating func take(_ bytes: [UInt8]) {
        if line.poll(at: now, into: &sent) {}
        now = now + .milliseconds(1)
        line.receive(bytes, at: now)
        for case .reading(_, let reading) in line.events where reading.quality == .good {
            believed += 1
        }
        line.events.removeAll(keepingCapacity: true)
    }

    /// After all that, a true reply to the next request still counts.
    func stillWorks() -> Bool {
        var line = line
        var now = now
        for _ in 0..<1000 {
            now = max(now, line.nextDeadline)
            var bytes: [UInt8] = []
            guard line.poll(at: now, into: &bytes) else { continue }
            guard let asked = frames.read(bytes), asked.function == 3 else { continue }
            let data = [3, UInt8(2 * asked.count)] + [UInt8](repeating: 5, count: 2 * asked.count)
            line.events.removeAll()
            line.receive(
                frames.frame(asked.unit, data, asked.transaction),
                at: now + .milliseconds(20)
            )
            return line.events.contains {
                if case .reading(_, let reading) = $0 { reading.quality == .good } else { false }
            }
        }
        return false
    }
}

/// A simulated device that is sent anything at all.
struct FuzzedPlant {
    private var plant: Plant
    private var now = Instant.start
    private let frames: PeerFrames

    init(_ kind: LineDefinition.Kind) {
        let link = ModbusLink(serial: SerialSettings(baud: 115_200, parity: .even))
        let lab = TrialLab.lab(
            kind,
            baud: 115_200,
            [(TrialLab.profile(link, TrialPoint.points), 1)]
        )
        plant = Plant(
            lab: lab,
            names: LabNames(lab),
            state: LabState(of: lab),
            seed: 1,
            faults: []
        )
        frames = PeerFrames(kind: kind == .modbusTCP ? .tcp : .rtu)
    }

    /// Whether what it answers, if anything, is a sound frame.
    mutating func take(_ bytes: [UInt8]) -> Bool {
        now = now + .milliseconds(50)
        plant.transmit(bytes, line: 0, at: now)
        return replies().allSatisfy { reply in
            guard frames.kind == .rtu else {
                return reply.count >= 9 && Int(reply[5]) == reply.count - 6
            }
            return reply.count >= 5
                && PeerFrames.sum(reply.dropLast(2)) == [
                    reply[reply.count - 2], reply[reply.count - 1],
                ]
        }
    }

    private mutating func replies() -> [[UInt8]] {
        var all: [[UInt8]] = []
        var part: [UInt8] = []
        while plant.nextArrival(line: 0) <= now + .milliseconds(40) {
            let arrival = max(now, plant.nextArrival(line: 0))
            while plant.receive(line: 0, at: arrival, into: &part) { all.append(part) }
        }
        return all
    }

    func stillWorks() -> Bool {
        var copy = self
        // A stream that ended inside a frame may need two more.
        for number in 0..<3 {
            let ask = copy.frames.frame(1, [3, 0, 0, 0, 2], [0, UInt8(number)])
            copy.now = copy.now + .milliseconds(500)
            copy.plant.transmit(ask, line: 0, at: copy.now)
            if copy.replies().contains(where: { $0.contains(3) && $0.count >= 9 }) { return true }
        }
        return false
    }
}
