import Checking
import Devices
import Execution
import Expressions
import Findings
import Labs
import Plans
import Quantities
import Records

/// A lab with a pipette, two reservoirs and a plate, and a plan that moves 100 µL.
enum SmallLab {
    static let microlitre = PhysicalUnit("uL", .volume, 1e-9)

    static var lab: Lab {
        Lab(
            name: "small",
            title: "Small",
            lines: [],
            devices: [
                DeviceInstance(
                    name: "pump",
                    profile: 0,
                    line: 0,
                    address: 1,
                    zone: 0,
                    parameters: [],
                    aliases: []
                )
            ],
            assemblies: [Assembly(name: "pipette", role: .liquidHandler(handler))],
            zones: [Zone(name: "bench", safeSequence: [], within: Lapse(seconds: 1))],
            deck: deck,
            labwareTypes: [vessel(1, 1, .reservoir, 1e-5), vessel(2, 2, .plate, 3e-7), tips],
            materials: [material("water"), material("dye")],
            liquidClasses: [],
            rules: ChemistryRules(incompatible: [], order: [], reactions: []),
            limits: LabLimits(
                greatestTemperature: 400,
                greatestPower: 100,
                longestPlan: Lapse(seconds: 1e6),
                openLiquidTemperature: 330,
                openLiquidTime: Lapse(seconds: 1e5),
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
            hash: "ab12"
        )
    }

    private static var handler: LiquidHandlerAssembly {
        LiquidHandlerAssembly(
            pump: 0,
            gantry: 0,
            tipSensor: nil,
            door: nil,
            tipPort: 1,
            systemPort: 2,
            stroke: 1e-6,
            smallestVolume: 1e-9,
            deadVolume: 0,
            inaccuracy: 0.01,
            travelHeight: 0.1,
            defaultRate: 1e-7,
            waste: "buffer",
            tipWaste: "buffer"
        )
    }

    private static var deck: Deck {
        let slots = ["A", "B", "C", "D"].map {
            Slot(name: $0, kind: .deck, x: 0, y: 0, z: 0, places: 1)
        }
        let items = [
            LabwareItem(name: "buffer", type: 0, slot: "A"),
            LabwareItem(name: "dye", type: 0, slot: "B"),
            LabwareItem(name: "plate", type: 1, slot: "C"),
            LabwareItem(name: "tips", type: 2, slot: "D"),
        ]
        return Deck(slots: slots, items: items, reach: Box(x: 0...1, y: 0...1, z: 0...1))
    }

    private static var tips: LabwareType { vessel(1, 2, .tipRack, 2e-7) }

    private static func vessel(
        _ rows: Int,
        _ columns: Int,
        _ use: LabwareType.Use,
        _ capacity: Double
    ) -> LabwareType {
        LabwareType(
            name: use.rawValue,
            use: use,
            rows: rows,
            columns: columns,
            capacity: capacity,
            deadVolume: 0,
            depth: 0.01,
            pitch: 0.009,
            offsetX: 0,
            offsetY: 0,
            height: 0.01,
            cover: .none,
            greatestTemperature: 400,
            greatestRamp: 1,
            greatestStep: 100
        )
    }

    private static func material(_ name: String) -> Material {
        Material(
            name: name,
            phase: .liquid,
            formula: "",
            density: 1_000,
            flashPoint: nil,
            boilingPoint: nil,
            greatestTemperature: nil,
            greatestRamp: nil,
            hazards: [],
            liquidClass: nil,
            restriction: .free
        )
    }

    private static var profile: DeviceProfile {
        DeviceProfile(
            name: "pump",
            manufacturer: "",
            model: "",
            summary: "",
            sources: [],
            verification: .unverified,
            capabilities: [],
            link: .modbus(ModbusLink(serial: SerialSettings(baud: 9600))),
            points: [
                point("volume", .quantity(microlitre)), point("busy", .flag),
                point("mode", .choice(["idle", "mo\"ving"])),
            ],
            actions: [],
            limits: [LimitDefinition(name: "volume", bounds: Bounds(0, 1e-6), unit: microlitre)],
            refreshes: [],
            onCommunicationLoss: LossBehaviour(.off),
            onPowerReturn: LossBehaviour(.off),
            probe: nil,
            simulator: SimulatorDefinition(model: .syringePump, parameters: []),
            vectors: []
        )
    }

    private static func point(_ name: String, _ kind: PointKind) -> PointDefinition {
        PointDefinition(
            name: name,
            kind: kind,
            access: .readWrite,
            source: .modbus(ModbusField(table: .holding, address: 0, encoding: .uint16)),
            every: Lapse(seconds: 1),
            stale: Lapse(seconds: 5)
        )
    }
}

extension SmallLab {
    private static var program: Program {
        let volume = Expr.literal(Quantity(100, microlitre))
        var program = Program()
        program.acts = [
            .liquid(assembly: 0, .pickUp(tip: 6)),
            .liquid(assembly: 0, .aspirate(vessel: 1, volume: volume, rate: nil)),
            .liquid(assembly: 0, .dispense(vessel: 2, volume: volume, rate: nil, .touch)),
            .liquid(assembly: 0, .eject),
        ]
        program.steps = [
            StepInstance(
                id: "dose",
                title: "pipette.transfer",
                path: DocumentPath(),
                parent: nil,
                iteration: "i=1",
                timeout: Lapse(seconds: 60),
                fault: .safeStop
            )
        ]
        program.slots = [
            Slot(
                name: "m.level#1",
                kind: .quantity(.volume),
                bounds: .everything,
                unit: microlitre
            )
        ]
        program.results = [
            ResultSpec(
                name: "level",
                value: .variable("m.level#1"),
                inputs: [volume],
                goal: .maximise
            )
        ]
        program.nodes = (0..<4).map { Node(.act($0), next: $0 + 1, step: 0) }
        program.nodes += [Node(.result(0), next: 5, step: 0), Node(.end, next: 5, step: 0)]
        program.threads = [ThreadEntry(name: "main", first: 0, parent: nil)]
        return program
    }

    /// The basis of a run of it, from a state with 5 mL in each reservoir.
    static var basis: RunBasis {
        let lab = lab
        var state = LabState(of: lab)
        state.contents[0] = VesselContents([Portion(material: 0, volume: 5e-6)])
        state.contents[1] = VesselContents([Portion(material: 1, volume: 5e-6)])
        let plan = Plan(
            id: "dose",
            title: "Dose",
            author: Author(kind: .human, name: "test"),
            lab: nil,
            defaults: PlanDefaults(),
            budget: nil,
            contents: [],
            record: [],
            groups: [],
            procedures: [],
            steps: [],
            finally: [],
            hash: "cd34"
        )
        return RunBasis(
            plan: plan,
            program: program,
            proof: Proof(),
            state: state,
            lab: lab,
            names: LabNames(lab)
        )
    }
}
