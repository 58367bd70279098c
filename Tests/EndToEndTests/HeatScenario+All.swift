import Simulation

extension HeatScenario {
    /// At least one for every interlock of the demonstration laboratory.
    static let all: [HeatScenario] = sensors + heat + services + stops

    private static let sensors: [HeatScenario] = [
        // It can be seen as soon as it falls.
        .init(
            interlock: "furnace.sensor-detached",
            plan: .firing,
            faults: [(.sensorDetached, "controller", 7200)],
            since: 7200
        ),
        .init(
            interlock: "furnace.sensor-detached",
            plan: .firing,
            faults: [(.sensorDetached, "guard", 7200)],
            since: 7200
        ),
        // Before anything heats nothing shows; from 735 s on both move by 5 K/min.
        .init(
            interlock: "furnace.sensor-reversed",
            plan: .firing,
            faults: [(.sensorReversed, "controller", 60)],
            since: 735
        ),
        // While the other one moves by more than 5 K/min.
        .init(
            interlock: "furnace.sensor-frozen",
            plan: .firing,
            faults: [(.sensorFrozen, "controller", 7200)],
            since: 7200
        ),
        .init(
            interlock: "furnace.sensor-frozen",
            plan: .firing,
            faults: [(.sensorFrozen, "guard", 7200)],
            since: 7200
        ),
        // 0.01 K/s (the simulator's) from a true difference of 6.4 K makes 60 K after 6640 s.
        .init(
            interlock: "furnace.sensor-drifting",
            plan: .firing,
            faults: [(.sensorDrifting, "controller", 7200)],
            since: 7200 + 6640
        ),
        .init(
            interlock: "sensor-break",
            plan: .firing,
            faults: [(.sensorOpen, "controller", 7200)],
            since: 7200
        ),
        // A guard without its thermocouple drops its alarm relay as well, and that comes first.
        .init(
            interlock: "over-temperature",
            plan: .firing,
            faults: [(.sensorOpen, "guard", 7200)],
            since: 7200
        ),
    ]

    private static let heat: [HeatScenario] = [
        // At 1000 degC and 6 K/min the heater takes some 430 W: more than all services may.
        .init(
            interlock: "furnace.contactor-welded",
            plan: .firing,
            faults: [(.contactorWelded, "relays", 7200)],
            deeds: [("relays.contactor", 0, 10_800)],
            since: 10_800
        ),
        // At 450 degC it takes 137 W, which any service might take.
        .init(
            interlock: "furnace.uncontrolled-heat",
            plan: .holding,
            faults: [(.contactorWelded, "relays", 7200)],
            deeds: [("relays.contactor", 0, 10_800)],
            since: 10_800
        ),
        // 20 K above where it should be, at 1 K/s less what is lost: half a minute later.
        .init(
            interlock: "furnace.runaway",
            plan: .firing,
            faults: [(.heaterStuckOn, "controller", 7200)],
            since: 7240
        ),
        .init(
            interlock: "furnace.element-open",
            plan: .firing,
            faults: [(.elementOpen, "controller", 7200)],
            since: 7200
        ),
        .init(
            interlock: "furnace.slow-heating",
            plan: .firing,
            faults: [(.heaterWeak, "controller", 7200)],
            since: 7200
        ),
        // Somebody lowers the guard's limit under the furnace's temperature.
        .init(
            interlock: "over-temperature",
            plan: .firing,
            deeds: [("guard.limit", 673.15, 7200)],
            since: 7200
        ),
        .init(
            interlock: "over-power",
            plan: .firing,
            faults: [(.sensorFrozen, "meter", 7200.1)],
            deeds: [("meter.power", 2000, 7200.05)],
            since: 7200
        ),
    ]

    private static let services: [HeatScenario] = [
        .init(
            interlock: "furnace-door",
            plan: .firing,
            deeds: [("inputs.furnace-door-closed", 0, 7200)],
            since: 7200
        ),
        .init(
            interlock: "water-lost",
            plan: .firing,
            deeds: [("inputs.water-flow", 0, 7200)],
            since: 7200
        ),
        .init(
            interlock: "exhaust-lost-hot",
            plan: .firing,
            deeds: [("inputs.exhaust-flow", 0, 7200)],
            since: 7200
        ),
        .init(
            interlock: "exhaust-lost-gas",
            plan: .gas,
            deeds: [("inputs.exhaust-flow", 0, 2400)],
            since: 2400
        ),
    ]

    private static let stops: [HeatScenario] = [
        .init(
            interlock: "estop-heat",
            plan: .firing,
            deeds: [("inputs.cutout-healthy", 0, 7200)],
            since: 7200
        ),
        .init(
            interlock: "estop-motion",
            plan: .pipetting,
            deeds: [("inputs.estop-released", 0, 100)],
            since: 100
        ),
        .init(
            interlock: "deck-door",
            plan: .pipetting,
            deeds: [("inputs.deck-door-closed", 0, 100)],
            since: 100
        ),
        .init(
            interlock: "plunger-blocked",
            plan: .pipetting,
            faults: [(.plungerOverload, "pump", 100)],
            since: 130
        ),
    ]
}
