import Devices
import Labs
package import Quantities

/// What Modbus devices do with their connections and memories.
extension Plant {
    mutating func setMood(_ device: Int, _ mood: ModbusServer.Mood) {
        guard case .modbus(let server) = devices[device].server, modbus.indices.contains(server)
        else { return }
        modbus[server].mood = mood
    }

    /// How long after a reply its second copy comes.
    func repeatDelay(of device: Int) -> Int64 {
        guard case .modbus(let server) = devices[device].server, modbus.indices.contains(server)
        else { return 0 }
        return max(modbus[server].link.repeatsWithin.nanoseconds / 2, 0)
    }

    /// Whether a device has dropped a TCP line on which it heard nothing for too long.
    package func hangsUp(line: Int, at now: Instant) -> Bool {
        guard lines.indices.contains(line), lines[line].kind == .modbusTCP else { return false }
        return servers(on: line).contains { server in
            guard let drop = modbus[server].link.connection.idleDrop else { return false }
            return now.nanoseconds - modbus[server].lastHeard > drop.nanoseconds
        }
    }

    /// A line's connection is new: what was on the way is lost, devices need their time.
    package mutating func connect(line: Int, at now: Instant) {
        guard lines.indices.contains(line) else { return }
        lines[line].cut()
        for server in servers(on: line) {
            let pause = max(modbus[server].link.pauseAfterConnect.nanoseconds, 0)
            modbus[server].lastHeard = now.nanoseconds
            modbus[server].deafUntil = now.nanoseconds + pause
        }
    }

    private func servers(on line: Int) -> [Int] {
        lines[line].devices.compactMap { device in
            guard case .modbus(let server) = devices[device].server,
                modbus.indices.contains(server)
            else { return nil }
            return server
        }
    }

    /// How often the memory behind a point was written; the point is the process image's index.
    package func memoryWrites(point: Int) -> Int {
        guard variables.indices.contains(point) else { return 0 }
        return modbus.reduce(0) { $0 + $1.writes(of: variables[point]) }
    }
}

extension ModbusServer {
    /// Whether the device answers to this unit on TCP.
    func answers(to unit: UInt8) -> Bool { link.tcpUnit.map { $0 == Int(unit) } ?? true }
}

extension World {
    /// A device that was without power watches nothing until it is armed again.
    mutating func disarm(watchdog index: Int) {
        guard watchdogs.indices.contains(index), let arming = watchdogs[index].arming,
            arming.kind == .stored, stored.indices.contains(arming.model)
        else { return }
        stored[arming.model] = 0
    }
}
