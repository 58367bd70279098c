import Devices
import Labs
import Quantities

/// What a lab lacks so that no recipe can be a plan of it.
package enum LabGap: String, Error, Hashable, Sendable, CaseIterable {
    case furnace, balance, mortar, crucible, bench

    /// What is missing, for a person.
    package var message: String {
        switch self {
        case .furnace: "Recipes need a furnace with a place for crucibles; this lab has none."
        case .balance: "Recipes need a balance with a pan; this lab has none."
        case .mortar: "Recipes need a mortar, empty and open; this lab has none."
        case .crucible: "Recipes need crucibles, empty, open and not in use; this lab has none."
        case .bench: "Recipes need a bench to work at; this lab has none."
        }
    }
}

/// Where the mortar stands; a balance weighs only what stands on its pan.
enum MortarPlace {
    case onPan, elsewhere
}

/// What recipes use of a lab, as it stands now.
struct RecipeLab {
    let lab: Lab
    let names: LabNames
    let furnace: FurnaceAssembly
    let furnaceName: String
    let balance: String
    /// Slots by name.
    let chamber: String
    let pan: String
    let bench: String
    /// What stands on the pan; it has to make room for the mortar.
    let onPan: String?
    let mortar: String
    let mortarCapacity: Double
    /// Empty, open and not in the furnace.
    let cups: [LabwareItem]

    init(_ lab: Lab, _ state: LabState) throws(LabGap) {
        self.lab = lab
        names = LabNames(lab)
        func slot(_ kind: Slot.Kind) -> String? { lab.deck.slots.first { $0.kind == kind }?.name }
        var heated: (assembly: FurnaceAssembly, name: String, slot: String)?
        var weighing: (name: String, slot: String)?
        for assembly in lab.assemblies {
            if case .furnace(let furnace) = assembly.role, heated == nil,
                let slot = slot(.chamber(assembly: assembly.name))
            {
                heated = (furnace, assembly.name, slot)
            }
            if case .balance = assembly.role, weighing == nil,
                let slot = slot(.pan(assembly: assembly.name))
            {
                weighing = (assembly.name, slot)
            }
        }
        guard let heated else { throw .furnace }
        guard let weighing else { throw .balance }
        guard let bench = slot(.bench) else { throw .bench }
        (furnace, furnaceName, chamber) = (heated.assembly, heated.name, heated.slot)
        (balance, pan) = (weighing.name, weighing.slot)
        self.bench = bench
        let ready = RecipeLab.ready(lab, names, state)
        let free = ready.filter { $0.slot != heated.slot }
        guard let mortar = free.first(where: { lab.labwareTypes[$0.type].use == .mortar }) else {
            throw .mortar
        }
        self.mortar = mortar.name
        mortarCapacity = lab.labwareTypes[mortar.type].capacity
        onPan = lab.deck.items.indices.first {
            state.items[$0].slot == weighing.slot && lab.deck.items[$0].name != mortar.name
        }
        .map { lab.deck.items[$0].name }
        cups = free.filter { lab.labwareTypes[$0.type].use == .crucible }
        guard !cups.isEmpty else { throw .crucible }
    }

    /// Items that are empty and open, each with the slot where it stands now.
    private static func ready(_ lab: Lab, _ names: LabNames, _ state: LabState) -> [LabwareItem] {
        lab.deck.items.indices.compactMap { index in
            var item = lab.deck.items[index]
            let vessels = names.vessels.firstOfItem[index]..<names.vessels.firstOfItem[index + 1]
            guard state.items[index].cover == .off,
                vessels.allSatisfy({ state.contents[$0].portions.isEmpty })
            else { return nil }
            item.slot = state.items[index].slot
            return item
        }
    }
}

extension RecipeLab {
    /// °C; the furnace's own limit.
    var hottest: Double { furnace.temperature.high - 273.15 }

    /// K: between the warmest room and what the furnace may be opened at.
    var cooled: Double {
        min(furnace.openBelow, (furnace.openBelow + furnace.physics.ambient.high) / 2)
    }

    func mortarPlace(_ state: LabState) -> MortarPlace {
        let slot = names.vessels.item(named: mortar).map { state.items[$0].slot }
        return slot == pan ? .onPan : .elsewhere
    }

    /// The gas supply of the furnace for an atmosphere; nil for air, which needs none.
    func supply(_ atmosphere: String) throws(ImportRefusal) -> (name: String, supply: GasSupply)? {
        guard atmosphere != "air" else { return nil }
        for assembly in lab.assemblies {
            if case .gas(let supply) = assembly.role, supply.feeds == furnaceName,
                lab.materials.indices.contains(supply.gas),
                lab.materials[supply.gas].name == atmosphere
            {
                return (assembly.name, supply)
            }
        }
        throw ImportRefusal(.gasNotHere, atmosphere)
    }

    /// What the furnace needs while it heats: exhaust, water; each with its verbs.
    var services: [(on: String, off: String)] {
        furnace.services.filter { lab.assemblies.indices.contains($0) }.map { service in
            let assembly = lab.assemblies[service]
            return assembly.capability == .valve
                ? (assembly.name + ".open", assembly.name + ".close")
                : (assembly.name + ".switch-on", assembly.name + ".switch-off")
        }
    }
}
