import Quantities

/// One thermal mass with a linear loss: C dT/dt = P − G (T − ambient).
struct Chamber: Sendable {
    /// Index into `Lab.assemblies`; nil for a controller that belongs to no furnace.
    var assembly: Int?
    /// What the furnace may have, and what it may be opened below, K.
    var greatest = Double.infinity
    var openBelow = Double.infinity
    /// J/K, W/K, W and K.
    let heatCapacity: Double
    let loss: Double
    let power: Double
    let ambient: Double
    /// True temperature, K.
    private(set) var temperature: Double
    /// What the heater draws now, W.
    private(set) var heating = 0.0
    var element = Element.sound
    var contacts = Contacts.sound
    var contactor: Variable?
    var guardian: Int?
    var door = Door.closed
    /// The least of what the ware inside, and the chamber, may have, K.
    var ceiling = Double.infinity
    private var excess = Excess.below
    private var remaining = 1.0

    enum Element: Hashable, Sendable {
        case sound
        /// The switching element is shorted: full power whenever the contactor is closed.
        case stuckOn
        /// Half of it is gone.
        case weak
        /// No current flows.
        case open
    }

    enum Contacts: Hashable, Sendable {
        case sound
        /// They stay closed, whatever the coil does.
        case welded
    }

    private enum Excess: Hashable, Sendable {
        case below, above
    }

    enum Door: Hashable, Sendable {
        case closed, open
    }

    init(heatCapacity: Double, loss: Double, power: Double, ambient: Double) {
        self.heatCapacity = max(heatCapacity, 1e-3)
        self.loss = max(loss, 1e-9)
        self.power = max(power, 0)
        self.ambient = ambient
        temperature = ambient
        remaining = Decay.remaining(
            after: World.step.seconds,
            timeConstant: self.heatCapacity / self.loss
        )
    }

    /// One fixed step under a constant power.
    mutating func advance(output: Double, supplied: Bool) {
        let asked = min(max(output, 0), 1)
        let share =
            switch element {
            case .sound: asked
            case .stuckOn: 1.0
            case .weak: asked / 2
            case .open: 0.0
            }
        heating = supplied ? share * power : 0
        let settled = ambient + heating / loss
        temperature = settled + (temperature - settled) * remaining
    }

    /// True once for every excursion above the ceiling.
    mutating func crossesCeiling() -> Bool {
        let before = excess
        excess = temperature > ceiling ? .above : .below
        return before == .below && excess == .above
    }

    mutating func setTemperature(_ new: Double) { temperature = new }
}
