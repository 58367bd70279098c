import Labs
import Plans
import Quantities
import Simulation

/// Watches the simulated world during a run and notes every breach of what must always hold.
///
/// It believes no device and no proof: only what truly is where, how hot, and what is on.
struct Observer {
    private let lab: Lab
    private let names: LabNames
    /// Liquid of each material at first, m³; nil where people add some during the run.
    private let amounts: [Double?]
    private(set) var breaches: [String] = []
    private(set) var observations = 0
    private var lastHeat: [(at: Instant, temperature: Double)?] = []
    /// Since when every zone has to be on its way to safe.
    private(set) var faultAt: Instant?
    /// With a fault injected, doses and sensors may be wrong; safety may not.
    private let isFaulty: Bool

    init(lab: Lab, names: LabNames, state: LabState, plan: Plan, isFaulty: Bool) {
        self.lab = lab
        self.names = names
        self.isFaulty = isFaulty
        let added = Self.addedMaterials(plan.steps + plan.procedures.flatMap(\.steps))
        amounts = lab.materials.indices.map { material in
            added.contains(lab.materials[material].name)
                ? nil : Self.total(material, state.contents)
        }
    }

    /// Zones are made safe within so long, plus the time a fault takes to show on a line.
    private static let grace = 12.0

    mutating func note(faultAt instant: Instant) {
        if faultAt == nil { faultAt = instant }
    }

    mutating func look(_ world: PlantObservation) {
        observations += 1
        judgeVolumes(world)
        judgeMishaps(world.mishaps)
        judgeHeat(world)
        guard let faultAt, (world.at - faultAt).seconds > Self.grace else { return }
        for chamber in world.chambers where chamber.heating > 1 {
            breach("heating \(chamber.heating) W after a fault")
        }
    }

    /// What must hold once the run has ended; `failed` is the device that may not obey.
    mutating func end(_ world: PlantObservation, failed: Int?) {
        look(world)
        for chamber in world.chambers where chamber.heating > 1 {
            breach("heating \(chamber.heating) W at the end")
        }
        for gas in world.gases where gas.device != failed && gas.flow > 1e-7 {
            breach("\(lab.devices[gas.device].name) flows at the end")
        }
        guard faultAt == nil, !isFaulty else { return }
        for output in world.outputs where output.state == .on {
            breach("\(lab.devices[output.point.device].name) has an output on at the end")
        }
    }

    private mutating func breach(_ text: String) {
        guard breaches.count < 20, !breaches.contains(text) else { return }
        breaches.append(text)
    }

    private static func total(_ material: Int, _ contents: [VesselContents]) -> Double {
        contents.reduce(0) { sum, vessel in
            vessel.portions.reduce(sum) { $1.material == material ? $0 + $1.volume : $0 }
        }
    }

    /// Volumes are conserved to 0.01 µL, and nothing holds more than it can.
    private mutating func judgeVolumes(_ world: PlantObservation) {
        for (vessel, contents) in world.vessels.enumerated() where !contents.portions.isEmpty {
            let bulk = contents.portions.reduce(0.0) { sum, portion in
                sum + portion.volume + portion.mass / lab.materials[portion.material].density
            }
            if bulk > names.vessels.type(of: vessel).capacity + 1e-11 {
                breach("\(names.vessels.name(of: vessel)) holds too much")
            }
        }
        let everywhere = world.vessels + world.handlers.map(\.contents) + [world.spilled]
        for (material, before) in amounts.enumerated() {
            guard let before else { continue }
            let now = Self.total(material, everywhere)
            if abs(now - before) > 1e-11 {
                breach("\(lab.materials[material].name): \((now - before) * 1e9) uL too much")
            }
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

    private mutating func judgeHeat(_ world: PlantObservation) {
        while lastHeat.count < world.chambers.count { lastHeat.append(nil) }
        for (index, chamber) in world.chambers.enumerated() {
            guard let assembly = chamber.assembly,
                case .furnace(let furnace) = lab.assemblies[assembly].role
            else { continue }
            // The guard's own trip point lies 30 K above the chamber's limit.
            let limit = min(furnace.temperature.high, lab.limits.greatestTemperature)
            if chamber.temperature > limit + (isFaulty ? 35 : 0) { breach("too hot") }
            if chamber.door == .open, chamber.temperature > furnace.openBelow {
                breach("open at \(chamber.temperature) K")
            }
            if let last = lastHeat[index] {
                let seconds = (world.at - last.at).seconds
                guard seconds >= 120 else { continue }
                let rate = (chamber.temperature - last.temperature) / seconds
                if !isFaulty, rate > furnace.rampRate.high * 1.1 { breach("heated too fast") }
            }
            lastHeat[index] = (world.at, chamber.temperature)
        }
    }

    /// Materials that people add by hand during the plan.
    private static func addedMaterials(_ steps: [Step]) -> Set<String> {
        var found: Set<String> = []
        for step in steps {
            switch step.action {
            case .operatorTask(_, let moves, _):
                for case .add(let material, _, _) in moves { found.insert(material) }
            case .weigh(let weigh): found.insert(weigh.material)
            case .loop(let loop): found.formUnion(addedMaterials(loop.steps))
            case .forEach(let each): found.formUnion(addedMaterials(each.steps))
            case .choose(_, let then, let otherwise):
                found.formUnion(addedMaterials(then + otherwise))
            case .parallel(let parallel):
                found.formUnion(addedMaterials(parallel.branches.flatMap(\.steps)))
            case .start(_, let steps): found.formUnion(addedMaterials(steps))
            case .holdWhile(let hold): found.formUnion(addedMaterials(hold.steps))
            default: break
            }
        }
        return found
    }
}
