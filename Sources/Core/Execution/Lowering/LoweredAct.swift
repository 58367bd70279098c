package import Devices
package import Quantities

/// One thing a device is told, in SI.
package struct DeviceCall: Hashable, Sendable, Codable {
    package enum Command: Hashable, Sendable, Codable {
        /// An action of the device's profile.
        case action(String, [NamedParameter])
        /// A point written directly (by index in the profile): relays and valves.
        case write(point: Int, value: Double)
    }

    /// Index into `Lab.devices`.
    package var device: Int
    package var command: Command

    package init(device: Int, _ command: Command) {
        self.device = device
        self.command = command
    }

    /// Asks for the profile's `action` with these arguments, SI.
    package init(_ device: Int, _ action: String, _ arguments: [(String, Double)] = []) {
        self.device = device
        command = .action(
            action,
            arguments.map { NamedParameter($0.0, Quantity(si: $0.1, unit: .one)) }
        )
    }
}

/// When an act is done, once all its calls are confirmed.
///
/// Points are places in the image.
package enum Completion: Hashable, Sendable, Codable {
    /// At once.
    case calls
    /// The point is within `band` of `value`.
    case near(point: Int, value: Double, band: Double)
    case atMost(point: Int, value: Double)
    /// The flag is so, at the latest after `within`.
    case flag(point: Int, Switching, within: Lapse)
    /// The point stayed within `band` of `value` for `time`; outside for at most `grace` at once.
    case held(point: Int, value: Double, band: Double, time: Lapse, grace: Lapse)
}

/// What an act comes down to.
package struct LoweredAct: Hashable, Sendable, Codable {
    /// What is waited for before the first call.
    package var readiness = Completion.calls
    /// One after the other, each confirmed before the next.
    package var calls: [DeviceCall] = []
    package var completion = Completion.calls
    /// Calls after the completion.
    package var closing: [DeviceCall] = []
    /// What is known once all of it is confirmed.
    package var effect = LoweringEffect.nothing

    package init(_ calls: [DeviceCall] = [], until completion: Completion = .calls) {
        self.calls = calls
        self.completion = completion
    }
}

/// What a confirmed act leaves behind for the lowering of later ones.
package enum LoweringEffect: Hashable, Sendable, Codable {
    case nothing
    /// The assembly's plunger stands at this volume, m³.
    case plunger(assembly: Int, Double)
    /// The furnace is told to be this hot, K; nil where it is told nothing.
    case target(assembly: Int, Double?)
}

/// Why an act cannot be put into calls.
package enum LoweringFault: Error, Hashable, Sendable {
    /// A value is unknown or bad.
    case badValue
    /// A position outside the gantry's reach, or an item the gantry cannot reach.
    case outOfReach
    /// The plunger would leave its stroke, or where it stands is unknown.
    case plunger
    /// Nothing was commanded that could be held.
    case noTarget
    /// The device lacks the point or the action.
    case missing
    /// The act is no device's: a person's, or a reading.
    case notADevice
}
