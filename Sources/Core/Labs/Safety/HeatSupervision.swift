/// What watches a furnace besides the interlocks its lab writes: which rules, and their limits.
package struct HeatSupervision: Hashable, Sendable {
    /// What each rule finds out.
    package enum Rule: String, Hashable, Sendable, CaseIterable {
        case sensorDetached = "sensor-detached"
        case sensorReversed = "sensor-reversed"
        case sensorFrozen = "sensor-frozen"
        case sensorDrifting = "sensor-drifting"
        case contactorWelded = "contactor-welded"
        case runaway
        case uncontrolledHeat = "uncontrolled-heat"
        case elementOpen = "element-open"
        case slowHeating = "slow-heating"
    }

    /// Rules the lab does without.
    package var off: [Rule] = []
    /// How far controller and guardian may differ, K.
    package var sensorsApart = 60.0
    /// How far the chamber may be above its working setpoint while power flows, K; nil for two and
    /// a half times the declared overshoot.
    package var aboveSetpoint: Double?
    /// What the meter shows at most while the furnace takes nothing, W; nil for the power of all
    /// services together.
    package var otherPower: Double?

    package init() {}
}
