import Devices
import Findings
import Labs
import Quantities

/// What the lab asks of Modbus devices.
extension LabDecoder {
    func lintUnit(
        _ address: Int,
        _ profile: DeviceProfile,
        _ line: LineDefinition,
        _ place: Field
    ) {
        guard case .modbus(let link) = profile.link, line.kind != .serial else { return }
        // On TCP a device of its own connection often wants 0 or 255.
        if line.kind == .modbusTCP || (1...247).contains(address) { return }
        guard address == 0 else {
            place.report(.badLab, "A Modbus unit is 1 to 247.")
            return
        }
        guard link.broadcast != nil else {
            place.report(
                .badLab,
                "Address 0 is every device on the line at once, and \(profile.name) does not allow "
                    + "it. A Modbus unit is 1 to 247; “broadcast” in a profile's link allows 0."
            )
            return
        }
        for point in profile.points where point.every != nil || point.access != .write {
            place.report(
                .badLab,
                "Nobody answers a broadcast, so “\(point.name)” is never read here. Take a profile "
                    + "whose points are “access: write”, without “every”."
            )
        }
    }

    func lintModbus(_ device: DeviceInstance, at place: Field) {
        let line = lines[device.line]
        guard case .modbus(let link) = usedProfiles[device.profile].link else { return }
        if let rts = line.rts, rts.after > link.turnaround {
            place.report(
                .badLab,
                "On line “\(line.name)” RTS stands for \(rts.after.spoken) after a request; this "
                    + "device may answer after \(link.turnaround.spoken), and the beginning would "
                    + "be lost."
            )
        }
        guard line.kind == .modbusTCP, let unit = link.tcpUnit else { return }
        for other in devices.prefix(while: { $0.name != device.name })
        where other.line == device.line {
            guard case .modbus(let its) = usedProfiles[other.profile].link,
                (its.tcpUnit ?? other.address) == unit
            else { continue }
            place.report(
                .badLab,
                "“\(other.name)” is unit \(unit) on line “\(line.name)”, too (“tcp-unit”). Give "
                    + "each a line of its own."
            )
        }
    }
}
