import Labs
import Plans
import Quantities
import Simulation

/// Watches the simulated world during a run and notes every breach of what must always hold.
///
/// It believes no device and no proof: only what truly is where, how hot, and what is on. What the
/// run tells it is only that it has begun to make safe; from then on it demands that.
struct Observer {
    let lab: Lab
    let names: LabNames
    /// What was injected; empty where nothing may go wrong.
    let faults: [FaultSpec]
    private var stocks: Stocks
    /// What was last looked at; most of the time nothing moves, and an array that nobody has
    /// changed is equal at first sight.
    private var last: PlantObservation?
    private(set) var breaches: [String] = []
    private(set) var observations = 0
    /// By chamber, in the order of the observations.
    var heat: [ChamberWatch] = []
    /// By zone: since when it has to be on its way to safe.
    private(set) var unsafeSince: [Instant?]
    /// By gas controller's device: since when it flows with no exhaust.
    var unventedSince: [Int: Instant] = [:]

    init(lab: Lab, names: LabNames, state: LabState, plan: Plan, faults: [FaultSpec]) {
        self.lab = lab
        self.names = names
        self.faults = faults
        unsafeSince = lab.zones.map { _ in nil }
        stocks = Stocks(lab: lab, state: state, plan: plan)
    }

    /// With a fault injected, doses and readings may be wrong; safety may not.
    var isFaulty: Bool { !faults.isEmpty }

    /// The run, or an interlock, has begun to make these zones safe.
    mutating func note(makingSafe zones: [Int], at instant: Instant) {
        for zone in zones where unsafeSince.indices.contains(zone) {
            unsafeSince[zone] = unsafeSince[zone] ?? instant
        }
    }

    mutating func look(_ world: PlantObservation) {
        observations += 1
        if isMoved(world) { judgeVolumes(world) }
        if last?.mishaps != world.mishaps { judgeMishaps(world.mishaps) }
        last = world
        judgeHeat(world)
        judgeGas(world)
        for meter in world.meters where meter.power > lab.limits.greatestPower {
            breach("\(meter.power) W drawn")
        }
    }

    private func isMoved(_ world: PlantObservation) -> Bool {
        guard let last else { return true }
        return last.vessels != world.vessels || last.handlers != world.handlers
            || last.spilled != world.spilled
    }

    mutating func breach(_ text: String) {
        guard breaches.count < 20, !breaches.contains(text) else { return }
        breaches.append(text)
    }

    /// Volumes are conserved to 0.01 µL, masses never vanish, and nothing holds more than it can.
    private mutating func judgeVolumes(_ world: PlantObservation) {
        for (vessel, contents) in world.vessels.enumerated() where !contents.portions.isEmpty {
            let bulk = contents.portions.reduce(0.0) { sum, portion in
                sum + portion.volume + portion.mass / lab.materials[portion.material].density
            }
            if bulk > names.vessels.type(of: vessel).capacity + 1e-11 {
                breach("\(names.vessels.name(of: vessel)) holds too much")
            }
        }
        for difference in stocks.differences(in: world) {
            breach("\(lab.materials[difference.material].name): \(difference.what)")
        }
    }

    private mutating func judgeMishaps(_ mishaps: Mishaps) {
        let counts = [
            ("spills", mishaps.spills), ("overflows", mishaps.overflows),
            ("collisions", mishaps.collisions), ("moved unhomed", mishaps.movedUnhomed),
            ("moved while pumping", mishaps.movedWhilePumping),
            ("overheated", mishaps.overheated), ("opened hot", mishaps.openedHot),
            ("through a cover", mishaps.throughCover), ("tip overfilled", mishaps.tipOverfilled),
            ("air drawn", mishaps.airDrawn), ("drawn without a tip", mishaps.drawnWithoutTip),
            ("balance overloaded", mishaps.balanceOverloads),
        ]
        for (name, count) in counts where count > 0 { breach(name) }
    }
}
