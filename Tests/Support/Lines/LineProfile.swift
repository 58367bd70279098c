package import Devices
import Expressions
package import Quantities

extension DeviceProfile {
    /// A profile of these points: `off` writes 0 to the first written one, `set` lets the scan
    /// permit any value of every written one.
    package static func plain(_ link: LinkDefinition, _ points: [PointDefinition]) -> DeviceProfile
    {
        var profile = DeviceProfile(
            name: "plain",
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
        let written = points.filter { $0.access != .read }
        guard let first = written.first else { return profile }
        profile.actions = [
            .writing([first], "off", [], .literal(Quantity(0, .one))),
            .writing(
                written,
                "set",
                [ArgumentDefinition("to", .quantity(.number))],
                .variable("to")
            ),
        ]
        return profile
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
    /// A plain number in one register or two.
    package static func register(
        _ name: String,
        _ address: Int,
        _ encoding: ModbusField.Encoding = .uint16,
        table: ModbusField.Table = .holding,
        write: Int? = nil,
        every: Lapse?,
        stale: Lapse = .milliseconds(10_000)
    ) -> PointDefinition {
        var field = ModbusField(table: table, address: address, encoding: encoding)
        field.writeFunction = write
        let isBit = table == .coil || table == .discreteInput
        return PointDefinition(
            name: name,
            kind: isBit ? .flag : .quantity(.one),
            access: write == nil ? .read : .readWrite,
            source: .modbus(field),
            every: every,
            stale: stale
        )
    }
}
