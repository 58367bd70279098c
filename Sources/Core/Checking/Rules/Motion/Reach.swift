import Devices
import Execution
import Findings
import Labs
import Quantities

/// The gantry goes only where it reaches, above every bottom and below no rim; a balance weighs
/// only what stands on its pan.
enum Reach: Rule {
    static let codes: [FindingCode] = [.outOfReach]
    static let moments: Moments = [.liquid, .otherActs, .person]

    static func before(_ act: Act, in check: Inspection) {
        switch act {
        case .liquid(let index, let liquid):
            if let vessel = liquid.vessel { reach(vessel, index, in: check) }
        case .weigh(let weigh): onPan(weigh, in: check)
        case .axes(let index, x: _, y: _, z: _): move(index, in: check)
        default: break
        }
    }

    static func before(_ change: PersonChange, in check: Inspection) {
        guard case .move(let item, let slot) = change,
            check.lab.deck.slots.indices.contains(slot),
            check.lab.deck.slots[slot].kind == .deck,
            let handler = check.facts.handlers.first
        else { return }
        let height = check.lab.deck.slots[slot].z + check.facts.type(ofItem: item).height
        guard height > handler.assembly.travelHeight else { return }
        check.report(.outOfReach, .item(item)) {
            Report(
                "\(check.facts.items[item].name) would stand \(Say.length(height)) high, in the "
                    + "way of \(handler.name), which travels at "
                    + "\(Say.length(handler.assembly.travelHeight)).",
                allowed: AllowedRange(high: Say.length(handler.assembly.travelHeight))
            )
        }
    }

    private static func reach(_ vessel: Int, _ assembly: Int, in check: Inspection) {
        let item = check.facts.item(of: vessel)
        let place = Int(check.world.slots[item])
        let slots = check.lab.deck.slots
        guard slots.indices.contains(place), slots[place].kind == .deck else {
            check.report(.outOfReach, .item(item)) {
                let name = slots.indices.contains(place) ? slots[place].name : "an uncertain place"
                return Report(
                    "\(check.facts.items[item].name) stands in \(name), where "
                        + "\(check.lab.assemblies[assembly].name) does not reach; move it to the "
                        + "deck first."
                )
            }
            return
        }
        let goal = DeckGeometry(
            vessel: vessel,
            table: check.facts.names.vessels,
            slot: slots[place]
        )
        let box = check.lab.deck.reach
        let travel = check.handler(assembly)?.assembly.travelHeight ?? .infinity
        let isInside = box.x.contains(goal.x) && box.y.contains(goal.y)
        guard !isInside || goal.bottom < box.z.lowerBound - 1e-9 || goal.rim > travel else {
            return
        }
        check.report(.outOfReach, .vessel(vessel)) {
            Report(
                "\(check.name(ofVessel: vessel)) is at \(Say.length(goal.x)), "
                    + "\(Say.length(goal.y)), "
                    + "\(Say.length(goal.bottom)) to \(Say.length(goal.rim)) high, outside what "
                    + "\(check.lab.assemblies[assembly].name) reaches."
            )
        }
    }

    private static func onPan(_ weigh: WeighAct, in check: Inspection) {
        let item = check.facts.item(of: weigh.vessel)
        let place = Int(check.world.slots[item])
        let slots = check.lab.deck.slots
        let balance = check.lab.assemblies[weigh.assembly].name
        if slots.indices.contains(place), slots[place].kind == .pan(assembly: balance) { return }
        check.report(.outOfReach, .item(item)) {
            Report(
                "\(check.facts.items[item].name) does not surely stand on the pan of \(balance); "
                    + "put it there first."
            )
        }
    }

    private static func move(_ assembly: Int, in check: Inspection) {
        guard let device = check.lab.assemblies[assembly].devices.first,
            let profile = check.lab.profile(of: device)
        else { return }
        let axes: [(String, Bounds)] = [
            ("x", check.operands.amount), ("y", check.operands.rate ?? .zero),
            ("z", check.operands.extra),
        ]
        for (name, range) in axes {
            guard let limit = profile.limit(name), !limit.contains(range) else { continue }
            check.report(.outOfReach, .assembly(assembly)) {
                Report(
                    "\(name) goes to "
                        + "\(Say.length(limit.contains(range.low) ? range.high : range.low)), "
                        + "outside \(Say.length(limit.low)) to \(Say.length(limit.high)).",
                    allowed: AllowedRange(low: Say.length(limit.low), high: Say.length(limit.high)),
                    key: name
                )
            }
        }
    }
}
