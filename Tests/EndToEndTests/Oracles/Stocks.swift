import Labs
import Plans
import Simulation

/// How much of every material there is, wherever it is.
struct Stocks {
    struct Difference {
        var material: Int
        var what: String
    }

    /// Liquid of each material at first, m³; nil where people add some during the run.
    private let volumes: [Double?]
    /// Solid of each material when it was last looked at, kg; people only ever add to it.
    private var masses: [Double]

    init(lab: Lab, state: LabState, plan: Plan) {
        let added = Self.addedMaterials(plan.steps + plan.procedures.flatMap(\.steps))
        volumes = lab.materials.indices.map { material in
            added.contains(lab.materials[material].name)
                ? nil : Self.total(material, state.contents, \.volume)
        }
        masses = lab.materials.indices.map { Self.total($0, state.contents, \.mass) }
    }

    private static func total(
        _ material: Int,
        _ contents: [VesselContents],
        _ amount: KeyPath<Portion, Double>
    ) -> Double {
        contents.reduce(0) { sum, vessel in
            vessel.portions.reduce(sum) {
                $1.material == material ? $0 + $1[keyPath: amount] : $0
            }
        }
    }

    /// What has been made or lost: more than 0.01 µL of a liquid, a microgram of a solid.
    mutating func differences(in world: PlantObservation) -> [Difference] {
        let everywhere = world.vessels + world.handlers.map(\.contents) + [world.spilled]
        var nowVolumes = [Double](repeating: 0, count: volumes.count)
        var nowMasses = [Double](repeating: 0, count: masses.count)
        for portion in everywhere.lazy.flatMap(\.portions) {
            nowVolumes[portion.material] += portion.volume
            nowMasses[portion.material] += portion.mass
        }
        var found: [Difference] = []
        for material in volumes.indices {
            if let before = volumes[material], abs(nowVolumes[material] - before) > 1e-11 {
                let change = (nowVolumes[material] - before) * 1e9
                found.append(Difference(material: material, what: "\(change) uL too much"))
            }
            if nowMasses[material] < masses[material] - 1e-9 {
                let change = (masses[material] - nowMasses[material]) * 1e6
                found.append(Difference(material: material, what: "\(change) mg vanished"))
            }
        }
        masses = nowMasses
        return found
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
