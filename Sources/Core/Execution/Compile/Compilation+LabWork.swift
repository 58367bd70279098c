import Devices
import Expressions
import Findings
import Labs
import Plans
import Quantities

extension Compilation {
    mutating func measure(_ measure: MeasureStep, _ step: Step, _ instance: Int) {
        let name = interpolate(measure.point, dollars: true, at: .key("point"))
        guard let point = names.point(name) else {
            reportUnknownPoint(name, at: .key("point"))
            bind(measure.name, at: .key("as"))
            return
        }
        let (kind, unit) = (names.points[point].definition.kind, names.points[point].unit)
        var bounds = Bounds.everything
        if case .quantity(let low, let high) = measure.within {
            if case .quantity(low.dimensions) = kind.expression {
                bounds = Bounds(low.si, high.si)
            } else {
                report(
                    .unitMismatch,
                    .key("within"),
                    "‘\(name)’ is \(kind.expression.spokenName), not"
                        + " \(low.dimensions.spokenName)."
                )
            }
        }
        let slot = assign(measure.name, kind.expression, bounds, unit, at: .key("as"))
        let over = measure.over ?? .zero
        if step.timeout == nil {
            graph.program.steps[instance].timeout = plan.defaults.timeout + over
        }
        perform(.measure(point: point, slot: slot, over: over, within: bounds), instance)
    }

    mutating func weigh(_ weigh: WeighStep, _ instance: Int) {
        let material = material(weigh.material, at: .key("material"))
        let vessel = vessel(weigh.into, at: .key("into"))
        let target = size(weigh.target, .mass, "target", at: .key("target"))
        let tolerance = size(weigh.tolerance, .mass, "tolerance", at: .key("tolerance"))
        let balance = balance(weigh.balance)
        var bounds = Bounds(0, .infinity)
        if let target, let tolerance, case .numbers(let aim) = range(of: target),
            let width = greatest(tolerance)
        {
            bounds = Bounds(max(0, aim.low - width), aim.high + width)
        }
        let unit = weigh.target.constant?.unit ?? PhysicalUnit("g", .mass, 1e-3)
        let kind = ExprKind.quantity(.mass)
        let slot =
            weigh.name.map { assign($0, kind, bounds, unit, at: .key("as")) }
            ?? newSlot("weighed", kind, bounds, unit)
        guard let material, let vessel, let target, let tolerance, let balance else { return }
        perform(
            .weigh(
                WeighAct(
                    assembly: balance,
                    material: material,
                    vessel: vessel,
                    target: target,
                    tolerance: tolerance,
                    slot: slot
                )
            ),
            instance
        )
    }

    private mutating func balance(_ name: String?) -> Int? {
        let all = lab.assemblies.indices.filter { lab.assemblies[$0].capability == .balance }
        let balances = all.map { lab.assemblies[$0].name }
        guard let name else {
            if all.count == 1 { return all.first }
            report(
                .missingKey,
                .step,
                all.isEmpty
                    ? "This lab has no balance."
                    : "Which balance? There are: \(balances.joined(separator: ", "))."
            )
            return nil
        }
        if let index = names.assembly(name), all.contains(index) { return index }
        report(
            names.assembly(name) == nil ? .unknownName : .capabilityMissing,
            .key("balance"),
            "‘\(name)’ is no balance of this lab." + suggestion(name, among: balances)
        )
        return nil
    }

    // MARK: People

    mutating func operatorTask(
        _ say: String,
        _ moves: [Move],
        _ takes: Lapse?,
        _ step: Step,
        _ instance: Int
    ) {
        let text = interpolate(say, dollars: false, at: .key("say"))
        var changes: [PersonChange] = []
        for (index, move) in moves.enumerated() {
            let change = change(move) { .itemKey("moves", index, $0) }
            if let change { changes.append(change) }
        }
        let time = takes ?? step.timeout ?? plan.defaults.timeout
        if step.timeout == nil { graph.program.steps[instance].timeout = time }
        person(text, changes, time, instance)
    }

    private mutating func person(
        _ say: String,
        _ changes: [PersonChange],
        _ takes: Lapse?,
        _ instance: Int
    ) {
        let time = takes ?? graph.program.steps[instance].timeout
        perform(.person(PersonAct(say: say, changes: changes, takes: time)), instance)
    }

    /// A step of its own that only moves or covers.
    mutating func move(_ move: Move, _ instance: Int) {
        guard let change = change(move, { .key($0) }) else { return }
        person(words(change), [change], nil, instance)
    }

    mutating func calibrate(_ name: String, _ instance: Int) {
        guard let assembly = names.assembly(name) else {
            report(
                .unknownName,
                .key("device"),
                "This lab has no ‘\(name)’."
                    + suggestion(name, among: lab.assemblies.map(\.name))
            )
            return
        }
        let change = PersonChange.calibrate(assembly: assembly)
        person(words(change), [change], nil, instance)
    }

    mutating func identify(_ text: String, _ barcode: String?, _ instance: Int) {
        let code = barcode.map { interpolate($0, dollars: true, at: .key("barcode")) }
        guard let item = item(text, at: .key("item")) else { return }
        let change = PersonChange.identify(item: item, barcode: code)
        person(words(change), [change], nil, instance)
    }

    private func words(_ change: PersonChange) -> String {
        change.sentence(lab: lab, names: names)
    }

    private mutating func change(_ move: Move, _ spot: (String) -> Spot) -> PersonChange? {
        switch move {
        case .item(let text, let to):
            let (item, slot) = (item(text, at: spot("item")), slot(to, at: spot("to")))
            guard let item, let slot else { return nil }
            if names.vessels.type(ofItem: item).use == .tipRack,
                lab.deck.slots[slot].kind == .deck
            {
                tips.fill(lab, names, state)
                tips.add(rack: item, names, state)
            }
            return .move(item: item, slot: slot)
        case .contents(let text, let to):
            let (from, to) = (vessel(text, at: spot("contents")), vessel(to, at: spot("to")))
            guard let from, let to else { return nil }
            return .pour(from: from, to: to)
        case .cover(let text, let on):
            return item(text, at: spot("item")).map { .cover(item: $0, on ? .on : .off) }
        case .add(let text, let amount, let to):
            let substance = material(text, at: spot("add"))
            let vessel = vessel(to, at: spot("to"))
            let isLiquid = substance.map { lab.materials[$0].phase == .liquid } ?? false
            let dimensions: Dimensions = isLiquid ? .volume : .mass
            guard let substance, let vessel,
                let amount = size(amount, dimensions, "amount", at: spot("amount"))
            else { return nil }
            return .add(material: substance, amount: amount, vessel: vessel)
        }
    }
}

extension LabPoint {
    /// The unit its values are shown in.
    var unit: PhysicalUnit {
        if case .quantity(let unit) = definition.kind { unit } else { .one }
    }
}
