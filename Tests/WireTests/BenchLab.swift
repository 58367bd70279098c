import Devices
import Expressions
import Labs
import Quantities

extension Lab {
    /// A lab of one line and nothing to protect; every profile's action `off` is a safe write.
    static func bench(
        _ kind: LineDefinition.Kind,
        _ devices: [(DeviceProfile, Int)],
        protocols: [ProtocolDefinition],
        echo: LineDefinition.Echo,
        baud: Int
    ) -> Lab {
        let safe = devices.indices.filter { devices[$0].0.action("off") != nil }
        return Lab(
            name: "bench",
            title: "",
            lines: [
                LineDefinition(
                    name: "line",
                    kind: kind,
                    settings: SerialSettings(baud: baud),
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
                    address: device.1,
                    zone: 0,
                    parameters: [],
                    aliases: []
                )
            },
            assemblies: [],
            zones: [
                Zone(
                    name: "zone",
                    safeSequence: safe.map { SafeStep(device: $0, action: "off") },
                    within: .milliseconds(5000)
                )
            ],
            deck: Deck(slots: [], items: [], reach: Box(x: 0...1, y: 0...1, z: 0...1)),
            labwareTypes: [],
            materials: [],
            liquidClasses: [],
            rules: ChemistryRules(incompatible: [], order: [], reactions: []),
            limits: .bench,
            interlocks: [],
            alarms: [],
            people: [],
            attendance: [],
            profiles: devices.map(\.0),
            protocols: protocols,
            hash: ""
        )
    }
}

extension LabLimits {
    fileprivate static let bench = LabLimits(
        greatestTemperature: 2000,
        greatestPower: 10_000,
        longestPlan: Lapse(seconds: 1e7),
        openLiquidTemperature: 350,
        openLiquidTime: Lapse(seconds: 1e5),
        inventory: [],
        greatestReactionGas: 0,
        greatestReactionHeat: 0
    )
}

extension DeviceProfile {
    /// A profile with these points and nothing else: `off` writes 0 to the first written point, and
    /// `set` lets the scan permit any value of every written one.
    static func bench(_ link: LinkDefinition, _ points: [PointDefinition]) -> DeviceProfile {
        var profile = DeviceProfile(
            name: "bench",
            manufacturer: "",
            model: "",
            summary: "",
            sources: [],
            verification: .unverified,
            capabilities: [],
            link: link,
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
        if let written = points.first(where: { $0.access != .read }) {
            profile.actions = [
                .writing([written], "off", [], .literal(Quantity(0, .one))),
                .writing(
                    points.filter { $0.access != .read },
                    "set",
                    [ArgumentDefinition("to", .quantity(.number))],
                    .variable("to")
                ),
            ]
        }
        return profile
    }

    static func modbus(
        _ points: [PointDefinition],
        _ change: (inout ModbusLink) -> Void = { _ in }
    ) -> DeviceProfile {
        var link = ModbusLink(serial: SerialSettings(baud: 9600))
        change(&link)
        return bench(.modbus(link), points)
    }
}

extension ActionDefinition {
    fileprivate static func writing(
        _ points: [PointDefinition],
        _ name: String,
        _ arguments: [ArgumentDefinition],
        _ value: Expr
    ) -> ActionDefinition {
        ActionDefinition(
            name: name,
            arguments: arguments,
            commands: points.map { .write(point: $0.name, value: value) },
            confirm: nil,
            within: .milliseconds(1000),
            repeatClass: .absolute
        )
    }
}

extension PointDefinition {
    /// A plain number in a register, read every `every` ms.
    static func register(
        _ name: String,
        _ address: Int,
        every: Int64? = 1000,
        _ encoding: ModbusField.Encoding = .uint16,
        table: ModbusField.Table = .holding,
        write: Int? = nil,
        kind: PointKind = .quantity(.one),
        _ change: (inout ModbusField) -> Void = { _ in }
    ) -> PointDefinition {
        var field = ModbusField(table: table, address: address, encoding: encoding)
        field.writeFunction = write
        change(&field)
        return PointDefinition(
            name: name,
            kind: kind,
            access: write == nil ? .read : .readWrite,
            source: .modbus(field),
            every: every.map { .milliseconds($0) },
            stale: .milliseconds(10_000)
        )
    }
}
