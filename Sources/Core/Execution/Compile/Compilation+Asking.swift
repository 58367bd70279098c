import Devices
import Expressions
import Findings
import Labs
import Plans
import Quantities

extension Compilation {
    /// `do: ask-planner` and `do: ask-operator`.
    mutating func ask(_ ask: AskStep, _ instance: Int) {
        let say = interpolate(ask.say, dollars: false, at: .key("say"))
        bind(ask.name, at: .key("as"))
        var fields: [QuestionField] = []
        var seen: [String] = []
        for (index, field) in ask.expect.enumerated() {
            if seen.contains(field.name) {
                report(
                    .duplicateName,
                    .item("expect", index),
                    "‘\(field.name)’ is expected twice."
                )
                continue
            }
            seen.append(field.name)
            if let made = self.field(field, ask.name) { fields.append(made) }
        }
        frames[frames.count - 1].names[ask.name] = .fields(seen)
        let fallback: QuestionFallback =
            switch ask.fallback {
            case .endLoop: .endLoop
            case .safeStop: .safeStop
            case .values(let values): .values(fallbackValues(values, ask, fields))
            }
        let question = graph.program.questions.count
        graph.program.questions.append(
            Question(
                whom: ask.whom,
                name: ask.name,
                say: say,
                fields: fields,
                deadline: ask.deadline,
                fallback: fallback
            )
        )
        let node = graph.emit(.ask(question, otherwise: graph.count + 1), step: instance)
        if fallback == .endLoop {
            // An answer that never came is readable nowhere after the loop.
            let names = frames[frames.count - 1].names
            let stem = ask.name + "."
            frames[frames.count - 1].names = names.filter {
                $0.key != ask.name && !$0.key.hasPrefix(stem)
            }
            endLoop(from: Edge(node, .otherwise), instance, at: .key("else"))
            frames[frames.count - 1].names = names
        } else {
            graph.attach([Edge(node, .otherwise)])
        }
    }

    private mutating func field(_ field: AnswerField, _ question: String) -> QuestionField? {
        let name = question + "." + field.name
        let spot = Spot.path(field.path)
        let slot: Int
        switch field.kind {
        case .quantity(let low, let high):
            guard inOrder(low, high, at: spot) else { return nil }
            slot = assign(name, low, high, at: spot)
        case .flag: slot = assign(name, .flag, Bounds(0, 1), .one, at: spot)
        case .choice(let words):
            guard !words.isEmpty else {
                report(.wrongType, spot, "A choice needs words to choose from.")
                return nil
            }
            slot = assign(name, .text, Bounds(0, Double(words.count - 1)), .one, at: spot)
        case .vessel:
            report(
                .wrongType,
                spot,
                "A vessel cannot be an answer, because nothing could be proved about it; offer a"
                    + " choice of words instead."
            )
            return nil
        case .table(let text, let low, let high):
            guard inOrder(low, high, at: spot), let wells = wells(text, at: spot) else {
                return nil
            }
            return table(field, name, wells, low, high)
        }
        return QuestionField(name: field.name, kind: field.kind, slot: slot, wells: [])
    }

    /// A slot for a quantity from `low` to `high`.
    private mutating func assign(
        _ name: String,
        _ low: Quantity,
        _ high: Quantity,
        at spot: Spot
    ) -> Int {
        let bounds = Bounds(low.si, high.si)
        return assign(name, .quantity(low.dimensions), bounds, low.unit, at: spot)
    }

    /// One slot for each well, called `question.field.A1`.
    private mutating func table(
        _ field: AnswerField,
        _ name: String,
        _ wells: [Int],
        _ low: Quantity,
        _ high: Quantity
    ) -> QuestionField {
        let first = graph.program.slots.count
        var labels: [String] = []
        for well in wells {
            let label = names.vessels.name(of: well)
            labels.append(label)
            let short = label.split(separator: "/").last.map(String.init) ?? label
            _ = assign(name + "." + short, low, high, at: .path(field.path))
        }
        return QuestionField(name: field.name, kind: field.kind, slot: first, wells: labels)
    }

    private mutating func inOrder(_ low: Quantity, _ high: Quantity, at spot: Spot) -> Bool {
        guard low.dimensions == high.dimensions else {
            report(.unitMismatch, spot, "‘\(low)’ and ‘\(high)’ are no range.")
            return false
        }
        guard low.si <= high.si else {
            report(.argumentOutOfRange, spot, "The range from ‘\(low)’ to ‘\(high)’ is empty.")
            return false
        }
        return true
    }

