import Execution
import Findings
import Labs

/// Threads side by side: whatever one of them changes, no other may touch.
extension Inspection {
    func note(_ resource: Footprints.Resource, _ use: Footprints.Use) {
        guard footprints.isNeeded else { return }
        guard let other = footprints.note(resource, use, thread: thread) else { return }
        switch resource {
        case .assembly(let index):
            conflict(.deviceConflict, lab.assemblies[index].name, with: other)
        case .device(let index): conflict(.deviceConflict, lab.devices[index].name, with: other)
        case .vessel(let vessel):
            conflict(.deviceConflict, facts.names.vessels.name(of: vessel), with: other)
        case .item(let item): handle(item, use, with: other)
        case .slot(let slot):
            conflict(.spaceConflict, "the place \(lab.deck.slots[slot].name)", with: other)
        case .value(let value):
            conflict(.variableConflict, program.slots[value].name, with: other)
        case .deck: conflict(.spaceConflict, "the space above the deck", with: other)
        case .deckDoor: openDoor(with: other)
        case .chamberDoor(let furnace):
            report(.doorOpen) {
                Report(
                    "Branch ‘\(name(of: thread))’ and branch ‘\(name(of: other))’ would open and "
                        + "heat "
                        + "\(facts.furnaces[furnace].name) at one time."
                )
            }
        case .chamber: break
        }
    }

    /// Somebody moves or covers ware that another branch handles too, or works in.
    private func handle(_ item: Int, _ use: Footprints.Use, with other: Int) {
        let bothHandle = use == .changes && footprints.changes(.item(item), thread: other)
        guard !bothHandle else {
            return conflict(.deviceConflict, facts.items[item].name, with: other)
        }
        report(.accessWhileMoving) {
            Report(
                "Of the branches ‘\(name(of: thread))’ and ‘\(name(of: other))’ one moves or "
                    + "covers "
                    + "\(facts.items[item].name) while the other may be working in it; join first."
            )
        }
    }

    /// Somebody reaches onto the deck while the gantry may move.
    private func openDoor(with other: Int) {
        let hasDoor = facts.handlers.contains { $0.assembly.door != nil }
        report(hasDoor ? .doorOpen : .accessWhileMoving) {
            Report(
                "Somebody reaches onto the deck in one of the branches ‘\(name(of: thread))’ and "
                    + "‘\(name(of: other))’ while something moves there in the other; join first."
            )
        }
    }

    func conflict(_ code: FindingCode, _ what: String, with other: Int) {
        report(code) {
            Report(
                "Branch ‘\(name(of: thread))’ uses \(what) while branch ‘\(name(of: other))’ "
                    + "may be using it; join first, or put both into one branch."
            )
        }
    }

    func name(of thread: Int) -> String {
        guard program.threads.indices.contains(thread) else { return "main" }
        let name = program.threads[thread].name
        return name.isEmpty ? (thread == 0 ? "main" : "\(thread)") : name
    }

    /// Notes what an act commands and touches; nothing where nothing runs beside it.
    func noteUses(of act: Act) {
        guard footprints.isNeeded else { return }
        if let assembly = act.assembly {
            note(.assembly(assembly), .changes)
            for device in primaryDevices(of: assembly) { note(.device(device), .changes) }
        }
        switch act {
        case .ramp(let index, to: _, rate: _), .hold(let index, time: _, band: _, grace: _),
            .cool(let index, to: _, rate: _), .heatOff(let index):
            noteFurnace(index)
        case .liquid(_, let liquid):
            note(.deck, .changes)
            note(.deckDoor, .reads)
            if let vessel = liquid.vessel {
                note(.vessel(vessel), .changes)
                note(.item(facts.item(of: vessel)), .reads)
            }
        case .axes, .homeAxes:
            note(.deck, .changes)
            note(.deckDoor, .reads)
        case .weigh(let weigh):
            note(.vessel(weigh.vessel), .changes)
            note(.item(facts.item(of: weigh.vessel)), .reads)
        case .person(let person): for change in person.changes { noteUses(of: change) }
        default: break
        }
    }

    private func noteFurnace(_ assembly: Int) {
        guard facts.furnaceOf.indices.contains(assembly), facts.furnaceOf[assembly] >= 0 else {
            return
        }
        let furnace = facts.furnaces[facts.furnaceOf[assembly]]
        note(.chamber(facts.furnaceOf[assembly]), .changes)
        note(.chamberDoor(facts.furnaceOf[assembly]), .reads)
        for service in furnace.assembly.services { note(.assembly(service), .reads) }
        for gas in facts.gases where gas.feeds == facts.furnaceOf[assembly] {
            note(.assembly(gas.assembly), .reads)
        }
    }

    private func noteUses(of change: PersonChange) {
        if let furnace = chamber(openedBy: change) { note(.chamberDoor(furnace), .changes) }
        if reachesOntoDeck(change) { note(.deckDoor, .changes) }
        switch change {
        case .move(let item, let slot):
            note(.item(item), .changes)
            note(.slot(slot), .changes)
            for place in world.places(of: item) where place >= 0 {
                note(.slot(Int(place)), .changes)
            }
        case .cover(let item, _), .identify(let item, barcode: _): note(.item(item), .changes)
        case .pour(let from, let to):
            note(.vessel(from), .changes)
            note(.vessel(to), .changes)
        case .add(material: _, amount: _, let vessel): note(.vessel(vessel), .changes)
        case .calibrate(let assembly): note(.assembly(assembly), .changes)
        }
    }

    private func reachesOntoDeck(_ change: PersonChange) -> Bool {
        let items: [Int]
        switch change {
        case .move(let item, let slot):
            if lab.deck.slots.indices.contains(slot), lab.deck.slots[slot].kind == .deck {
                return true
            }
            items = [item]
        case .pour(let from, let to): items = [facts.item(of: from), facts.item(of: to)]
        case .add(material: _, amount: _, let vessel): items = [facts.item(of: vessel)]
        case .cover(let item, _), .identify(let item, barcode: _): items = [item]
        case .calibrate: return false
        }
        return items.contains { item in
            world.places(of: item).contains { place in
                lab.deck.slots.indices.contains(Int(place))
                    && lab.deck.slots[Int(place)].kind == .deck
            }
        }
    }

    /// Devices that serve one assembly at a time; a relay board serves many, output by output.
    private func primaryDevices(of assembly: Int) -> [Int] {
        guard lab.assemblies.indices.contains(assembly) else { return [] }
        switch lab.assemblies[assembly].role {
        case .furnace(let furnace): return [furnace.controller]
        case .liquidHandler(let handler): return [handler.pump, handler.gantry]
        case .gas(let supply): return [supply.controller]
        case .balance(let device), .pump(let device), .axes(let device): return [device]
        case .switched, .meter, .sensor: return []
        }
    }
}
