import Devices
import Expressions
import Interlocks
import Labs
import Quantities
import Scanning
import Wire

/// One line with its devices, driven by hand: what goes out, what comes back, what it meant.
final class Bench {
    var lab: Lab
    var names: LabNames
    var line: LineMachine
    var scan: Scan
    var now = Instant.start
    private var nextCommand = 1

    init(
        _ kind: LineDefinition.Kind,
        _ devices: [(DeviceProfile, Int)],
        protocols: [ProtocolDefinition] = [],
        echo: LineDefinition.Echo = .none,
        baud: Int = 9600
    ) {
        lab = Lab.bench(kind, devices, protocols: protocols, echo: echo, baud: baud)
        names = LabNames(lab)
        line = LineMachine(lab: lab, names: names, line: 0)
        scan = Scan(lab: lab, names: names)
        // No interlock waits for an image, so the first tick judges and later ones permit.
        _ = scan.tick(at: now, requests: [])
    }

    /// Lets time pass to the next frame that goes out; nil where none does within `limit`.
    func sent(within limit: Lapse = Lapse(seconds: 60)) -> [UInt8]? {
        let end = now + limit
        var bytes: [UInt8] = []
        for _ in 0..<1000 {
            now = max(now, line.nextDeadline)
            guard now <= end else {
                now = end
                return nil
            }
            if line.poll(at: now, into: &bytes) { return bytes }
        }
        return nil
    }

    /// Bytes arrive after `delay`.
    func receive(_ bytes: [UInt8], after delay: Lapse = .milliseconds(50)) {
        now = now + delay
        line.receive(bytes, at: now)
    }

    /// The readings since the last call, by name of the point, in their order.
    func readings() -> [(name: String, reading: Reading)] {
        var result: [(name: String, reading: Reading)] = []
        line.events.removeAll {
            guard case .reading(let point, let reading) = $0 else { return false }
            result.append((names.points[point].name, reading))
            return true
        }
        return result
    }

    /// Good values since the last call, by name of the point.
    func values() -> [String: Double] {
        var result: [String: Double] = [:]
        for (name, reading) in readings() where reading.quality == .good {
            result[name] = reading.value
        }
        return result
    }

    /// Outcomes since the last call.
    func outcomes() -> [CommandOutcome] {
        var result: [CommandOutcome] = []
        line.events.removeAll {
            guard case .outcome(_, let outcome, _) = $0 else { return false }
            result.append(outcome)
            return true
        }
        return result
    }

    /// A permit for a command, granted now.
    func permit(
        _ body: CommandBody,
        device: Int = 0,
        origin: CommandRequest.Origin = .run
    ) -> PermittedCommand? {
        let request = CommandRequest(
            id: CommandID(nextCommand),
            device: device,
            body: body,
            origin: origin
        )
        nextCommand += 1
        return scan.tick(at: now, requests: [request]).permitted.first { $0.request == request }
    }

    /// Has a command permitted and queued.
    func submit(
        _ body: CommandBody,
        device: Int = 0,
        origin: CommandRequest.Origin = .run
    ) -> Bool {
        guard let command = permit(body, device: device, origin: origin) else { return false }
        line.submit(command)
        return true
    }

    /// The reply of a unit that holds `registers` from address 0 on; RTU.
    static func answer(_ request: [UInt8], registers: [UInt16]) -> [UInt8] {
        guard request.count == 8 else { return [] }
        let address = Int(request[2]) << 8 | Int(request[3])
        let count = Int(request[4]) << 8 | Int(request[5])
        var reply: [UInt8] = [request[0], request[1], UInt8(count * 2)]
        for index in address..<(address + count) {
            let value = registers.indices.contains(index) ? registers[index] : 0
            reply += [UInt8(value >> 8), UInt8(value & 0xFF)]
        }
        return sealed(reply)
    }

    /// `bytes` with their CRC, computed bit by bit as the standard prints it.
    static func sealed(_ bytes: [UInt8]) -> [UInt8] {
        var crc: UInt16 = 0xFFFF
        for byte in bytes {
            crc ^= UInt16(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xA001 : crc >> 1 }
        }
        return bytes + [UInt8(crc & 0xFF), UInt8(crc >> 8)]
    }
}