    /// One value for each slot, in the order of the fields; a table's wells take the same.
    private mutating func fallbackValues(
        _ values: [ProcedureValue],
        _ ask: AskStep,
        _ fields: [QuestionField]
    ) -> [Double] {
        for value in values where !ask.expect.contains(where: { $0.name == value.name }) {
            report(
                .unknownName,
                .path(value.path),
                "The question expects no ‘\(value.name)’."
                    + suggestion(value.name, among: ask.expect.map(\.name))
            )
        }
        var all: [Double] = []
        for field in fields {
            guard let value = values.first(where: { $0.name == field.name }) else {
                report(
                    .missingKey,
                    .key("values"),
                    "There is no value for ‘\(field.name)’ when nobody answers."
                )
                continue
            }
            guard let number = fallbackValue(value, field.kind) else { continue }
            all += Array(repeating: number, count: max(field.wells.count, 1))
        }
        return all
    }

    private mutating func fallbackValue(_ value: ProcedureValue, _ kind: AnswerKind) -> Double? {
        let spot = Spot.path(value.path)
        switch kind {
        case .flag where value.text == "true": return 1
        case .flag where value.text == "false": return 0
        case .choice(let words):
            if let index = words.firstIndex(of: value.text) { return Double(index) }
            report(.wrongAnswer, spot, "‘\(value.text)’ is not one of the question's words.")
        case .quantity(let low, let high), .table(_, let low, let high):
            guard let quantity = try? Quantity(parsing: value.text),
                quantity.dimensions == low.dimensions
            else {
                report(
                    .wrongAnswer,
                    spot,
                    "‘\(value.text)’ is not \(low.dimensions.spokenName)."
                )
                return nil
            }
            if Bounds(low.si, high.si).contains(quantity.si) { return quantity.si }
            report(
                .argumentOutOfRange,
                spot,
                "‘\(value.name)’ is \(quantity); it must be \(low) to \(high).",
                allowed: AllowedRange(low: low, high: high)
            )
        default: report(.wrongAnswer, spot, "‘\(value.text)’ is not what the question expects.")
        }
        return nil
    }

    // MARK: Values and results

    mutating func set(_ name: String, _ value: Expr, _ instance: Int) {
        guard let found = expression(value, .anything, at: .key("value")),
            let kind = kind(of: found, at: .key("value"))
        else {
            bind(name, at: .key("name"))
            return
        }
        var bounds = Bounds.everything
        if case .numbers(let range) = range(of: found) { bounds = range }
        let unit = unit(of: found, kind)
        let slot = assign(name, kind, bounds, unit, at: .key("name"))
        graph.emit(.assign(slot: slot, found), step: instance)
    }

    mutating func result(_ result: ResultStep, _ instance: Int) {
        let value = expression(result.value, .anything, at: .key("value"))
        var inputs: [Expr] = []
        for (index, input) in result.inputs.enumerated() {
            if let found = expression(input, .anything, at: .item("inputs", index)) {
                inputs.append(found)
            }
        }
        guard let value, let kind = kind(of: value, at: .key("value")) else { return }
        guard case .quantity(let dimensions) = kind else {
            report(.unitMismatch, .key("value"), "A result is a quantity, not \(kind.spokenName).")
            return
        }
        if let known = results[result.name], known.dimensions != dimensions {
            report(
                .unitMismatch,
                .key("value"),
                "‘\(result.name)’ is \(known.dimensions.spokenName) elsewhere in the plan."
            )
        }
        results[result.name] = ResultKind(dimensions: dimensions)
        let index = graph.program.results.count
        graph.program.results.append(
            ResultSpec(
                name: result.name,
                value: value,
                inputs: inputs,
                goal: result.goal,
                unit: unit(of: value, kind)
            )
        )
        graph.emit(.result(index), step: instance)
    }

    /// The unit to show a value in; an SI one where its own does not fit.
    private func unit(of expr: Expr, _ kind: ExprKind) -> PhysicalUnit {
        guard case .quantity(let dimensions) = kind else { return .one }
        let own = expr.unit { name in
            slotByName[name].map { graph.program.slots[$0].unit } ?? .one
        } point: { name in
            if let point = names.point(name) { return names.points[point].unit }
            return graph.program.results.first { $0.name == name }?.unit ?? .one
        }
        return own.dimensions == dimensions ? own : PhysicalUnit.base(dimensions)
    }
}
