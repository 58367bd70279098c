import Devices
import Labs
package import Lines

/// Where a lab's lines lead, and whether that is hardware.
package struct LinePorts: Sendable {
    /// What is at the far end.
    package enum FarEnd: Hashable, Sendable {
        /// This lab's simulators, known to be such because they said so themselves.
        case simulators
        case hardware
    }

    /// By line of the lab.
    package let addresses: [PortAddress]
    package let farEnd: FarEnd

    /// The ports of simulators.
    package init(simulators addresses: [PortAddress]) {
        self.addresses = addresses
        farEnd = .simulators
    }

    /// The ports the lab file names.
    ///
    /// - Throws: `Failure` where a line with devices has none, or one that cannot be read.
    package init(_ loaded: LoadedLab) throws(Failure) {
        var addresses: [PortAddress] = []
        for line in loaded.lab.lines {
            guard let port = line.port else {
                throw Failure(
                    "Line “\(line.name)” of \(loaded.labPath) has no port. Give it one "
                        + "(port: /dev/ttyUSB0, usb:SERIAL or HOST:PORT), start its simulators "
                        + "(athanor sim), or use --simulate."
                )
            }
            do {
                let usual = line.kind == .modbusTCP ? PortAddress.modbusPort : nil
                addresses.append(try PortAddress(parsing: port, usualPort: usual))
            } catch {
                throw Failure("Line “\(line.name)” of \(loaded.labPath): \(error.message)")
            }
        }
        try Self.refuseRivals(addresses, in: loaded)
        self.addresses = addresses
        farEnd = .hardware
    }

    /// Two lines to a device that takes one client would throw each other out for ever.
    private static func refuseRivals(
        _ addresses: [PortAddress],
        in loaded: LoadedLab
    ) throws(Failure) {
        let lab = loaded.lab
        for device in lab.devices {
            guard case .modbus(let link) = lab.profiles[device.profile].link,
                link.connection.clients == .one, lab.lines[device.line].kind == .modbusTCP,
                let rival = addresses.indices.first(where: {
                    $0 != device.line && addresses[$0] == addresses[device.line]
                })
            else { continue }
            throw Failure(
                "Lines “\(lab.lines[device.line].name)” and “\(lab.lines[rival].name)” of "
                    + "\(loaded.labPath) lead to the same port, and \(device.name) takes one "
                    + "client at a time. Put their devices on one line."
            )
        }
    }
}
