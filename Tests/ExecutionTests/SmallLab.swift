import Devices
import Labs
import Quantities

/// A small laboratory in code: a furnace, a pipette, a gas, a balance, an exhaust, two tip racks of
/// four and plates of four rows and six columns.
enum SmallLab {
    static let lab = build()
    static let names = LabNames(lab)
    static let state = LabState(of: lab)

    static func unit(_ symbol: String) -> PhysicalUnit { PhysicalUnit.named(symbol) ?? .one }

    private static func point(_ name: String, _ kind: PointKind) -> PointDefinition {
        PointDefinition(
            name: name,
            kind: kind,
            access: .read,
            source: .modbus(ModbusField(table: .holding, address: 0, encoding: .uint16)),
            every: Lapse(seconds: 1),
            stale: Lapse(seconds: 5)
        )
    }

    private static func profile(_ name: String, _ points: [PointDefinition]) -> DeviceProfile {
        DeviceProfile(
            name: name,
            manufacturer: "",
            model: "",
            summary: "",
            sources: [],
            verification: .unverified,
            capabilities: [],
            link: .modbus(ModbusLink(serial: SerialSettings(baud: 9600))),
            points: points,
            actions: [],
            limits: [],
            refreshes: [],
            onCommunicationLoss: LossBehaviour(.off),
            onPowerReturn: LossBehaviour(.off),
            probe: nil,
            simulator: SimulatorDefinition(model: .inputs, parameters: []),
            vectors: []
        )
    }

    private static let profiles = [
        profile(
            "controller",
            [
                point("temperature", .quantity(unit("degC"))),
                point("mode", .choice(["off", "automatic"])), point("alarm", .flag),
            ]
        ),
        profile("pump", [point("plunger", .quantity(unit("uL")))]),
        profile("balance", [point("weight", .quantity(unit("g")))]),
        profile("relays", [point("relay-1", .flag)]),
    ]

    private static let devices = ["controller", "pump", "gantry", "scale", "relays", "mfc"]
        .enumerated().map { index, name in
            DeviceInstance(
                name: name,
                profile: [0, 1, 1, 2, 3, 1][index],
                line: 0,
                address: index,
                zone: 0,
                parameters: [],
                aliases: []
            )
        }

    private static let furnace = FurnaceAssembly(
        controller: 0,
        guardian: nil,
        contactor: nil,
        door: nil,
        services: [],
        meter: nil,
        places: 4,
        temperature: Bounds(273, 1773),
        rampRate: Bounds(0, 1),
        openBelow: 353,
        physics: FurnacePhysics(
            heatCapacity: Bounds(1000, 1400),
            loss: Bounds(0.2, 0.4),
            power: 1200,
            ambient: Bounds(288, 303),
            overshoot: 8,
            lag: Lapse(seconds: 600)
        )
    )

    private static let pipette = LiquidHandlerAssembly(
        pump: 1,
        gantry: 2,
        tipSensor: nil,
        door: nil,
        tipPort: 1,
        systemPort: 2,
        stroke: 1e-6,
        smallestVolume: 5e-9,
        deadVolume: 1e-7,
        inaccuracy: 0.02,
        travelHeight: 0.15,
        defaultRate: 2e-7,
        waste: "waste",
        tipWaste: "tip-waste"
    )

    private static let assemblies = [
        Assembly(name: "furnace", role: .furnace(furnace)),
        Assembly(name: "pipette", role: .liquidHandler(pipette)),
        Assembly(name: "balance", role: .balance(device: 3)),
        Assembly(
            name: "exhaust",
            role: .switched(
                SwitchedService(
                    style: .relay,
                    output: PointReference(device: 4, point: 0),
                    proof: nil,
                    purpose: .exhaust,
                    power: 100
                )
            )
        ),
        Assembly(
            name: "argon",
            role: .gas(GasSupply(controller: 5, gas: 2, feeds: "furnace", flow: Bounds(0, 1e-5)))
        ),
        Assembly(name: "syringe", role: .pump(device: 1)),
        Assembly(name: "stage", role: .axes(device: 2)),
    ]

    private static func build() -> Lab {
        Lab(
            name: "small",
            title: "",
            lines: [],
            devices: devices,
            assemblies: assemblies,
            zones: [Zone(name: "all", safeSequence: [], within: Lapse(seconds: 4))],
            deck: SmallDeck.deck,
            labwareTypes: SmallDeck.types,
            materials: SmallDeck.materials,
            liquidClasses: [],
            rules: ChemistryRules(incompatible: [], order: [], reactions: []),
            limits: LabLimits(
                greatestTemperature: 1773,
                greatestPower: 3000,
                longestPlan: Lapse(seconds: 4e6),
                openLiquidTemperature: 313,
                openLiquidTime: Lapse(seconds: 30000),
                inventory: [],
                greatestReactionGas: 1,
                greatestReactionHeat: 500
            ),
            interlocks: [],
            alarms: [],
            people: [],
            attendance: [],
            profiles: profiles,
            protocols: [],
            hash: ""
        )
    }
}
