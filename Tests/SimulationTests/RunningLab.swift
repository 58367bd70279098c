import Devices
import Expressions
import Interlocks
import Labs
import Quantities

/// A small laboratory in code: a furnace with its contactor, a pump and a gantry, a gas, a balance.
enum RunningLab {
    static func expression(_ text: String) -> Expr { (try? Expr(parsing: text)) ?? .flag(false) }

    static func quantity(_ text: String) -> Quantity {
        (try? Quantity(parsing: text)) ?? .number(.nan)
    }

    static func argument(_ name: String, _ dimensions: Dimensions) -> ArgumentDefinition {
        ArgumentDefinition(name, .quantity(dimensions))
    }

    static func point(
        _ name: String,
        _ kind: PointKind,
        _ access: PointDefinition.Access = .read,
        stale: Double = 2
    ) -> PointDefinition {
        PointDefinition(
            name: name,
            kind: kind,
            access: access,
            source: .modbus(ModbusField(table: .holding, address: 0, encoding: .uint16)),
            every: Lapse(seconds: 0.5),
            stale: Lapse(seconds: stale)
        )
    }

    static func unit(_ symbol: String) -> PhysicalUnit { PhysicalUnit.named(symbol) ?? .one }

    static func limit(_ name: String, _ low: String, _ high: String) -> LimitDefinition {
        let (low, high) = (quantity(low), quantity(high))
        return LimitDefinition(name: name, bounds: Bounds(low.si, high.si), unit: high.unit)
    }

    static func action(
        _ name: String,
        _ arguments: [ArgumentDefinition] = [],
        _ commands: [CommandTemplate],
        confirm: String,
        within: Double = 10,
        _ repeats: RepeatClass = .absolute
    ) -> ActionDefinition {
        ActionDefinition(
            name: name,
            arguments: arguments,
            commands: commands,
            confirm: confirm.isEmpty ? nil : expression(confirm),
            within: Lapse(seconds: within),
            repeatClass: repeats
        )
    }

    static func write(_ point: String, _ value: String) -> CommandTemplate {
        .write(point: point, value: expression(value))
    }

