import Devices
import Labs
import Quantities

/// A lab whose devices are nothing but registers and bits, for masters that know no furnace.
enum RegisterLab {
    /// What a device needs to answer, and what the adapter adds.
    static let turnaround = Lapse.milliseconds(5)
    static let latency = Lapse.milliseconds(1)

    /// One line with two devices, units 1 and 2; characters of 11 bits.
    static func lab(_ kind: LineDefinition.Kind, baud: Int = 115_200) -> Lab {
        let settings = SerialSettings(baud: baud, stopBits: 2)
        let profile = profile(settings)
        return Lab(
            name: "registers",
            title: "",
            lines: [
                LineDefinition(
                    name: "bus",
                    kind: kind,
                    settings: settings,
                    port: nil,
                    echo: .none,
                    adapterLatency: latency
                )
            ],
            devices: [1, 2].map { unit in
                DeviceInstance(
                    name: "box-\(unit)",
                    profile: 0,
                    line: 0,
                    address: unit,
                    zone: 0,
                    parameters: [],
                    aliases: []
                )
            },
            assemblies: [],
            zones: [Zone(name: "all", safeSequence: [], within: .zero)],
            deck: Deck(slots: [], items: [], reach: Box(x: 0...1, y: 0...1, z: 0...1)),
            labwareTypes: [],
            materials: [],
            liquidClasses: [],
            rules: ChemistryRules(incompatible: [], order: [], reactions: []),
            limits: LabLimits(
                greatestTemperature: 2000,
                greatestPower: 1e4,
                longestPlan: Lapse(seconds: 1e6),
                openLiquidTemperature: 350,
                openLiquidTime: Lapse(seconds: 1e4),
                inventory: [],
                greatestReactionGas: 0,
                greatestReactionHeat: 0
            ),
            interlocks: [],
            alarms: [],
            people: [],
            attendance: [],
            profiles: [profile],
            protocols: [],
            hash: "registers"
        )
    }

    /// 16 coils and discrete inputs, 125 holding registers, 40 input registers.
    private static func profile(_ settings: SerialSettings) -> DeviceProfile {
        let bits = (0..<16).flatMap {
            [point("coil-\($0)", .coil, $0, 5), point("in-\($0)", .discreteInput, $0, nil)]
        }
        let holding = (0..<125).map { point("h-\($0)", .holding, $0, 16) }
        let input = (0..<40).map { point("i-\($0)", .input, $0, nil) }
        return DeviceProfile(
            name: "register-box",
            manufacturer: "",
            model: "",
            summary: "",
            sources: [],
            verification: .unverified,
            capabilities: [],
            link: .modbus(ModbusLink(serial: settings, turnaround: turnaround)),
            points: bits + holding + input,
            actions: [],
            limits: [],
            refreshes: [],
            onCommunicationLoss: LossBehaviour(.notApplicable),
            onPowerReturn: LossBehaviour(.notApplicable),
            probe: nil,
            // None of these names means anything to a power meter: each point is a value of its own.
            simulator: SimulatorDefinition(model: .powerMeter, parameters: []),
            vectors: []
        )
    }

    private static func point(
        _ name: String,
        _ table: ModbusField.Table,
        _ address: Int,
        _ write: Int?
    ) -> PointDefinition {
        let isBit = table == .coil || table == .discreteInput
        var field = ModbusField(table: table, address: address, encoding: isBit ? .bit : .uint16)
        field.writeFunction = write
        return PointDefinition(
            name: name,
            kind: isBit ? .flag : .quantity(.one),
            access: write == nil ? .read : .readWrite,
            source: .modbus(field),
            every: nil,
            stale: .milliseconds(10_000)
        )
    }
}
