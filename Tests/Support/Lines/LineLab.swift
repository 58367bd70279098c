package import Devices
import Expressions
package import Labs
import Quantities

/// Labs of lines and nothing to protect, for tests and benchmarks of the lines themselves.
package struct LineLab {
    /// One line with equal devices, one a unit.
    package struct Bus {
        package var line: LineDefinition
        package var units: [Int]
        package var profile: DeviceProfile
        package var protocols: [ProtocolDefinition] = []

        package init(_ line: LineDefinition, units: [Int], _ profile: DeviceProfile) {
            self.line = line
            self.units = units
            self.profile = profile
        }
    }

    /// A lab of these lines in one zone; every profile's action `off` is a safe write.
    package static func lab(_ buses: [Bus]) -> Lab {
        var devices: [DeviceInstance] = []
        for (number, bus) in buses.enumerated() {
            for unit in bus.units {
                devices.append(
                    DeviceInstance(
                        name: "l\(number)u\(unit)",
                        profile: number,
                        line: number,
                        address: unit,
                        zone: 0,
                        parameters: [],
                        aliases: []
                    )
                )
            }
        }
        let safe = devices.indices.filter { buses[devices[$0].line].profile.action("off") != nil }
        return Lab(
            name: "lines",
            title: "",
            lines: buses.map(\.line),
            devices: devices,
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
            limits: .harmless,
            interlocks: [],
            alarms: [],
            people: [],
            attendance: [],
            profiles: buses.map(\.profile),
            protocols: buses.flatMap(\.protocols),
            hash: ""
        )
    }

    package static func line(
        _ kind: LineDefinition.Kind,
        name: String = "line",
        baud: Int = 115_200,
        echo: LineDefinition.Echo = .none
    ) -> LineDefinition {
        LineDefinition(
            name: name,
            kind: kind,
            settings: SerialSettings(baud: baud),
            port: nil,
            echo: echo,
            adapterLatency: .zero
        )
    }
}

extension LabLimits {
    fileprivate static let harmless = LabLimits(
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
