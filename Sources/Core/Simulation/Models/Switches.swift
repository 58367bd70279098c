/// Outputs that switch something.
struct RelayBank: Sendable {
    struct Relay: Hashable, Sendable {
        var on = false
        /// When it last changed, nanoseconds.
        var changed: Int64 = .min / 2
    }

    private(set) var relays: [Relay]

    init(count: Int) { relays = Array(repeating: Relay(), count: count) }

    func isOn(_ channel: Int) -> Bool {
        relays.indices.contains(channel) && relays[channel].on
    }

    /// Whether it has been on for `lapse` nanoseconds: a fan needs time to spin up.
    func hasBeenOn(_ channel: Int, for lapse: Int64, at now: Int64) -> Bool {
        isOn(channel) && now - relays[channel].changed >= lapse
    }

    mutating func set(_ channel: Int, _ on: Bool, at now: Int64) {
        guard relays.indices.contains(channel), relays[channel].on != on else { return }
        relays[channel] = Relay(on: on, changed: now)
    }

    mutating func setAll(_ on: Bool, at now: Int64) {
        for channel in relays.indices { set(channel, on, at: now) }
    }
}

/// What an input is wired to.
struct InputChannel: Sendable {
    enum Wiring: Hashable, Sendable {
        /// A contact that a person or a test sets.
        case contact
        /// Proves that an output works, some time after it went on.
        case proof(Variable, delay: Int64)
        /// The door of a chamber: 1 closed, or 1 open where `inverted`.
        case door(chamber: Int)
        /// The sensor at a handler's nozzle: 1 while a tip is on.
        case tip(handler: Int)
    }

    enum Sense: Hashable, Sendable {
        case direct, inverted
    }

    var wiring = Wiring.contact
    var sense = Sense.direct
    var contact = 0.0
    var frozen: Double?
}

/// A power meter: what the lab draws, integrated.
struct PowerMeter: Sendable {
    /// Chambers whose heaters it measures.
    var chambers: [Int]
    /// W always drawn.
    let baseLoad: Double
    /// Outputs it measures, and what each draws, W.
    var services: [(output: Variable, power: Double)]
    var voltage: Double
    var frequency: Double
    private(set) var power = 0.0
    /// J.
    private(set) var energy: Double
    var sensor = Sensor()

    init(baseLoad: Double, voltage: Double, frequency: Double, energy: Double) {
        chambers = []
        services = []
        self.baseLoad = baseLoad
        self.voltage = voltage
        self.frequency = frequency
        self.energy = energy
        power = baseLoad
    }

    mutating func place(energy: Double) { self.energy = energy }
    mutating func place(power: Double) { self.power = power }

    mutating func advance(seconds: Double, drawing watts: Double) {
        power = watts
        energy += watts * seconds
    }
}
