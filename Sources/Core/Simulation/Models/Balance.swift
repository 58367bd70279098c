/// A balance: what stands on the pan, shown after it has settled.
struct Balance: Sendable {
    /// The assembly that pan slots name; empty where no assembly has it.
    let assembly: String
    /// kg.
    let capacity: Double
    let resolution: Double
    let timeConstant: Double
    /// kg that `tare` and `zero` took as nothing.
    private(set) var tare = 0.0
    private(set) var zeroPoint = 0.0
    private(set) var load = 0.0
    private var origin = 0.0
    private var changed: Int64 = .min / 2
    var sensor = Sensor()

    init(assembly: String, capacity: Double, resolution: Double, timeConstant: Double) {
        self.assembly = assembly
        self.capacity = capacity
        self.resolution = max(resolution, 1e-12)
        self.timeConstant = timeConstant
    }

    private func gross(at now: Int64) -> Double {
        let left = Decay.remaining(
            after: Double(now - changed) / 1e9,
            timeConstant: timeConstant
        )
        return load + (origin - load) * left
    }

    /// Net weight as shown, kg, in steps of the resolution.
    mutating func shown(at now: Int64) -> Double {
        let net = sensor.show(gross(at: now) - zeroPoint - tare, at: now)
        return net.isNaN ? net : (net / resolution).rounded() * resolution
    }

    /// The reading moves by less than half a step.
    func isStable(at now: Int64) -> Bool { abs(gross(at: now) - load) < resolution / 2 }

    var isOverloaded: Bool { load > capacity }

    mutating func put(_ mass: Double, at now: Int64) {
        guard mass != load else { return }
        origin = gross(at: now)
        changed = now
        load = mass
    }

    /// Makes it show `value` on a still pan.
    mutating func place(shown value: Double) {
        (origin, tare) = (load, 0)
        zeroPoint = load - value
    }

    mutating func takeTare(at now: Int64) {
        tare = ((gross(at: now) - zeroPoint) / resolution).rounded() * resolution
    }

    mutating func takeZero(at now: Int64) {
        zeroPoint = (gross(at: now) / resolution).rounded() * resolution
        tare = 0
    }

    /// Power-up takes what stands on the pan as zero.
    mutating func restart(at now: Int64) { takeZero(at: now) }
}
