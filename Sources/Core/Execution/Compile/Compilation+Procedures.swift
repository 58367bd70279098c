import Devices
import Expressions
import Findings
import Labs
import Plans
import Quantities

extension Compilation {
    /// `do: use`: the procedure's steps in place, its parameters bound to the given values.
    ///
    /// Names assigned inside are readable outside as `id.name`, by the id of the `use`.
    mutating func use(_ name: String, _ values: [ProcedureValue], _ instance: Int) {
        guard let index = plan.procedures.firstIndex(where: { $0.name == name }) else {
            report(
                .unknownName,
                .key("procedure"),
                "No procedure is called ‘\(name)’."
                    + suggestion(name, among: plan.procedures.map(\.name))
            )
            return
        }
        usedProcedures.insert(index)
        guard !procedures.contains(index) else {
            let chain = (procedures + [index]).map { plan.procedures[$0].name }
            report(
                .planTooLarge,
                .key("procedure"),
                "A procedure cannot use itself: \(chain.joined(separator: " → "))."
            )
            return
        }
        let procedure = plan.procedures[index]
        var frame = Frame(.procedure)
        frame.names = bindings(procedure, values, instance)
        let outer = place
        place.prefix = graph.program.steps[instance].id + "/"
        procedures.append(index)
        frames.append(frame)
        compile(procedure.steps)
        reportUnjoined()
        let ended = frames.removeLast()
        procedures.removeLast()
        place = outer
        guard let id = outer.id else { return }
        export(ended, as: id, without: procedure.parameters)
    }

    private mutating func export(_ frame: Frame, as id: String, without: [ProcedureParameter]) {
        for name in frame.names.keys.sorted() where !without.contains(where: { $0.name == name }) {
            guard let binding = frame.names[name] else { continue }
            frames[frames.count - 1].names[id + "." + name] = binding
        }
    }

    /// What each parameter stands for.
    private mutating func bindings(
        _ procedure: Procedure,
        _ values: [ProcedureValue],
        _ instance: Int
    ) -> [String: Binding] {
        var bound: [String: Binding] = [:]
        for value in values
        where !procedure.parameters.contains(where: { $0.name == value.name }) {
            report(
                .unknownName,
                .path(value.path),
                "‘\(procedure.name)’ has no parameter ‘\(value.name)’."
                    + suggestion(value.name, among: procedure.parameters.map(\.name))
            )
        }
        for parameter in procedure.parameters {
            guard let value = values.first(where: { $0.name == parameter.name }) else {
                report(
                    .missingKey,
                    .key("values"),
                    "‘\(procedure.name)’ needs a value for ‘\(parameter.name)’."
                )
                continue
            }
            bound[parameter.name] = binding(parameter, value, instance)
        }
        return bound
    }

    private mutating func binding(
        _ parameter: ProcedureParameter,
        _ value: ProcedureValue,
        _ instance: Int
    ) -> Binding? {
        let spot = Spot.path(value.path)
        switch parameter.kind {
        case .vessel:
            let text = interpolate(value.text, dollars: true, at: spot)
            if let known = wells(value.text, at: spot) { return .wells(text, known) }
            return .wells(text, [])
        case .choice(let words):
            let word = interpolate(value.text, dollars: true, at: spot)
            if words.contains(word) { return .value(.text(word)) }
            report(
                .argumentOutOfRange,
                spot,
                "‘\(word)’ is not one of: \(words.joined(separator: ", "))."
                    + suggestion(word, among: words)
            )
            return nil
        case .flag:
            return parsed(value, .flag).map { .value($0) }
        case .quantity(let low, let high), .table(_, let low, let high):
            return quantity(parameter, value, low, high, instance)
        }
    }

    private mutating func parsed(_ value: ProcedureValue, _ wanted: Wanted) -> Expr? {
        let spot = Spot.path(value.path)
        do throws(ExprError) {
            return expression(try Expr(parsing: value.text), wanted, at: spot)
        } catch {
            report(error.code, spot, error.message.capitalised + ".")
            return nil
        }
    }

    /// A quantity inside the parameter's range.
    ///
    /// What may leave the range is assigned to a slot with that range, so that the checker judges
    /// it and the run holds it.
    private mutating func quantity(
        _ parameter: ProcedureParameter,
        _ value: ProcedureValue,
        _ low: Quantity,
        _ high: Quantity,
        _ instance: Int
    ) -> Binding? {
        guard let expr = parsed(value, .quantity(low.dimensions)) else { return nil }
        let allowed = Bounds(low.si, high.si)
        guard case .numbers(let range) = range(of: expr), allowed.contains(range) else {
            if let constant = expr.constant {
                report(
                    .argumentOutOfRange,
                    .path(value.path),
                    "‘\(parameter.name)’ is \(constant); it must be \(low) to \(high).",
                    numbers: [NamedQuantity(parameter.name, constant)],
                    allowed: AllowedRange(low: low, high: high)
                )
                return .value(expr)
            }
            let slot = newSlot(parameter.name, .quantity(low.dimensions), allowed, low.unit)
            graph.emit(.assign(slot: slot, expr), step: instance)
            return .slot(slot)
        }
        return .value(expr)
    }
}
