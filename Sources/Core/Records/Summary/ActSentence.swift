package import Execution
import Expressions
import Labs
import Quantities

extension RunBasis {
    /// The assembly an act uses; nil where only a person or the image is concerned.
    package func assembly(of act: Act) -> Int? {
        switch act {
        case .ramp(let assembly, _, _), .hold(let assembly, _, _, _), .cool(let assembly, _, _),
            .heatOff(let assembly), .flow(let assembly, _), .shut(let assembly),
            .switched(let assembly, _), .liquid(let assembly, _), .tare(let assembly),
            .zero(let assembly), .pump(let assembly, _, _, _), .axes(let assembly, _, _, _),
            .homeAxes(let assembly):
            assembly
        case .weigh(let weigh): weigh.assembly
        case .measure(let point, _, _, _): assembly(ofPoint: point)
        case .person: nil
        }
    }

    private func assembly(ofPoint point: Int) -> Int? {
        guard let device = names.points.at(point)?.reference.device else { return nil }
        return lab.assemblies.firstIndex { $0.devices.contains(device) }
    }

    /// The name of the timeline's lane an act belongs in.
    package func lane(of act: Act) -> String {
        if case .person = act { return RunBasis.people }
        return assembly(of: act).flatMap { lab.assemblies.at($0)?.name } ?? "readings"
    }

    package static let people = "people"
    package static let planner = "planner"

    /// What an act does, in a few words: `aspirate 100 uL from plate/A1`.
    package func sentence(act index: Int) -> String {
        guard let act = program.acts.at(index) else { return "act \(index)" }
        switch act {
        case .ramp(_, let to, let rate): return "heat to \(words(to)) at \(words(rate))"
        case .hold(_, let time, _, _): return "hold \(words(time))"
        case .cool(_, let to, _): return "cool to \(words(to))"
        case .heatOff: return "heat off"
        case .flow(_, let to): return "flow \(words(to))"
        case .shut: return "shut"
        case .switched(_, let switching): return "switch \(switching.rawValue)"
        case .liquid(_, let liquid): return sentence(liquid)
        case .tare: return "tare"
        case .zero: return "zero"
        case .weigh(let weigh):
            let material = lab.materials.at(weigh.material)?.name ?? "?"
            return "weigh \(words(weigh.target)) \(material) into \(vesselName(weigh.vessel))"
        case .measure(let point, _, _, _): return "read \(names.points.at(point)?.name ?? "?")"
        case .person(let person): return person.say.isEmpty ? "operator task" : person.say
        case .pump(_, let volume, _, let direction):
            return "\(direction.rawValue) \(words(volume))"
        case .axes(_, let x, let y, let z):
            return "move to \(words(x)), \(words(y)), \(words(z))"
        case .homeAxes: return "home"
        }
    }

    private func sentence(_ act: LiquidAct) -> String {
        switch act {
        case .home: "home"
        case .pickUp(let tip): "pick up tip \(vesselName(tip))"
        case .eject: "drop tip"
        case .aspirate(let vessel, let volume, _):
            "aspirate \(words(volume)) from \(vesselName(vessel))"
        case .dispense(let vessel, let volume, _, _):
            "dispense \(words(volume)) into \(vesselName(vessel))"
        case .airGap(let volume): "air gap \(words(volume))"
        case .blowOut(let vessel): "blow out" + (vessel.map { " into " + vesselName($0) } ?? "")
        case .mix(let vessel, let volume, let times, _):
            "mix \(words(volume)) × \(times) in \(vesselName(vessel))"
        case .wash(let vessel, let volume, let times):
            "wash \(words(volume)) × \(times) from \(vesselName(vessel))"
        case .prime(let vessel, let volume): "prime \(words(volume)) from \(vesselName(vessel))"
        case .discard(let volume): "discard \(words(volume))"
        }
    }

    /// An expression for people: its value where it is fixed, else the names it reads.
    private func words(_ expression: Expr) -> String {
        if let constant = expression.constant {
            return Quantity(si: constant.si, unit: constant.unit).description
        }
        return "$" + spokenName(of: expression)
    }
}
