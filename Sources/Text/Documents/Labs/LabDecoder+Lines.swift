import Devices
import Findings
import Labs
import Quantities

extension LabDecoder {
    func readLines(_ field: Field) -> [LineDefinition] {
        field.uniqueList(of: "a line", by: \.name) { item in
            item.mapping { members in
                let name = members.required("name")?.identifier()
                let kind = members.required("kind")?.choice(of: LineDefinition.Kind.self)
                // A network has no baud rate; a serial line must say it.
                let settings =
                    kind == .modbusTCP
                    ? SerialSettings(baud: 115_200) : SerialSettings.read(&members)
                let port = members.optional("port")?.nonEmptyText()
                let echo = members.optional("echo")?.choice(of: LineDefinition.Echo.self) ?? .none
                let latency = members.optional("adapter-latency")?.lapse() ?? .milliseconds(16)
                let rts = members.optional("rts").flatMap { self.driver($0, kind) }
                let discard = members.optional("discard-after-open")?.lapse() ?? .zero
                guard let name, let kind, let settings else { return nil }
                var line = LineDefinition(
                    name: name,
                    kind: kind,
                    settings: settings,
                    port: port,
                    echo: echo,
                    adapterLatency: latency
                )
                line.rts = rts
                line.discardAfterOpen = discard
                return line
            }
        }
    }

    /// `rts: {before: 1 ms, after: 1 ms}`: the host turns the RS-485 driver on and off itself.
    private func driver(
        _ field: Field,
        _ kind: LineDefinition.Kind?
    ) -> LineDefinition.DriverDelays? {
        field.mapping { members in
            let before = members.optional("before")?.lapse() ?? .zero
            let after = members.optional("after")?.lapse() ?? .zero
            if kind == .modbusTCP {
                members.report(.badLab, "A network has no RTS; leave it out.")
            }
            return LineDefinition.DriverDelays(before: before, after: after)
        }
    }

    /// Two devices at one address, two protocols on one line, lines nobody uses.
    func lintLines(_ field: Field, _ root: Field) {
        var used: [Bool] = lines.map { _ in false }
        for (index, device) in devices.enumerated() {
            used[device.line] = true
            for other in devices[..<index] where other.line == device.line {
                let place = self.place(of: device.name, in: field)
                if other.address == device.address {
                    place.report(
                        .badLab,
                        "“\(other.name)” has the same address on line “\(lines[device.line].name)”."
                    )
                }
                if let own = usedProfiles[device.profile].link.protocolName,
                    let its = usedProfiles[other.profile].link.protocolName, own != its
                {
                    place.report(
                        .badLab,
                        "“\(other.name)” on the same line speaks \(its), this one \(own)."
                    )
                }
            }
        }
        for device in devices { lintModbus(device, at: self.place(of: device.name, in: field)) }
        guard let linePlace = root.peek("lines") else { return }
        for (line, isUsed) in zip(lines, used)
        where !isUsed && !declaredUse(of: line.name, in: field) {
            place(of: line.name, in: linePlace).report(
                .unusedValue,
                "No device is on line “\(line.name)”."
            )
        }
    }

    private func declaredUse(of line: String, in field: Field) -> Bool {
        guard field.form == .sequence else { return false }
        return field.items()?.contains {
            $0.form == .mapping && $0.peek("line")?.scalarText == line
        } ?? false
    }

    /// The item called `name` in a list, for findings.
    func place(of name: String, in field: Field) -> Field {
        guard field.form == .sequence else { return field }
        return field.items()?.first {
            $0.form == .mapping && $0.peek("name")?.scalarText == name
        } ?? field
    }
}
