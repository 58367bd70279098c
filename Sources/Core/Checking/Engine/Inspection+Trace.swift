import Execution
import Findings

extension Inspection {
    /// The steps that led to a fault: the last ones that touched its subject, then the step itself.
    func trace(to node: Int, step: Int, _ subject: Subject) -> [String] {
        guard program.steps.indices.contains(step) else { return [] }
        var lines: [String] = []
        var last = step
        var position = node - 1
        let floor = max(0, node - 4_000)
        while position >= floor, lines.count < 5 {
            let earlier = program.nodes[position]
            if earlier.step != last, case .act(let index) = earlier.kind,
                program.acts.indices.contains(index), touches(program.acts[index], subject)
            {
                lines.append(line(earlier.step))
                last = earlier.step
            }
            position -= 1
        }
        return lines.reversed() + [line(step)]
    }

    private func line(_ step: Int) -> String {
        let instance = program.steps[step]
        let iteration = instance.iteration.isEmpty ? "" : " (\(instance.iteration))"
        return "\(instance.id)\(iteration): \(instance.title)"
    }

    private func touches(_ act: Act, _ subject: Subject) -> Bool {
        switch subject {
        case .nothing: false
        case .assembly(let index): act.assembly == index
        case .vessel(let vessel): act.vessels.contains(vessel)
        case .item(let item):
            act.items.contains(item) || act.vessels.contains { facts.item(of: $0) == item }
        }
    }
}

extension Act {
    /// The vessels it draws from or adds to.
    var vessels: [Int] {
        switch self {
        case .liquid(_, let liquid): liquid.vessel.map { [$0] } ?? []
        case .weigh(let weigh): [weigh.vessel]
        case .person(let person):
            person.changes.flatMap { change -> [Int] in
                switch change {
                case .pour(let from, let to): [from, to]
                case .add(material: _, amount: _, let vessel): [vessel]
                default: []
                }
            }
        default: []
        }
    }

    /// The items it moves or covers.
    var items: [Int] {
        guard case .person(let person) = self else { return [] }
        return person.changes.compactMap { change in
            switch change {
            case .move(let item, slot: _), .cover(let item, _), .identify(let item, barcode: _):
                item
            default: nil
            }
        }
    }
}

extension LiquidAct {
    /// The vessel the tip goes to.
    var vessel: Int? {
        switch self {
        case .aspirate(let vessel, _, _), .dispense(let vessel, _, _, _), .mix(let vessel, _, _, _),
            .wash(let vessel, _, _), .prime(let vessel, _), .pickUp(let vessel):
            vessel
        case .blowOut(let vessel): vessel
        case .home, .eject, .airGap, .discard: nil
        }
    }
}
