import Devices
import Expressions
import Labs
import Quantities

/// A lab of one line and its devices, with nothing to protect.
enum TrialLab {
    static func lab(
        _ kind: LineDefinition.Kind,
        baud: Int,
        echo: LineDefinition.Echo = .none,
        _ devices: [(profile: DeviceProfile, address: Int)]
    ) -> Lab {
        Lab(
            name: "trial",
            title: "",
            lines: [
                LineDefinition(
                    name: "line",
                    kind: kind,
                    // 8E1, the standard's eleven bits a character.
                    settings: SerialSettings(baud: baud, parity: .even),
                    port: nil,
                    echo: echo,
                    adapterLatency: .zero
                )
            ],
            devices: devices.enumerated().map { index, device in
                DeviceInstance(
                    name: "d\(index)",
                    profile: index,
                    line: 0,
                    address: device.address,
                    zone: 0,
                    parameters: [],
                    aliases: []
                )
            },
            assemblies: [],
            zones: [Zone(name: "zone", safeSequence: [], within: .milliseconds(5000))],
            deck: Deck(slots: [], items: [], reach: Box(x: 0...1, y: 0...1, z: 0...1)),
            labwareTypes: [],
            materials: [],
            liquidClasses: [],
            rules: ChemistryRules(incompatible: [], order: [], reactions: []),
            limits: LabLimits(
                greatestTemperature: 2000,
                greatestPower: 10_000,
                longestPlan: Lapse(seconds: 1e7),
                openLiquidTemperature: 350,
                openLiquidTime: Lapse(seconds: 1e5),
                inventory: [],
                greatestReactionGas: 0,
                greatestReactionHeat: 0
            ),
            interlocks: [],
            alarms: [],
            people: [],
            attendance: [],
            profiles: devices.map(\.profile),
            protocols: [],
            hash: ""
        )
    }

    /// A profile with these points; `set` writes any number to every written one.
    static func profile(_ link: ModbusLink, _ points: [PointDefinition]) -> DeviceProfile {
        var profile = DeviceProfile(
            name: "trial",
            manufacturer: "",
            model: "",
            summary: "",
            sources: [],
            verification: .unverified,
            capabilities: [],
            link: .modbus(link),
            points: points,
            actions: [],
            limits: [],
            refreshes: [],
            onCommunicationLoss: LossBehaviour(.notApplicable),
            onPowerReturn: LossBehaviour(.notApplicable),
            probe: nil,
            simulator: SimulatorDefinition(model: .inputs, parameters: []),
            vectors: []
        )
        let written = points.filter { $0.access != .read }
        guard !written.isEmpty else { return profile }
        profile.actions = [
            ActionDefinition(
                name: "set",
                arguments: [ArgumentDefinition("to", .quantity(.number))],
                commands: written.map { .write(point: $0.name, value: .variable("to")) },
                confirm: nil,
                within: .milliseconds(1000),
                repeatClass: .absolute
            )
        ]
        return profile
    }

    static func point(
        _ table: ModbusField.Table,
        _ address: Int,
        _ encoding: ModbusField.Encoding,
        every milliseconds: Int64,
        write: Int? = nil
    ) -> PointDefinition {
        var field = ModbusField(table: table, address: address, encoding: encoding)
        field.writeFunction = write
        return PointDefinition(
            name: "\(table.rawValue)-\(address)",
            kind: .quantity(.one),
            access: write == nil ? .read : .readWrite,
            source: .modbus(field),
            every: .milliseconds(milliseconds),
            stale: .milliseconds(10 * milliseconds + 10_000)
        )
    }
}
