/// An over-temperature channel with a sensor of its own: latches, and cuts the heater's supply.
struct Guardian: Sendable {
    enum Latch: Hashable, Sendable {
        case healthy, tripped
    }

    enum Writing: Hashable, Sendable {
        /// It has no command that gives leave.
        case always
        case disabled, enabled
    }

    let chamber: Int
    /// Whether settings may be written over the line.
    var writing = Writing.always
    /// K.
    var limit: Double
    var sensor = Sensor()
    private(set) var shown: Double
    private(set) var latch = Latch.healthy
    private var junction: Double
    let sensorLag: Double
    /// Difference to the controller's thermocouple, K.
    let offset: Double

    init(chamber: Int, temperature: Double, limit: Double, sensorLag: Double, offset: Double) {
        self.chamber = chamber
        self.limit = limit
        self.sensorLag = sensorLag
        self.offset = offset
        junction = temperature
        shown = temperature + offset
    }

    mutating func advance(seconds: Double, chamber temperature: Double, at now: Int64) {
        junction += (temperature - junction) * min(seconds / max(sensorLag, seconds), 1)
        shown = sensor.show(junction + offset, at: now)
        if shown.isNaN || shown > limit { latch = .tripped }
    }

    mutating func place(temperature: Double) {
        junction = temperature
        shown = temperature + offset
    }

    /// Power-up: the limit is kept, leave to write is not.
    mutating func restart() {
        if writing == .enabled { writing = .disabled }
        latch = .healthy
    }

    /// A reset takes effect only once it is cool again.
    mutating func reset() {
        if !shown.isNaN, shown <= limit { latch = .healthy }
    }
}
