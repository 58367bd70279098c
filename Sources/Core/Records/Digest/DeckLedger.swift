import Execution
import Expressions
package import Labs
import Quantities

/// Follows every confirmed act through the deck: contents, tips, places, and where each vessel's
/// contents came from.
package struct DeckLedger: Sendable {
    package private(set) var state: LabState
    let basis: RunBasis
    /// By vessel.
    private(set) var ancestry: [Ancestry]
    /// kg weighed out of bottles, by material.
    private(set) var weighed: [Double]
    private(set) var tipsUsed = 0
    var values: [Double?]
    private var slotIndex: [String: Int] = [:]
    private var tip: [Portion] = []
    /// Whether it is known that the present act was done.
    private var certainty = Certainty.done
    private var tipSources: [Int] = []

    enum Certainty: Sendable {
        case done
        /// Nobody can tell: an amount it moves is anything from nothing to all of it.
        case inDoubt
    }

    /// Where a vessel's contents came from; bounded.
    struct Ancestry: Hashable, Sendable {
        var sources: [Int] = []
        var steps: [Int] = []
        /// What was brought or weighed in, from no vessel of the deck.
        var materials: [Int] = []

        mutating func add(material: Int) {
            if !materials.contains(material), materials.count < 64 { materials.append(material) }
        }

        /// What another vessel's content is made of goes with it.
        mutating func add(materialsOf other: Ancestry) {
            for material in other.materials { add(material: material) }
        }

        mutating func add(source: Int) {
            if !sources.contains(source), sources.count < 64 { sources.append(source) }
        }

        mutating func add(step: Int) {
            if steps.last != step, steps.count < 48, !steps.contains(step) { steps.append(step) }
        }
    }

    package init(_ basis: RunBasis) {
        self.basis = basis
        state = basis.state
        ancestry = Array(repeating: Ancestry(), count: basis.names.vessels.count)
        weighed = Array(repeating: 0, count: basis.lab.materials.count)
        values = Array(repeating: nil, count: basis.program.slots.count)
        for (index, slot) in basis.program.slots.enumerated() { slotIndex[slot.name] = index }
    }

    /// An act that was confirmed, or nobody can tell of, in `step`.
    mutating func apply(_ act: Act, step: Int, _ certainty: Certainty = .done) {
        self.certainty = certainty
        switch act {
        case .liquid(let assembly, let liquid): apply(liquid, assembly: assembly, step: step)
        case .weigh(let weigh):
            let slot = values.at(weigh.slot).flatMap { $0 }
            let mass = max(0, slot ?? number(weigh.target))
            weighed.change(weigh.material) { $0 += mass }
            put([Portion(material: weigh.material, mass: mass)], into: weigh.vessel, step: step)
            ancestry.change(weigh.vessel) { $0.add(material: weigh.material) }
        case .person(let person):
            for change in person.changes { apply(change, step: step) }
        case .ramp(let assembly, _, _), .hold(let assembly, _, _, _), .cool(let assembly, _, _):
            for vessel in vessels(inside: assembly) {
                ancestry.change(vessel) { $0.add(step: step) }
            }
        default: break
        }
    }

    /// Vessels of the items in an assembly's chamber or on its pan.
    func vessels(inside assembly: Int) -> [Int] {
        guard let name = basis.lab.assemblies.at(assembly)?.name else { return [] }
        let slots = basis.lab.deck.slots.filter {
            $0.kind == .chamber(assembly: name) || $0.kind == .pan(assembly: name)
        }
        var found: [Int] = []
        for (item, place) in state.items.enumerated()
        where slots.contains(where: { $0.name == place.slot }) {
            found.append(contentsOf: vessels(ofItem: item).prefix(96))
        }
        return found
    }

    func vessels(ofItem item: Int) -> Range<Int> {
        let first = basis.names.vessels.firstOfItem
        guard let begin = first.at(item), let end = first.at(item + 1) else { return 0..<0 }
        return begin..<end
    }

    private mutating func apply(_ act: LiquidAct, assembly: Int, step: Int) {
        switch act {
        case .pickUp(let vessel):
            if state.tips.indices.contains(vessel) { state.tips[vessel] = .used }
            tipsUsed += 1
            tipSources = []
        case .eject:
            state.wastedTips += 1
            tip = []
            tipSources = []
        case .aspirate(let vessel, let volume, _):
            tip.merge(draw(number(volume), from: vessel))
            if !tipSources.contains(vessel), tipSources.count < 16 { tipSources.append(vessel) }
            ancestry.change(vessel) { $0.add(step: step) }
        case .dispense(let vessel, let volume, _, _):
            put(drop(number(volume)), into: vessel, step: step)
        case .blowOut(let vessel):
            if let vessel { put(tip, into: vessel, step: step) }
            tip = []
        case .wash(let vessel, let volume, let times):
            waste(draw(number(volume) * Double(times), from: vessel), assembly, step)
        case .prime(let vessel, let volume):
            waste(draw(number(volume), from: vessel), assembly, step)
        case .discard(let volume): waste(drop(number(volume)), assembly, step)
        case .mix(let vessel, _, _, _): ancestry.change(vessel) { $0.add(step: step) }
        case .home, .airGap: break
        }
    }

    private mutating func apply(_ change: PersonChange, step: Int) {
        switch change {
        case .move(let item, let slot):
            guard state.items.indices.contains(item),
                let name = basis.lab.deck.slots.at(slot)?.name
            else { return }
            state.items[item].slot = name
        case .pour(let from, let to):
            guard state.contents.indices.contains(from), let past = ancestry.at(from) else {
                return
            }
            let poured = state.contents[from].portions
            state.contents[from].portions = []
            for source in past.sources { ancestry.change(to) { $0.add(source: source) } }
            for earlier in past.steps { ancestry.change(to) { $0.add(step: earlier) } }
            ancestry.change(to) { $0.add(source: from) }
            ancestry.change(to) { $0.add(materialsOf: past) }
            put(poured, into: to, step: step)
        case .cover(let item, let switching):
            guard state.items.indices.contains(item) else { return }
            state.items[item].cover = switching == .on ? .on : .off
        case .add(let material, let amount, let vessel):
            let solid = basis.lab.materials.at(material)?.phase == .solid
            let amount = max(0, number(amount))
            let portion = Portion(
                material: material,
                volume: solid ? 0 : amount,
                mass: solid ? amount : 0
            )
            if solid { weighed.change(material) { $0 += amount } }
            put([portion], into: vessel, step: step)
            ancestry.change(vessel) { $0.add(material: material) }
        case .identify(let item, let barcode):
            if state.items.indices.contains(item) { state.items[item].barcode = barcode }
        case .calibrate: break
        }
    }

    private mutating func draw(_ volume: Double, from vessel: Int) -> [Portion] {
        guard state.contents.indices.contains(vessel) else { return [] }
        switch certainty {
        case .done: return state.contents[vessel].portions.take(volume: volume)
        case .inDoubt: return state.contents[vessel].portions.maybeTake(volume: volume)
        }
    }

    /// Out of the tip.
    private mutating func drop(_ volume: Double) -> [Portion] {
        switch certainty {
        case .done: tip.take(volume: volume)
        case .inDoubt: tip.maybeTake(volume: volume)
        }
    }

    private mutating func put(_ portions: [Portion], into vessel: Int, step: Int) {
        guard state.contents.indices.contains(vessel) else { return }
        state.contents[vessel].portions.merge(portions)
        ancestry.change(vessel) { $0.add(step: step) }
        for source in tipSources where source != vessel && !portions.isEmpty {
            ancestry.change(vessel) { $0.add(source: source) }
            if let past = ancestry.at(source) {
                ancestry.change(vessel) { $0.add(materialsOf: past) }
            }
            for earlier in ancestry.at(source)?.sources ?? [] where earlier != vessel {
                ancestry.change(vessel) { $0.add(source: earlier) }
            }
        }
    }

    private mutating func waste(_ portions: [Portion], _ assembly: Int, _ step: Int) {
        guard case .liquidHandler(let handler)? = basis.lab.assemblies.at(assembly)?.role,
            let item = basis.names.vessels.item(named: handler.waste)
        else { return }
        put(portions, into: basis.names.vessels.firstOfItem[item], step: step)
    }

    /// The expression's value by the slots so far; 0 where it has none.
    func number(_ expression: Expr) -> Double {
        expression.number(in: Scope(values: values, index: slotIndex)) ?? 0
    }

    private struct Scope: ExprScope {
        let values: [Double?]
        let index: [String: Int]

        func value(of name: Expr) -> ExprValue {
            guard case .variable(let text) = name, let slot = index[text],
                let value = values.at(slot).flatMap({ $0 })
            else { return .bad }
            return .number(value)
        }

        func history(_ function: ExprFunction, _ arguments: [Expr]) -> ExprValue { .bad }
    }
}
