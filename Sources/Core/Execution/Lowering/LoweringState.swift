package import Labs

/// What must be remembered between acts to put them into absolute commands.
package struct LoweringState: Hashable, Sendable {
    /// By assembly: where its plunger stands, m³; nil while unknown.
    package private(set) var plungers: [Double?]
    /// By assembly: the temperature it was told to have, K.
    package private(set) var targets: [Double?]
    /// By item: the slot it stands in, by index into `Deck.slots`.
    package private(set) var slots: [Int?]

    package init(_ lab: Lab, _ state: LabState) {
        plungers = lab.assemblies.map { _ in nil }
        targets = lab.assemblies.map { _ in nil }
        slots = lab.deck.items.indices.map { item in
            let name =
                state.items.indices.contains(item)
                ? state.items[item].slot : lab.deck.items[item].slot
            return lab.deck.slots.firstIndex { $0.name == name }
        }
    }

    /// An act begins: while it moves the plunger, where that stands is unknown.
    package mutating func began(_ effect: LoweringEffect) {
        guard case .plunger(let assembly, _) = effect, plungers.indices.contains(assembly) else {
            return
        }
        plungers[assembly] = nil
    }

    /// An act is confirmed.
    package mutating func confirmed(_ effect: LoweringEffect) {
        switch effect {
        case .nothing: break
        case .plunger(let assembly, let volume):
            if plungers.indices.contains(assembly) { plungers[assembly] = volume }
        case .target(let assembly, let temperature):
            if targets.indices.contains(assembly) { targets[assembly] = temperature }
        }
    }

    /// A person has put an item elsewhere.
    package mutating func moved(item: Int, to slot: Int) {
        guard slots.indices.contains(item) else { return }
        slots[item] = slot
    }

    /// The plunger of an assembly, nil while unknown.
    package func plunger(_ assembly: Int) -> Double? {
        plungers.indices.contains(assembly) ? plungers[assembly] : nil
    }

    package func target(_ assembly: Int) -> Double? {
        targets.indices.contains(assembly) ? targets[assembly] : nil
    }
}
