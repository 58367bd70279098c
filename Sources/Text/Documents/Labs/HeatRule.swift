import Devices
import Expressions
import Labs
import Quantities

/// One rule that watches a furnace.
struct HeatRule {
    var kind: HeatSupervision.Rule
    var trip: Expr
    var debounce: Lapse
    var processSafetyTime: Lapse
    var happened: String
    var mend: String

    /// Those its parts allow and its lab does not leave out.
    ///
    /// `other`: what the lab's services draw together, W.
    static func all(
        of furnace: FurnaceAssembly,
        devices: [DeviceInstance],
        profiles: [DeviceProfile],
        _ other: Double
    ) -> [HeatRule] {
        guard let words = HeatWords(furnace, devices: devices, profiles: profiles, other) else {
            return []
        }
        return (words.sensorRules + words.powerRules)
            .filter { !furnace.supervision.off.contains($0.kind) }
    }
}

/// The parts of a furnace as its rules name them: points, and bounds with their units.
struct HeatWords {
    let temperature: String
    let setpoint: String
    let output: String
    /// The second thermocouple; empty without a guardian, and so on.
    private(set) var guardian = ""
    private(set) var contactor = ""
    private(set) var door = ""
    private(set) var meter = ""
    let physics: FurnacePhysics
    /// K and W.
    let apart: Double
    let above: Double
    let otherPower: Double
    /// How far the readings of two devices can be apart.
    private(set) var contactorEvery = Lapse.zero
    private(set) var meterEvery = Lapse.zero

    init?(
        _ furnace: FurnaceAssembly,
        devices: [DeviceInstance],
        profiles: [DeviceProfile],
        _ other: Double
    ) {
        guard devices.indices.contains(furnace.controller) else { return nil }
        let name = devices[furnace.controller].name
        temperature = name + ".temperature"
        setpoint = name + ".working-setpoint"
        output = name + ".output"
        physics = furnace.physics
        apart = furnace.supervision.sensorsApart
        // Beyond what the lab itself declares as overshoot, with as much again and half of it.
        above = furnace.supervision.aboveSetpoint ?? 2.5 * furnace.physics.overshoot
        otherPower = furnace.supervision.otherPower ?? other
        if let guardian = furnace.guardian, devices.indices.contains(guardian) {
            self.guardian = devices[guardian].name + ".temperature"
        }
        if let meter = furnace.meter, devices.indices.contains(meter) {
            self.meter = devices[meter].name
            let points = profiles[devices[meter].profile].points
            meterEvery = points.first { $0.name == "power" }?.every ?? .zero
        }
        if let contactor = furnace.contactor, devices.indices.contains(contactor.device) {
            let point = profiles[devices[contactor.device].profile].points[contactor.point]
            self.contactor = devices[contactor.device].spokenName(of: point.name)
            contactorEvery = point.every ?? .zero
        }
        if let door = furnace.door, devices.indices.contains(door.device) {
            let point = profiles[devices[door.device].profile].points[door.point]
            self.door = devices[door.device].spokenName(of: point.name)
        }
    }

    /// A value as the grammar writes it.
    func text(_ si: Double, _ unit: String) -> String {
        PhysicalUnit.named(unit).map { Quantity(si: si, unit: $0).description } ?? "\(si)"
    }

    /// The power that goes into the chamber's mass, at the most.
    func storedAtMost(_ point: String, over span: String) -> String {
        stored("max", point, span)
    }

    /// The same at the least.
    func storedAtLeast(_ point: String, over span: String) -> String {
        stored("min", point, span)
    }

    private func stored(_ choice: String, _ point: String, _ span: String) -> String {
        let rate = "rate(" + point + ", " + span + ")"
        let bounds = [physics.heatCapacity.low, physics.heatCapacity.high]
        return choice + "("
            + bounds.map { text($0, "J/K") + " * " + rate }.joined(separator: ", ") + ")"
    }

    /// What the chamber loses at the most.
    func lostAtMost(_ point: String) -> String {
        text(physics.loss.high, "W/K") + " * max(" + point + " - "
            + text(physics.ambient.low, "degC") + ", 0 K)"
    }

    /// The same at the least.
    func lostAtLeast(_ point: String) -> String {
        text(physics.loss.low, "W/K") + " * max(" + point + " - "
            + text(physics.ambient.high, "degC") + ", 0 K)"
    }

    /// What the output asks for, on the average.
    func asked(over span: String) -> String {
        text(physics.power, "W") + " * average(" + output + ", " + span + ")"
    }

    /// A share of the heater's power.
    func share(_ part: Double) -> String { text(part * physics.power, "W") }

    func rule(
        _ kind: HeatSupervision.Rule,
        _ trip: String,
        debounce: Double,
        within: Double,
        happened: String,
        mend: String
    ) -> HeatRule? {
        guard let trip = try? Expr(parsing: trip) else { return nil }
        return HeatRule(
            kind: kind,
            trip: trip,
            debounce: Lapse(seconds: debounce),
            processSafetyTime: Lapse(seconds: within),
            happened: happened,
            mend: mend
        )
    }
}

extension DeviceInstance {
    /// `relays.contactor`: by the lab's own name for the point, where it has one.
    fileprivate func spokenName(of point: String) -> String {
        name + "." + (aliases.first { $0.point == point }?.name ?? point)
    }
}
