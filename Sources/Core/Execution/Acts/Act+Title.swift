import Expressions
package import Labs
import Plans

extension Act {
    /// What it does, for people: `pipette: aspirate 100 uL from buffer`.
    package func title(names: LabNames, lab: Lab) -> String {
        let words = words(names, lab)
        guard let assembly = footprint(lab: lab, names: names).assemblies.first,
            lab.assemblies.indices.contains(assembly)
        else { return words }
        return lab.assemblies[assembly].name + ": " + words
    }

    private func words(_ names: LabNames, _ lab: Lab) -> String {
        switch self {
        case .ramp(_, let to, let rate): "ramp to \(to.text) at \(rate.text)"
        case .hold(_, let time, let band, _): "hold \(time.text) within \(band.text)"
        case .cool(_, let to, _): "cool to \(to.text)"
        case .heatOff: "stop heating"
        case .flow(_, let to): "flow \(to.text)"
        case .shut: "shut"
        case .switched(_, let switching): "switch \(switching.rawValue)"
        case .liquid(_, let act): act.words(names)
        case .tare: "tare"
        case .zero: "zero"
        case .weigh(let weigh):
            "weigh \(weigh.target.text) \(lab.materials[weigh.material].name) into"
                + " \(names.vessels.name(of: weigh.vessel))"
        case .measure(let point, _, _, _): "read \(names.points[point].name)"
        case .person(let person): person.say
        case .pump(_, let volume, let rate, let direction):
            "\(direction.rawValue) \(volume.text) at \(rate.text)"
        case .axes(_, let x, let y, let z): "move to \(x.text), \(y.text), \(z.text)"
        case .homeAxes: "home"
        }
    }
}

extension LiquidAct {
    fileprivate func words(_ names: LabNames) -> String {
        func name(_ vessel: Int) -> String { names.vessels.name(of: vessel) }
        return switch self {
        case .home: "home"
        case .pickUp(let tip): "pick up tip \(name(tip))"
        case .eject: "drop the tip"
        case .aspirate(let vessel, let volume, _): "aspirate \(volume.text) from \(name(vessel))"
        case .dispense(let vessel, let volume, _, let style):
            "dispense \(volume.text) \(style == .above ? "above" : "into") \(name(vessel))"
        case .airGap(let volume): "draw \(volume.text) of air"
        case .blowOut(let vessel): "blow out" + (vessel.map { " into " + name($0) } ?? "")
        case .mix(let vessel, let volume, let times, _):
            "mix \(volume.text) \(times) times in \(name(vessel))"
        case .wash(let vessel, let volume, let times):
            "wash \(times) times with \(volume.text) from \(name(vessel))"
        case .prime(let vessel, let volume): "prime with \(volume.text) from \(name(vessel))"
        case .discard(let volume): "discard \(volume.text)"
        }
    }
}

extension PersonChange {
    /// The change as a request to a person.
    package func sentence(lab: Lab, names: LabNames) -> String {
        switch self {
        case .move(let item, let slot):
            "Move \(lab.deck.items[item].name) to \(lab.deck.slots[slot].name)."
        case .pour(let from, let to):
            "Put what is in \(names.vessels.name(of: from)) into \(names.vessels.name(of: to))."
        case .cover(let item, .on): "Cover \(lab.deck.items[item].name)."
        case .cover(let item, .off): "Uncover \(lab.deck.items[item].name)."
        case .add(let material, let amount, let vessel):
            "Add \(amount.text) \(lab.materials[material].name) to"
                + " \(names.vessels.name(of: vessel))."
        case .identify(let item, let barcode):
            "Read the barcode of \(lab.deck.items[item].name)"
                + (barcode.map { "; it must be \($0)." } ?? ".")
        case .calibrate(let assembly): "Calibrate \(lab.assemblies[assembly].name)."
        }
    }
}
