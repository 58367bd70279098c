import Devices
import Expressions
import Findings
import Labs
import Plans
import Quantities

extension Compilation {
    // MARK: Assigning

    /// Makes a slot called `name` in the innermost frame.
    ///
    /// A name is assigned once per iteration; a second time is reported.
    mutating func assign(
        _ name: String,
        _ kind: ExprKind,
        _ bounds: Bounds,
        _ unit: PhysicalUnit,
        at spot: Spot = .step
    ) -> Int {
        bind(name, at: spot)
        let slot = newSlot(name, kind, bounds, unit)
        frames[frames.count - 1].names[name] = .slot(slot)
        return slot
    }

    /// Reports a name that already stands for something here.
    mutating func bind(_ name: String, at spot: Spot) {
        for index in frames.indices.reversed() {
            if frames[index].names[name] != nil, !frames[index].weak.contains(name) {
                report(
                    .duplicateName,
                    spot,
                    "‘\(name)’ already stands for something here; a name is assigned once."
                )
                break
            }
            frames[index].weak.remove(name)
            if frames[index].kind == .procedure { break }
        }
    }

    /// A slot under a name no other slot of the program has.
    mutating func newSlot(
        _ name: String,
        _ kind: ExprKind,
        _ bounds: Bounds,
        _ unit: PhysicalUnit
    ) -> Int {
        let stem = name + place.suffix
        var unique = stem
        var count = 2
        while slotByName[unique] != nil {
            unique = stem + "@" + String(count)
            count += 1
        }
        let index = graph.program.slots.count
        slotByName[unique] = index
        graph.program.slots.append(Slot(name: unique, kind: kind, bounds: bounds, unit: unit))
        return index
    }

    // MARK: Reading

    /// What `name` stands for here, from the innermost block outwards.
    func binding(_ name: String) -> Binding? {
        for frame in frames.reversed() {
            if let found = frame.names[name] { return found }
            if frame.kind == .procedure { return nil }
        }
        return nil
    }

    /// The expression a variable becomes; nil after a finding.
    mutating func value(of name: String, at spot: Spot) -> Expr? {
        switch binding(name) {
        case .slot(let slot): return .variable(graph.program.slots[slot].name)
        case .value(let expr): return expr
        case .wells(let text, _): return .text(text)
        case .merged(let merge):
            return merged(merge).map { .variable(graph.program.slots[$0].name) }
        case .fields(let fields):
            let choice = fields.map { "$" + name + "." + $0 }.joined(separator: ", ")
            report(.unknownName, spot, "‘\(name)’ is an answer with several fields: \(choice).")
        case .unreadable(.concurrent(let thread)):
            report(
                .variableConflict,
                spot,
                "‘\(name)’ is assigned in ‘\(thread)’, which may still run here; join it first."
            )
        case .unreadable(.notOnEveryPath):
            report(.unknownName, spot, "‘\(name)’ has no value on some of the ways that lead here.")
        case nil: reportUnknown(name, at: spot)
        }
        return nil
    }

    private mutating func reportUnknown(_ name: String, at spot: Spot) {
        let inThread = frames.contains { $0.kind == .thread }
        if inThread, PlanScan.assigns(name, in: plan.steps) {
            report(
                .variableConflict,
                spot,
                "‘\(name)’ is assigned beside this branch, not before it."
            )
        } else if binding(String(name.prefix { $0 != "." })) != nil, name.contains(".") {
            let stem = String(name.prefix { $0 != "." })
            report(
                .unknownName,
                spot,
                "‘\(stem)’ has no ‘\(name.dropFirst(stem.count + 1))’."
                    + suggestion(name, among: knownNames)
            )
        } else {
            report(
                .unknownName,
                spot,
                "Nothing here is called ‘\(name)’." + suggestion(name, among: knownNames)
            )
        }
    }

    /// Every name that can be read here, sorted.
    var knownNames: [String] {
        var all: [String] = []
        for frame in frames.reversed() {
            all += frame.names.keys.sorted()
            if frame.kind == .procedure { break }
        }
        return all
    }

    // MARK: Ways that come together

    /// Puts names into the innermost frame that the arriving ways bring with them.
    ///
    /// One way: they simply go on. Several: a name must come on each of them, and gets one slot for
    /// all of them when it is first read.
    mutating func merge(_ arrivals: [Merge.Arrival], step: Int, weakly: Bool) {
        guard let first = arrivals.first else { return }
        for name in first.names.keys.sorted() {
            guard let binding = first.names[name] else { continue }
            if arrivals.count == 1 {
                adopt(name, binding, weakly: weakly)
            } else if arrivals.dropFirst().allSatisfy({ $0.names[name] != nil }) {
                switch binding {
                case .slot, .merged:
                    merges.append(
                        Merge(name: name, arrivals: arrivals, step: step, suffix: place.suffix)
                    )
                    adopt(name, .merged(merges.count - 1), weakly: weakly)
                case .fields: adopt(name, binding, weakly: weakly)
                default: break
                }
            } else {
                adopt(name, .unreadable(.notOnEveryPath), weakly: true)
            }
        }
        for arrival in arrivals.dropFirst() {
            for name in arrival.names.keys.sorted() where first.names[name] == nil {
                adopt(name, .unreadable(.notOnEveryPath), weakly: true)
            }
        }
    }

    private mutating func adopt(_ name: String, _ binding: Binding, weakly: Bool) {
        // Counters end with their loop.
        if case .value = binding { return }
        if case .wells = binding { return }
        let last = frames.count - 1
        frames[last].names[name] = binding
        if weakly { frames[last].weak.insert(name) }
    }

    /// The slot of a merged name, assigned on every way that leads here.
    private mutating func merged(_ index: Int) -> Int? {
        let merge = merges[index]
        var sources: [Int] = []
        for arrival in merge.arrivals {
            switch arrival.names[merge.name] {
            case .slot(let slot): sources.append(slot)
            case .merged(let inner):
                guard let slot = merged(inner) else { return nil }
                sources.append(slot)
            default: return nil
            }
        }
        guard let first = sources.first else { return nil }
        let kind = graph.program.slots[first].kind
        var bounds = graph.program.slots[first].bounds
        for source in sources.dropFirst() {
            guard graph.program.slots[source].kind == kind else {
                report(
                    .unitMismatch,
                    .step,
                    "‘\(merge.name)’ is of different kinds on the ways that lead here."
                )
                return nil
            }
            bounds = bounds.hull(graph.program.slots[source].bounds)
        }
        let suffix = place.suffix
        place.suffix = merge.suffix
        let slot = newSlot(merge.name, kind, bounds, graph.program.slots[first].unit)
        place.suffix = suffix
        for (arrival, source) in zip(merge.arrivals, sources) {
            let value = Expr.variable(graph.program.slots[source].name)
            graph.insert(.assign(slot: slot, value), step: merge.step, into: arrival.edges)
        }
        replace(index, by: slot)
        return slot
    }

    /// From now on the merged name is an ordinary one.
    private mutating func replace(_ index: Int, by slot: Int) {
        let name = merges[index].name
        for frame in frames.indices {
            if case .merged(index) = frames[frame].names[name] {
                frames[frame].names[name] = .slot(slot)
            }
        }
    }
}
