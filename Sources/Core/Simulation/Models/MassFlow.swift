/// A gas flow controller: the flow follows the setpoint with one time constant.
struct MassFlow: Sendable {
    enum Valve: Hashable, Sendable {
        case controlling
        case heldClosed
    }

    /// Standard m³/s.
    private(set) var setpoint = 0.0
    let fullScale: Double
    let timeConstant: Double
    var valve = Valve.controlling
    var sensor = Sensor()
    /// What shows beside the flow: Pa and K.
    var pressure = 101_325.0
    var temperature = 295.15
    var gasName: [UInt8] = []
    /// Flow when the goal last changed, and when that was.
    private var origin = 0.0
    private var changed: Int64 = 0
    /// m³ delivered until `changed`.
    private var delivered = 0.0

    init(fullScale: Double, timeConstant: Double) {
        self.fullScale = fullScale
        self.timeConstant = timeConstant
    }

    /// What it flows at whatever its setpoint says, until it is told something.
    private var held: Double?

    private var goal: Double { held ?? (valve == .controlling ? setpoint : 0) }

    func flow(at now: Int64) -> Double {
        let left = Decay.remaining(
            after: Double(now - changed) / 1e9,
            timeConstant: timeConstant
        )
        return goal + (origin - goal) * left
    }

    /// m³ delivered by `now`: the integral of the flow.
    func volume(at now: Int64) -> Double {
        let seconds = Double(max(now - changed, 0)) / 1e9
        let left = Decay.remaining(after: seconds, timeConstant: timeConstant)
        return delivered + goal * seconds + (origin - goal) * timeConstant * (1 - left)
    }

    mutating func set(_ value: Double, at now: Int64) {
        settle(at: now)
        held = nil
        setpoint = min(max(value, 0), fullScale)
    }

    mutating func set(_ new: Valve, at now: Int64) {
        settle(at: now)
        held = nil
        valve = new
    }

    mutating func place(flow: Double, at now: Int64) {
        settle(at: now)
        (origin, held) = (flow, flow)
    }

    mutating func place(setpoint value: Double) { setpoint = value }

    mutating func restart(keeping: Bool, at now: Int64) {
        settle(at: now)
        held = nil
        if !keeping { setpoint = 0 }
        valve = .controlling
    }

    private mutating func settle(at now: Int64) {
        (origin, delivered) = (flow(at: now), volume(at: now))
        changed = now
    }
}
