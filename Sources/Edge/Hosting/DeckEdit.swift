package import Documents
import Labs
package import Quantities

/// Changes people make to what stands where and what is in it.
package enum DeckEdit {
    /// Moves an item to a slot that has room.
    ///
    /// - Throws: `Failure` where item or slot is unknown, or the slot is taken.
    package static func load(
        _ item: String,
        to slot: String,
        in loaded: inout LoadedLab
    ) throws(Failure) {
        guard let index = loaded.names.vessels.item(named: item) else {
            throw unknown(item, among: loaded.lab.deck.items.map(\.name), "item")
        }
        guard let place = loaded.lab.deck.slots.first(where: { $0.name == slot }) else {
            throw unknown(slot, among: loaded.lab.deck.slots.map(\.name), "place")
        }
        let taken = loaded.state.items.indices.filter {
            $0 != index && loaded.state.items[$0].slot == slot
        }
        guard taken.count < place.places else {
            let names = taken.map { loaded.lab.deck.items[$0].name }.joined(separator: ", ")
            throw Failure("\(slot) is taken by \(names). Move that first.")
        }
        loaded.state.items[index].slot = slot
        loaded.state.revision += 1
    }

    /// Adds so much of a material to every vessel named.
    ///
    /// - Throws: `Failure` where a name is unknown, a vessel would overflow, or materials that must
    ///   not would meet; nothing is changed.
    package static func refill(
        _ vessels: String,
        material: String,
        amount: Quantity,
        in loaded: inout LoadedLab
    ) throws(Failure) {
        guard let number = loaded.names.material(material) else {
            throw unknown(material, among: loaded.lab.materials.map(\.name), "material")
        }
        let isVolume = amount.dimensions == .volume
        guard isVolume || amount.dimensions == .mass, amount.si > 0 else {
            throw Failure(
                "\(amount) is neither a volume nor a mass above zero, such as 10 mL or 5 g."
            )
        }
        try allow(loaded.lab.materials[number], by: isVolume)
        var state = loaded.state
        for vessel in try select(vessels, in: loaded) {
            var contents = state.contents[vessel]
            try MaterialMeeting(loaded, vessel).allow(number, amount, in: contents)
            let portion = Portion(
                material: number,
                volume: isVolume ? amount.si : 0,
                mass: isVolume ? 0 : amount.si
            )
            if let at = contents.portions.firstIndex(where: { $0.material == number }) {
                contents.portions[at].volume += portion.volume
                contents.portions[at].mass += portion.mass
            } else {
                contents.portions.append(portion)
            }
            let capacity = loaded.names.vessels.type(of: vessel).capacity
            guard contents.volume <= capacity else {
                let room = Quantity(
                    si: capacity - state.contents[vessel].volume,
                    unit: amount.unit
                )
                throw Failure(
                    "\(loaded.names.vessels.name(of: vessel)) has room for \(room), not \(amount)."
                )
            }
            state.contents[vessel] = contents
        }
        state.revision += 1
        loaded.state = state
    }

    /// Liquids are measured by volume, solids by mass; gases come from a line.
    private static func allow(_ material: Material, by volume: Bool) throws(Failure) {
        let name = material.name
        if material.restriction == .forbidden { throw Failure("\(name) is forbidden in this lab.") }
        switch (material.phase, volume) {
        case (.liquid, true), (.solid, false): return
        case (.liquid, false): throw Failure("\(name) is a liquid; give a volume such as 10 mL.")
        case (.solid, true): throw Failure("\(name) is a solid; give a mass such as 5 g.")
        case (.gas, _): throw Failure("\(name) is a gas; no vessel on the deck holds it.")
        }
    }

    /// New tips in every place of a rack.
    ///
    /// - Throws: `Failure` where the item is no tip rack.
    package static func newTips(_ rack: String, in loaded: inout LoadedLab) throws(Failure) {
        let table = loaded.names.vessels
        guard let item = table.item(named: rack), table.type(ofItem: item).use == .tipRack else {
            throw Failure("\(rack) is no tip rack.")
        }
        for vessel in table.firstOfItem[item]..<table.firstOfItem[item + 1] {
            loaded.state.tips[vessel] = .new
        }
        loaded.state.revision += 1
    }

    /// Empties every vessel named; a tip waste is emptied of its tips.
    ///
    /// - Throws: `Failure` where a name is unknown.
    package static func empty(_ vessels: String, in loaded: inout LoadedLab) throws(Failure) {
        for vessel in try select(vessels, in: loaded) {
            loaded.state.contents[vessel] = VesselContents()
            if loaded.names.vessels.type(of: vessel).use == .tipWaste {
                loaded.state.wastedTips = 0
            }
        }
        loaded.state.revision += 1
    }

    /// Where an item stands and what it holds, and the state's revision.
    package static func document(of name: String, in loaded: LoadedLab) -> DocumentValue {
        let item = loaded.names.vessels.item(named: name).map {
            LabDescription(loaded).item($0)
        }
        return .members([
            "state": .text(loaded.statePath), "revision": .integer(loaded.state.revision),
            "item": item,
        ])
    }

    private static func select(
        _ text: String,
        in loaded: LoadedLab
    ) throws(Failure) -> [Int] {
        guard let address = WellAddress(parsing: text),
            let item = loaded.names.vessels.item(named: address.item)
        else {
            throw unknown(text, among: loaded.lab.deck.items.map(\.name), "vessel")
        }
        let table = loaded.names.vessels
        guard let first = address.first, let last = address.last else {
            return Array(table.firstOfItem[item]..<table.firstOfItem[item + 1])
        }
        var found: [Int] = []
        for column in first.column...last.column {
            for row in first.row...last.row {
                guard let vessel = table.vessel(item: item, row: row, column: column) else {
                    throw Failure("\(address.item) has no such well: \(text).")
                }
                found.append(vessel)
            }
        }
        return found
    }

    private static func unknown(_ name: String, among names: [String], _ what: String) -> Failure {
        Failure("This lab has no \(what) “\(name)”. It has \(names.joined(separator: ", ")).")
    }
}
