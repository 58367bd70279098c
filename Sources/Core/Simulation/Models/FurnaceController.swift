/// A temperature controller in the manner of Eurotherm's: a setpoint ramp, a remote setpoint that
/// must be refreshed, PI control with feed-forward of the ramp.
struct FurnaceController: Sendable {
    enum SetpointSource: Hashable, Sendable {
        case local, remote
    }

    enum Mode: Hashable, Sendable {
        case automatic, manual, standby
    }

    /// What is left of its settings when power returns.
    enum PowerReturn: Hashable, Sendable {
        /// Local setpoint, remote setpoint forgotten.
        case local
        /// Output off until somebody switches it on again.
        case off
        /// Goes on as before.
        case resumes
    }

    struct Settings: Sendable {
        var safeSetpoint = 293.15
        /// A remote setpoint not written for so long counts no more (Eurotherm HA026230: 5 s).
        var remoteTimeout: Int64 = 5_000_000_000
        var powerReturn = PowerReturn.local
        /// Lag of the thermocouple, s.
        var sensorLag = 2.0
        var lowestSetpoint = 0.0
        var highestSetpoint = Double.infinity
        /// Nominal J/K and W of the chamber it was tuned on.
        var heatCapacity = 1.0
        var power = 1.0
        var highAlarm = Double.infinity
        /// K and s; nil where it is tuned to the chamber.
        var proportionalBand: Double?
        var integralTime: Double?

        /// W/K, and its share a second.
        var gain: Double {
            guard let band = proportionalBand, band > 0 else {
                return 2 * FurnaceController.bandwidth * heatCapacity
            }
            return power / band
        }

        var integralRate: Double {
            guard let time = integralTime, time > 0 else {
                return gain * FurnaceController.bandwidth / 2
            }
            return gain / time
        }
    }

    var settings: Settings
    let chamber: Int
    var localSetpoint: Double
    private(set) var remoteSetpoint: Double
    private(set) var remoteWritten = Int64.min
    private(set) var remoteHealth = RemoteHealth.fresh
    var source = SetpointSource.local
    var mode = Mode.automatic
    /// K/s; 0 is no limit.
    var rateLimit = 0.0
    private(set) var workingSetpoint: Double
    var manualOutput = 0.0
    private(set) var output = 0.0
    var sensor = Sensor()
    /// Temperature of the thermocouple, and what it makes the display show, K.
    private var junction: Double
    private(set) var shown: Double
    /// W.
    private var integral = 0.0
    // W/K and W/(K s).
    private let gain: Double
    private let integralRate: Double

    enum RemoteHealth: Hashable, Sendable {
        case fresh, failed
    }

    /// Natural frequency of the closed loop, 1/s, critically damped.
    fileprivate static let bandwidth = 0.02
    /// How much of the ramp's power is fed forward.
    private static let feedForward = 0.8

    init(chamber: Int, temperature: Double, settings: Settings) {
        self.chamber = chamber
        self.settings = settings
        gain = settings.gain
        integralRate = settings.integralRate
        localSetpoint = settings.safeSetpoint
        remoteSetpoint = settings.safeSetpoint
        workingSetpoint = settings.safeSetpoint
        junction = temperature
        shown = temperature
    }

    mutating func writeRemote(_ value: Double, at now: Int64) {
        remoteSetpoint = value
        remoteWritten = now
        remoteHealth = .fresh
    }

    mutating func select(_ new: SetpointSource, at now: Int64) {
        if new == .remote, source == .local { remoteWritten = now }
        source = new
        if new == .local { remoteHealth = .fresh }
    }

    /// The loop starts from where the furnace is when it is switched on.
    mutating func select(_ new: Mode) {
        if new == .automatic, mode != .automatic {
            workingSetpoint = shown.isNaN ? localSetpoint : shown
            integral = output * settings.power
        }
        mode = new
    }

    /// What power-up makes of it.
    mutating func restart(temperature: Double, at now: Int64) {
        junction = temperature
        integral = 0
        output = 0
        manualOutput = 0
        workingSetpoint = temperature
        remoteHealth = .fresh
        switch settings.powerReturn {
        case .resumes: remoteWritten = now
        case .off:
            forgetRemote()
            mode = .standby
        case .local:
            forgetRemote()
            mode = .automatic
        }
    }

    private mutating func forgetRemote() {
        source = .local
        remoteSetpoint = settings.safeSetpoint
        remoteWritten = .min
    }

    /// One fixed step of `seconds` that ends at `now`.
    mutating func advance(seconds: Double, chamber temperature: Double, at now: Int64) {
        let share = min(seconds / max(settings.sensorLag, seconds), 1)
        junction += (temperature - junction) * share
        shown = sensor.show(junction, at: now)
        if source == .remote, now - max(remoteWritten, 0) > settings.remoteTimeout {
            remoteHealth = .failed
        }
        let before = workingSetpoint
        moveSetpoint(seconds: seconds)
        guard mode == .automatic, !shown.isNaN else {
            output = mode == .manual && !shown.isNaN ? manualOutput : 0
            integral = 0
            return
        }
        regulate(slope: (workingSetpoint - before) / seconds, seconds: seconds)
    }

    mutating func place(temperature: Double) { (junction, shown) = (temperature, temperature) }
    mutating func place(workingSetpoint: Double) { self.workingSetpoint = workingSetpoint }
    mutating func place(output: Double) { self.output = output }

    var target: Double {
        source == .remote && remoteHealth == .fresh ? remoteSetpoint : localSetpoint
    }

    private mutating func moveSetpoint(seconds: Double) {
        let goal = min(max(target, settings.lowestSetpoint), settings.highestSetpoint)
        guard rateLimit > 0 else {
            workingSetpoint = goal
            return
        }
        let travel = rateLimit * seconds
        workingSetpoint += min(max(goal - workingSetpoint, -travel), travel)
    }

    private mutating func regulate(slope: Double, seconds: Double) {
        let error = workingSetpoint - shown
        // A setpoint that jumps is no ramp; its power is not fed forward.
        let ramp = rateLimit > 0 ? slope * settings.heatCapacity * Self.feedForward : 0
        let wanted = gain * error + integral + ramp
        let given = min(max(wanted, 0), settings.power)
        // The integral rests while the output is at its end and the error pushes further.
        if wanted == given || (wanted > given) == (error < 0) {
            integral += integralRate * error * seconds
            integral = min(max(integral, 0), settings.power)
        }
        output = settings.power > 0 ? given / settings.power : 0
    }
}