    static func profile(
        _ name: String,
        _ points: [PointDefinition],
        _ actions: [ActionDefinition] = [],
        limits: [LimitDefinition] = [],
        refreshes: [Refresh] = []
    ) -> DeviceProfile {
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
            actions: actions,
            limits: limits,
            refreshes: refreshes,
            onCommunicationLoss: LossBehaviour(.off),
            onPowerReturn: LossBehaviour(.off),
            probe: nil,
            simulator: SimulatorDefinition(model: .inputs, parameters: []),
            vectors: []
        )
    }

    static let controller = profile(
        "controller",
        [
            point("temperature", .quantity(unit("degC"))),
            point("setpoint", .quantity(unit("degC")), .readWrite, stale: 4),
            point("rate", .quantity(unit("K/min")), .readWrite, stale: 4),
            point("mode", .choice(["normal", "standby"]), .readWrite, stale: 4),
        ],
        [
            action(
                "set-target",
                [argument("to", .temperature), argument("rate", .rampRate)],
                [write("rate", "$rate"), write("setpoint", "$to"), write("mode", "'normal'")],
                confirm: "setpoint within 0.5 K of $to and mode == 'normal'"
            ),
            action(
                "release",
                [write("mode", "'standby'"), write("setpoint", "0 degC")],
                confirm: "mode == 'standby'"
            ),
        ],
        limits: [
            limit("temperature", "0 degC", "1200 degC"), limit("ramp-rate", "0 K/min", "20 K/min"),
        ],
        refreshes: [Refresh(point: "setpoint", every: Lapse(seconds: 2))]
    )

    static let relays = profile(
        "relays",
        [
            point("contactor", .flag, .readWrite, stale: 1),
            point("fan", .flag, .readWrite, stale: 1), point("flow", .flag, stale: 1),
            point("tip", .flag, stale: 1), point("door", .flag, stale: 1),
        ],
        [
            action("contactor-off", [write("contactor", "false")], confirm: "not contactor"),
            action("fan-on", [write("fan", "true")], confirm: "fan"),
        ]
    )

    static let pump = {
        var pump = unforgetfulPump
        pump.restarted = expression("port == 9")
        return pump
    }()

    private static let unforgetfulPump = profile(
        "pump",
        [
            point("position", .quantity(unit("uL")), .readWrite),
            point("port", .quantity(.one), .readWrite), point("busy", .flag),
        ],
        [
            action("initialise", [write("position", "0 uL")], confirm: "not busy"),
            action(
                "set-valve",
                [ArgumentDefinition("port", .integer(low: 1, high: 9))],
                [write("port", "$port")],
                confirm: "port == $port"
            ),
            action(
                "move-plunger",
                [argument("to", .volume), argument("rate", .flow)],
                [write("position", "$to")],
                confirm: "not busy and position within 0.5 uL of $to"
            ),
            action("stop", [write("port", "0")], confirm: "not busy"),
        ],
        limits: [limit("volume", "0 uL", "1000 uL")]
    )

    static let gantry = profile(
        "gantry",
        [
            point("x", .quantity(unit("mm")), .readWrite),
            point("y", .quantity(unit("mm")), .readWrite),
            point("z", .quantity(unit("mm")), .readWrite), point("idle", .flag),
        ],
        [
            action("home", [write("z", "100 mm")], confirm: "idle"),
            action(
                "move",
                [argument("x", .length), argument("y", .length), argument("z", .length)],
                [write("x", "$x"), write("y", "$y"), write("z", "$z")],
                confirm: "idle and x within 0.1 mm of $x and z within 0.1 mm of $z"
            ),
            action("stop", [write("z", "100 mm")], confirm: ""),
        ]
    )

    static let balance = profile(
        "balance",
        [
            point("weight", .quantity(unit("g"))), point("stable", .flag),
            point("tared", .flag, .readWrite),
        ],
        [
            action(
                "tare",
                [write("tared", "true")],
                confirm: "stable and weight within 2 mg of 0 g",
                .queryable
            )
        ]
    )
}

extension RunningLab {
    static func action(
        _ name: String,
        _ commands: [CommandTemplate],
        confirm: String,
        within: Double = 10,
        _ repeats: RepeatClass = .absolute
    ) -> ActionDefinition {
        action(name, [], commands, confirm: confirm, within: within, repeats)
    }

    static func interlock(
        _ name: String,
        _ trip: String,
        debounce: Double = 0,
        zone: Int = 0
    ) -> InterlockDefinition {
        InterlockDefinition(
            name: name,
            trip: expression(trip),
            debounce: Lapse(seconds: debounce),
            processSafetyTime: Lapse(seconds: 10),
            zone: zone,
            happened: "",
            did: "",
            mend: ""
        )
    }

    static func device(_ name: String, _ profile: Int, zone: Int) -> DeviceInstance {
        DeviceInstance(
            name: name,
            profile: profile,
            line: 0,
            address: profile + 1,
            zone: zone,
            parameters: [],
            aliases: []
        )
    }

    /// Zones: 0 furnace, 1 pipette, 2 services.
    static func lab(_ interlocks: [InterlockDefinition] = []) -> Lab {
        let heat = [
            SafeStep(device: 1, action: "contactor-off"), SafeStep(device: 0, action: "release"),
        ]
        let motion = [
            SafeStep(device: 3, action: "stop"), SafeStep(device: 2, action: "stop"),
        ]
        return Lab(
            name: "small",
            title: "",
            lines: [],
            devices: [
                device("controller", 0, zone: 0), device("relays", 1, zone: 2),
                device("pump", 2, zone: 1), device("gantry", 3, zone: 1),
                device("balance", 4, zone: 2),
            ],
            assemblies: assemblies,
            zones: [
                Zone(name: "furnace", safeSequence: heat, within: Lapse(seconds: 4)),
                Zone(name: "pipette", safeSequence: motion, within: Lapse(seconds: 4)),
                Zone(name: "services", safeSequence: [], within: Lapse(seconds: 1)),
            ],
            deck: deck,
            labwareTypes: [plate, rack],
            materials: [],
            liquidClasses: [],
            rules: ChemistryRules(incompatible: [], order: [], reactions: []),
            limits: LabLimits(
                greatestTemperature: 1500,
                greatestPower: 3000,
                longestPlan: Lapse(seconds: 1e6),
                openLiquidTemperature: 313,
                openLiquidTime: Lapse(seconds: 3600),
                inventory: [],
                greatestReactionGas: 0,
                greatestReactionHeat: 0
            ),
            interlocks: interlocks,
            alarms: [],
            people: [],
            attendance: [],
            profiles: [controller, relays, pump, gantry, balance],
            protocols: [],
            hash: ""
        )
    }

