import Devices
import Expressions
import Findings
import Plans
import Quantities

/// Decodes steps; every shape of step has its function, and `do` chooses among them.
struct StepDecoder {
    /// Blocks nest at most this deep, so that the strict schema can be unrolled.
    static let greatestDepth = 6
    static let greatestCount = 20_000

    /// The structural steps, in the order the documentation has them.
    static let structural = [
        "use", "repeat", "retry", "for-each", "if", "parallel", "start", "join", "wait",
        "wait-until", "hold-while", "measure", "weigh", "calibrate", "identify", "move", "lid",
        "seal", "operator-task", "ask-planner", "ask-operator", "result", "set",
    ]

    var depth = 0

    mutating func steps(_ field: Field?, _ path: DocumentPath) -> [Step] {
        guard let field else { return [] }
        guard depth < Self.greatestDepth else {
            field.report(
                .tooLarge,
                "Blocks nest at most \(Self.greatestDepth) deep; use a procedure."
            )
            return []
        }
        depth += 1
        defer { depth -= 1 }
        var steps: [Step] = []
        guard let items = field.items(0...Self.greatestCount) else { return [] }
        steps.reserveCapacity(items.count)
        for (index, item) in items.enumerated() {
            let itemPath = path.index(index)
            if let step: Step = item.mapping({ step(&$0, itemPath) }) { steps.append(step) }
        }
        return steps
    }

    private mutating func step(_ members: inout Members, _ path: DocumentPath) -> Step? {
        let verb = members.required("do")
        let id = members.optional("id")?.identifier()
        _ = members.optional("note")?.text()
        let timeout = members.optional("timeout")?.lapse()
        let isQuestion = verb.map { $0.isText("ask-planner") || $0.isText("ask-operator") } ?? false
        let fault = isQuestion ? nil : members.optional("else")?.choice(of: FaultPolicy.self)
        let faults = members.optional("faults")?.faultRules()
        let hold = members.optional("on-hold")?.holdRule(longest: .unlimited)
        let due = due(&members)
        guard let verb, let name = verb.text() else {
            _ = members.others()
            return nil
        }
        guard let action = action(name, verb, &members, path) else { return nil }
        return Step(
            id: id,
            action: action,
            timeout: timeout,
            fault: fault,
            faults: faults,
            hold: hold,
            due: due,
            path: path
        )
    }

    private mutating func action(
        _ name: String,
        _ verb: Field,
        _ members: inout Members,
        _ path: DocumentPath
    ) -> StepAction? {
        if let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) {
            return call(name, dot, verb, &members)
        }
        switch name {
        case "use": return use(&members, path)
        case "repeat", "retry": return loop(name, &members, path)
        case "for-each": return forEach(&members, path)
        case "if": return choose(&members, path)
        case "parallel": return parallel(&members, path)
        case "start", "join": return background(name, &members, path)
        case "wait": return members.required("for")?.expression(of: .time).map { .wait($0) }
        case "wait-until":
            return members.required("condition")?.expression().map { .waitUntil($0) }
        case "hold-while": return holdWhile(&members, path)
        case "measure": return measure(&members)
        case "weigh": return weigh(&members)
        case "calibrate":
            return members.required("device")?.nonEmptyText().map { .calibrate(assembly: $0) }
        case "identify":
            let barcode = members.optional("barcode")?.nonEmptyText()
            return members.required("item")?.nonEmptyText().map {
                .identify(item: $0, barcode: barcode)
            }
        case "move", "lid", "seal": return move(name, &members)
        case "operator-task": return operatorTask(&members)
        case "ask-planner", "ask-operator": return ask(name, &members, path)
        case "result": return result(&members)
        case "set":
            let target = members.required("name")?.identifier()
            let value = members.required("value")?.expression()
            guard let target, let value else { return nil }
            return .set(name: target, value: value)
        default:
            refuse(verb, name)
            _ = members.others()
            return nil
        }
    }

    private func refuse(_ verb: Field, _ name: String) {
        let known = Self.structural + Verb.allCases.map { "\($0.definition.capability).\($0)" }
        let guess = NearestName.of(name, among: known).map { " Did you mean “\($0)”?" } ?? ""
        verb.report(.unknownName, "“\(JSONText.visible(name))” is nothing a plan can do.\(guess)")
    }

    /// `10 min after develop` or `within 30 min of develop`, with `tolerance`.
    private func due(_ members: inout Members) -> Due? {
        let tolerance = members.optional("tolerance")
        // `weigh` has a tolerance of its own, in grams.
        guard let field = members.optional("due") else { return nil }
        guard let text = field.text() else { return nil }
        let relation: Due.Relation = text.hasPrefix("within ") ? .within : .after
        let body = relation == .within ? text.dropFirst("within ".count) : text[...]
        let separator = relation == .within ? " of " : " after "
        let parts = body.split(separator: separator, maxSplits: 1)
        guard parts.count == 2, let delay = try? Quantity(parsing: String(parts[0])),
            delay.dimensions == .time, delay.si >= 0
        else {
            field.report(
                .badExpression,
                "Write it as “10 min after STEP” or “within 30 min of STEP”."
            )
            return nil
        }
        return Due(
            relation: relation,
            delay: Lapse(seconds: delay.si),
            step: String(parts[1]),
            tolerance: tolerance?.lapse() ?? Lapse(seconds: 30)
        )
    }

    private func call(
        _ name: String,
        _ dot: String.Index,
        _ verb: Field,
        _ members: inout Members
    ) -> StepAction? {
        let word = String(name[name.index(after: dot)...])
        guard let known = Verb(rawValue: word) else {
            let names = Verb.allCases.map(\.rawValue)
            let guess = NearestName.of(word, among: names).map { " Did you mean “\($0)”?" } ?? ""
            verb.report(.unknownName, "No device can “\(JSONText.visible(word))”.\(guess)")
            _ = members.others()
            return nil
        }
        var arguments: [Argument] = []
        for definition in known.definition.arguments {
            let field =
                definition.presence == .required
                ? members.required(definition.name) : members.optional(definition.name)
            if let value = field.flatMap({ argument($0, definition.kind) }) {
                arguments.append(Argument(definition.name, value))
            }
        }
        return .call(Call(assembly: String(name[..<dot]), verb: known, arguments: arguments))
    }

    private func argument(_ field: Field, _ kind: ArgumentKind) -> ArgumentValue? {
        switch kind {
        case .quantity(let dimensions): field.expression(of: dimensions).map { .expression($0) }
        case .difference: field.expression(of: .temperature, .difference).map { .expression($0) }
        case .integer(let low, let high): field.integer(in: low...high).map { .integer($0) }
        case .flag: field.flag().map { .flag($0) }
        case .choice(let names): field.choice(among: names).map { .text(names[$0]) }
        case .wells, .text: field.nonEmptyText().map { .text($0) }
        case .segments: segments(field).map { .segments($0) }
        }
    }

    private func segments(_ field: Field) -> [Segment]? {
        field.list(1...64) { item in
            item.mapping { members in
                let to = members.required("to")?.expression(of: .temperature)
                let rate = members.required("rate")?.expression(of: .rampRate)
                let dwell = members.optional("for")?.expression(of: .time)
                guard let to, let rate else { return nil }
                return Segment(to: to, rate: rate, dwell: dwell)
            }
        }
    }
}
