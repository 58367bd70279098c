package import Execution
package import Labs
package import Quantities

/// The simulated laboratory: devices that answer bytes, coupled by physics, in virtual time.
///
/// Its codecs are its own, so that an error shared with the host's would show.
package struct Plant: Sendable {
    package init(lab: Lab, names: LabNames, state: LabState, seed: UInt64, faults: [FaultSpec]) {}

    /// The host's bytes on a line, beginning at `now`; they arrive when the wire has carried them.
    package mutating func transmit(_ bytes: [UInt8], line: Int, at now: Instant) {}

    /// Replaces `bytes` by what reaches the host on the line by `now`; false where nothing does.
    package mutating func receive(line: Int, at now: Instant, into bytes: inout [UInt8]) -> Bool {
        false
    }

    /// When bytes will next reach the host on the line.
    package func nextArrival(line: Int) -> Instant { .never }

    /// A person carries out what an act asks.
    package mutating func person(_ act: PersonAct, at now: Instant) {}

    /// A person adds `mass` kg of material to a vessel standing on a balance's pan.
    package mutating func add(material: Int, mass: Double, vessel: Int, at now: Instant) {}
}

/// One fault on demand: `at=2h,device=furnace-controller,kind=dead,for=10min`.
package struct FaultSpec: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case replyLost = "reply-lost"
        case replyLate = "reply-late"
        case replyCorrupted = "reply-corrupted"
        case deviceDead = "device-dead"
        case deviceRestarted = "device-restarted"
        case lineDead = "line-dead"
        case sensorFrozen = "sensor-frozen"
        case sensorOpen = "sensor-open"
        case sensorDrifting = "sensor-drifting"
        case heaterStuckOn = "heater-stuck-on"
        case plungerOverload = "plunger-overload"
        case tipMissing = "tip-missing"
    }

    package var kind: Kind
    /// Index into `Lab.devices` (for `lineDead` its line is meant).
    package var device: Int
    package var at: Instant
    /// How long; nil for ever (one reply for the reply faults).
    package var lasting: Lapse?

    package init(kind: Kind, device: Int, at: Instant, lasting: Lapse?) {
        self.kind = kind
        self.device = device
        self.at = at
        self.lasting = lasting
    }
}
