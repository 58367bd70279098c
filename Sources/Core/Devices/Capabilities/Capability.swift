/// A typed set of actions and points that plans are written against.
package enum Capability: String, Hashable, Sendable, CaseIterable {
    case furnace
    case liquidHandler = "liquid-handler"
    case syringePump = "syringe-pump"
    case gasFlow = "gas-flow"
    case stirrer
    case circulator
    case balance
    case sensor
    case valve
    case relay
    case powerMeter = "power-meter"
    case motionAxis = "motion-axis"
}

/// What a plan can ask of a capability: the part after the dot in `do: furnace.ramp`.
///
/// Names are unique across capabilities, so that a plan decodes without its lab.
package enum Verb: String, Hashable, Sendable, CaseIterable {
    // furnace
    case ramp, hold, cool, profile
    case heatOff = "heat-off"
    // liquid handler
    case transfer, dilute, mix, aspirate, dispense, eject, home, wash, prime
    case blowOut = "blow-out"
    case airGap = "air-gap"
    case pickUp = "pick-up"
    // syringe pump
    case draw, push
    // gas flow
    case flow, shut
    // stirrer, circulator
    case stir, circulate
    case stopStirring = "stop-stirring"
    case stopCirculating = "stop-circulating"
    // balance
    case tare, zero
    // valve, relay
    case open, close
    case switchOn = "switch-on"
    case switchOff = "switch-off"
    // motion axis
    case move
    case homeAxes = "home-axes"
}

/// How an action may be sent again.
package enum RepeatClass: String, Hashable, Sendable, CaseIterable {
    /// Sending it again changes nothing: go to position 3000, set 850 °C.
    case absolute
    /// The device can say whether it happened.
    case queryable
    /// Never sent again on its own.
    case once
}

/// What an action does when its run is held.
package enum HoldBehaviour: String, Hashable, Sendable, CaseIterable {
    /// It runs to its end first.
    case finishes
    /// It stays as it is, its timer running: a soak goes on.
    case continues
    /// It stays as it is, its timer stopped.
    case pauses
}