    private static var assemblies: [Assembly] {
        let furnace = FurnaceAssembly(
            controller: 0,
            guardian: nil,
            contactor: PointReference(device: 1, point: 0),
            door: nil,
            services: [],
            meter: nil,
            places: 1,
            temperature: Bounds(273, 1500),
            rampRate: Bounds(0, 1),
            openBelow: 350,
            physics: FurnacePhysics(
                heatCapacity: Bounds(1000),
                loss: Bounds(1),
                power: 1000,
                ambient: Bounds(295),
                overshoot: 5,
                lag: Lapse(seconds: 60)
            )
        )
        let handler = LiquidHandlerAssembly(
            pump: 2,
            gantry: 3,
            tipSensor: PointReference(device: 1, point: 3),
            door: nil,
            tipPort: 1,
            systemPort: 2,
            stroke: 1e-6,
            smallestVolume: 5e-9,
            deadVolume: 0,
            inaccuracy: 0.02,
            travelHeight: 0.15,
            defaultRate: 2e-7,
            waste: "waste",
            tipWaste: "tip-waste"
        )
        let fan = SwitchedService(
            style: .relay,
            output: PointReference(device: 1, point: 1),
            proof: PointReference(device: 1, point: 2),
            purpose: .exhaust,
            power: 100
        )
        return [
            Assembly(name: "furnace", role: .furnace(furnace)),
            Assembly(name: "pipette", role: .liquidHandler(handler)),
            Assembly(name: "exhaust", role: .switched(fan)),
            Assembly(name: "scale", role: .balance(device: 4)),
        ]
    }

    private static var deck: Deck {
        func slot(_ name: String, _ x: Double, kind: Labs.Slot.Kind = .deck) -> Labs.Slot {
            Labs.Slot(name: name, kind: kind, x: x, y: 0.01, z: 0, places: 1)
        }
        return Deck(
            slots: [
                slot("d1", 0.01), slot("d2", 0.15), slot("d3", 0.29), slot("d4", 0.43),
                slot("bench", 0, kind: .bench),
            ],
            items: [
                LabwareItem(name: "plate", type: 0, slot: "d1"),
                LabwareItem(name: "tips", type: 1, slot: "d2"),
                LabwareItem(name: "waste", type: 0, slot: "d3"),
                LabwareItem(name: "tip-waste", type: 1, slot: "d4"),
            ],
            reach: Box(x: 0...0.6, y: 0...0.4, z: 0...0.2)
        )
    }

    private static let plate = ware("plate", .plate, depth: 0.01, height: 0.014)
    private static let rack = ware("tips", .tipRack, depth: 0.08, height: 0.095)

    private static func ware(
        _ name: String,
        _ use: LabwareType.Use,
        depth: Double,
        height: Double
    ) -> LabwareType {
        LabwareType(
            name: name,
            use: use,
            rows: 8,
            columns: 12,
            capacity: 3.6e-7,
            deadVolume: 0,
            depth: depth,
            pitch: 0.009,
            offsetX: 0.014,
            offsetY: 0.011,
            height: height,
            cover: .none,
            greatestTemperature: 333,
            greatestRamp: 1,
            greatestStep: 50
        )
    }
}

extension Instant {
    static func seconds(_ seconds: Double) -> Instant { .start + Lapse(seconds: seconds) }
}
