package import Expressions
package import Quantities

/// What a model of device is, as its file in `devices/` says.
package struct DeviceProfile: Hashable, Sendable {
    package var name: String
    package var manufacturer: String
    package var model: String
    package var summary: String
    /// Manuals, drivers and captures the facts come from.
    package var sources: [String]
    package var verification: Verification
    package var capabilities: [Capability]
    package var link: LinkDefinition
    package var points: [PointDefinition]
    package var actions: [ActionDefinition]
    package var limits: [LimitDefinition]
    /// Values the scan sends again so that the device's own watchdog stays satisfied.
    package var refreshes: [Refresh]
    /// What the scan keeps written so that the device watches its host at all.
    package var watchdog: WatchdogArming?
    package var onCommunicationLoss: LossBehaviour
    package var onPowerReturn: LossBehaviour
    package var probe: Probe?
    /// True where it was switched on or reset since it was made ready, so that what it shows says
    /// nothing of what was done before; nil where that cannot be seen.
    package var restarted: Expr?
    /// How a person moves it; nil where nothing moves.
    package var jog: JogDefinition?
    /// The action without arguments that its outputs end with once nobody holds it any more; nil
    /// where what a person told it stays.
    package var manualEnd: String?
    package var simulator: SimulatorDefinition
    package var vectors: [ByteVector]
    /// Its parameters with the values in force: `syringe`, 1 mL.
    package var parameters: [NamedParameter] = []
    /// What depends on them, kept so that a lab can give them other values.
    package var parameterised: ParameterisedParts?
    /// SHA-256 of the canonical document, hexadecimal; empty for values made in code.
    package var hash = ""

    package init(
        name: String,
        manufacturer: String,
        model: String,
        summary: String,
        sources: [String],
        verification: Verification,
        capabilities: [Capability],
        link: LinkDefinition,
        points: [PointDefinition],
        actions: [ActionDefinition],
        limits: [LimitDefinition],
        refreshes: [Refresh],
        onCommunicationLoss: LossBehaviour,
        onPowerReturn: LossBehaviour,
        probe: Probe?,
        simulator: SimulatorDefinition,
        vectors: [ByteVector]
    ) {
        self.name = name
        self.manufacturer = manufacturer
        self.model = model
        self.summary = summary
        self.sources = sources
        self.verification = verification
        self.capabilities = capabilities
        self.link = link
        self.points = points
        self.actions = actions
        self.limits = limits
        self.refreshes = refreshes
        self.onCommunicationLoss = onCommunicationLoss
        self.onPowerReturn = onPowerReturn
        self.probe = probe
        self.simulator = simulator
        self.vectors = vectors
    }

    package func pointIndex(_ name: String) -> Int? { points.firstIndex { $0.name == name } }
    package func action(_ name: String) -> ActionDefinition? { actions.first { $0.name == name } }
    package func limit(_ name: String) -> Bounds? { limits.first { $0.name == name }?.bounds }

    /// An address as people write it: where devices of a serial protocol are told apart by a
    /// character, that character.
    package func spokenAddress(_ address: Int) -> String {
        guard case .serial = link, (0x21...0x7E).contains(address) else { return "\(address)" }
        return String(Unicode.Scalar(UInt8(address)))
    }
}

/// How far the profile's facts were checked.
package enum Verification: String, Hashable, Sendable, CaseIterable {
    case hardware
    case captured
    case documented
    case unverified
}

/// A named range the device keeps, in SI: `temperature`, `ramp-rate`, `volume`, `x`.
package struct LimitDefinition: Hashable, Sendable {
    package var name: String
    package var bounds: Bounds
    package var unit: PhysicalUnit

    package init(name: String, bounds: Bounds, unit: PhysicalUnit) {
        self.name = name
        self.bounds = bounds
        self.unit = unit
    }
}

/// A point that is written again and again while an action keeps it commanded.
package struct Refresh: Hashable, Sendable {
    package var point: String
    package var every: Lapse

    package init(point: String, every: Lapse) {
        self.point = point
        self.every = every
    }
}

/// What a device does by itself when communication or power is lost and returns.
package struct LossBehaviour: Hashable, Sendable {
    package enum Outcome: String, Hashable, Sendable, CaseIterable {
        case holdsLast = "holds-last"
        case fallsBack = "falls-back"
        case off
        case resumes
        case notApplicable = "not-applicable"
    }

    package var outcome: Outcome
    /// How long after the loss; zero for at once.
    package var after: Lapse
    package var note: String

    package init(_ outcome: Outcome, after: Lapse = .zero, note: String = "") {
        self.outcome = outcome
        self.after = after
        self.note = note
    }
}

/// How to tell that the right device answers.
package struct Probe: Hashable, Sendable {
    package var point: String
    /// Over the device's points; true where it is the right device.
    package var expect: Expr

    package init(point: String, expect: Expr) {
        self.point = point
        self.expect = expect
    }
}

/// Which physics answers in a dry run, and with which numbers.
package struct SimulatorDefinition: Hashable, Sendable {
    package var model: SimulatorModel
    package var parameters: [NamedParameter]

    package init(model: SimulatorModel, parameters: [NamedParameter]) {
        self.model = model
        self.parameters = parameters
    }

    /// The SI value of the parameter called `name`.
    package func parameter(_ name: String) -> Double? {
        parameters.first { $0.name == name }?.value.si
    }
}

/// The kinds of physics a simulated device can have.
package enum SimulatorModel: String, Hashable, Sendable, CaseIterable {
    case furnaceController = "furnace-controller"
    case overTemperature = "over-temperature"
    case massFlow = "mass-flow"
    case balance
    case powerMeter = "power-meter"
    case relays
    case inputs
    case syringePump = "syringe-pump"
    case gantry
}

package struct NamedParameter: Hashable, Sendable {
    package var name: String
    package var value: Quantity

    package init(_ name: String, _ value: Quantity) {
        self.name = name
        self.value = value
    }
}

extension NamedParameter: Codable {
    private enum CodingKeys: String, CodingKey { case name, si }

    /// The unit, which is for printing, is not kept.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(String.self, forKey: .name)
        value = Quantity(si: try values.decode(Double.self, forKey: .si), unit: .one)
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(name, forKey: .name)
        try values.encode(value.si, forKey: .si)
    }
}

/// A literal exchange on the wire, from a manual, a capture or an independent driver.
package struct ByteVector: Hashable, Sendable {
    package var request: [UInt8]
    package var reply: [UInt8]
    /// What the exchange means, as values of points: `(temperature, 850 degC)`.
    package var values: [NamedParameter]
    package var meaning: String
    package var source: String
    /// The device's address or unit in this exchange.
    package var address: Int

    package init(
        request: [UInt8],
        reply: [UInt8],
        values: [NamedParameter],
        meaning: String,
        source: String,
        address: Int
    ) {
        self.request = request
        self.reply = reply
        self.values = values
        self.meaning = meaning
        self.source = source
        self.address = address
    }
}
