import Devices
import Labs
import Quantities

/// A lab around one device, for its profile's own vectors.
enum SimLab {
    static func alone(
        _ profile: DeviceProfile,
        address: Int,
        protocols: [ProtocolDefinition]
    ) -> Lab {
        let kind: LineDefinition.Kind
        let settings: SerialSettings
        switch profile.link {
        case .modbus(let link): (kind, settings) = (.modbusRTU, link.serial)
        case .serial(_, let serial): (kind, settings) = (.serial, serial)
        }
        let gas = Material(
            name: "nitrogen",
            phase: .gas,
            formula: "N2",
            density: 1.25,
            flashPoint: nil,
            boilingPoint: nil,
            greatestTemperature: nil,
            greatestRamp: nil,
            hazards: [],
            liquidClass: nil,
            restriction: .free
        )
        return Lab(
            name: "alone",
            title: "",
            lines: [
                LineDefinition(
                    name: "line",
                    kind: kind,
                    settings: settings,
                    port: nil,
                    echo: .none,
                    adapterLatency: .zero
                )
            ],
            devices: [
                DeviceInstance(
                    name: "device",
                    profile: 0,
                    line: 0,
                    address: address,
                    zone: 0,
                    parameters: [],
                    aliases: []
                )
            ],
            assemblies: [
                Assembly(
                    name: "gas",
                    role: .gas(
                        GasSupply(controller: 0, gas: 0, feeds: "", flow: Bounds(0, 1))
                    )
                )
            ],
            zones: [Zone(name: "all", safeSequence: [], within: .zero)],
            deck: Deck(
                slots: [],
                items: [],
                reach: Box(x: -10...10, y: -10...10, z: -10...10)
            ),
            labwareTypes: [],
            materials: [gas],
            liquidClasses: [],
            rules: ChemistryRules(incompatible: [], order: [], reactions: []),
            limits: LabLimits(
                greatestTemperature: 2000,
                greatestPower: 1e4,
                longestPlan: Lapse(seconds: 1e6),
                openLiquidTemperature: 310,
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
            protocols: protocols,
            hash: ""
        )
    }
}
