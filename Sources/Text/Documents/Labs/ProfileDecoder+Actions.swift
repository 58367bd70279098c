import Devices
import Expressions
import Findings
import Quantities

extension ProfileDecoder {
    func action(_ field: Field, _ points: [PointDefinition]) -> ActionDefinition? {
        field.mapping { members in
            let name = members.required("name")?.identifier()
            let argumentPlace = members.optional("arguments")
            let arguments =
                argumentPlace?.uniqueList(of: "an argument", by: \.name) { argument($0) } ?? []
            for argument in arguments where parameters.contains(where: { $0.name == argument.name })
            {
                argumentPlace?.report(
                    .duplicateName,
                    "The argument “\(argument.name)” has the name of a parameter."
                )
            }
            let own = parameterNames + arguments.map(\.exprName)
            let commandPlace = members.required("commands")
            let commands =
                commandPlace?.list(1...64) { command($0, points, own) } ?? []
            let place = members.optional("confirm")
            let confirm = place?.expression()
            if let place, let confirm {
                place.check(confirm, yields: .flag, knowing: own + points.map(\.exprName))
            }
            let within = members.required("within")?.lapse()
            let repeats = members.required("repeat")?.choice(of: RepeatClass.self)
            let faultPlace = members.optional("faults")
            let faults = faultPlace?.faultRules()
            lintUse(of: arguments, in: commands, argumentPlace)
            guard let name, let within, let repeats else { return nil }
            if let faultPlace, let faults { lint(faults, repeats, faultPlace) }
            return ActionDefinition(
                name: name,
                arguments: arguments,
                commands: commands,
                confirm: confirm,
                within: within,
                repeatClass: repeats,
                faults: faults
            )
        }
    }

    /// A profile that says what follows faults says it of every kind.
    private func lint(_ faults: FaultRules, _ repeats: RepeatClass, _ place: Field) {
        place.lint(faults, for: FaultScope(.act(repeats)))
        guard !faults.gaps.isEmpty else { return }
        let gaps = faults.gaps.map(\.rawValue).joined(separator: ", ")
        place.report(
            .faultPolicyGap,
            "Nothing is said of \(gaps). Name every kind, or say “any: …” for the rest."
        )
    }

    private func lintUse(
        of arguments: [ArgumentDefinition],
        in commands: [CommandTemplate],
        _ place: Field?
    ) {
        let read = commands.flatMap { command in
            switch command {
            case .write(_, let value): value.names
            case .send(_, let fields): fields.flatMap(\.value.names)
            }
        }
        for argument in arguments where !read.contains(.variable(argument.name)) {
            place?.report(
                .unusedValue,
                "No command uses the argument “\(argument.name)”. Use it as $\(argument.name)."
            )
        }
    }

    /// `{name: to, unit: degC}`, `{name: port, whole: [1, 9]}`, `choices: […]` or `kind: flag`.
    private func argument(_ field: Field) -> ArgumentDefinition? {
        field.mapping { members in
            let name = members.required("name")?.identifier()
            let summary = members.optional("summary")?.text() ?? ""
            let unit = members.optional("unit")
            let whole = members.optional("whole")
            let choices = members.optional("choices")
            let word = members.optional("kind")
            let kind: ArgumentKind?
            switch (unit, whole, choices, word) {
            case (let unit?, nil, nil, nil):
                kind = unit.unit().map { .quantity($0.dimensions) }
            case (nil, let whole?, nil, nil):
                let ends = whole.list(2...2) { $0.integer(in: -1_000_000...1_000_000) } ?? []
                kind = ends.count == 2 ? .integer(low: ends[0], high: ends[1]) : nil
            case (nil, nil, let choices?, nil):
                kind = choices.list(1...256) { $0.nonEmptyText() }.map { .choice($0) }
            case (nil, nil, nil, let word?):
                kind = word.choice(among: ["flag"]).map { _ in .flag }
            default:
                members.report(
                    .badProfile,
                    "What is it? Give one of “unit: degC”, “whole: [1, 9]”, “choices: [a, b]” or "
                        + "“kind: flag”."
                )
                kind = nil
            }
            guard let name, let kind else { return nil }
            return ArgumentDefinition(name, kind, .required, summary)
        }
    }

    /// `write: {point, value}` or `send: {request, fields}`.
    private func command(
        _ field: Field,
        _ points: [PointDefinition],
        _ names: [ExprName]
    ) -> CommandTemplate? {
        field.mapping { members in
            switch (members.optional("write"), members.optional("send")) {
            case (let write?, nil): return self.write(write, points, names)
            case (nil, let send?): return self.send(send, names)
            default:
                members.report(.badProfile, "A command is either “write” or “send”.")
                return nil
            }
        }
    }

    private func write(
        _ field: Field,
        _ points: [PointDefinition],
        _ names: [ExprName]
    ) -> CommandTemplate? {
        field.mapping { members in
            let place = members.required("point")
            let index = place?.reference("point", among: points.map(\.name))
            let valuePlace = members.required("value")
            guard let index, let valuePlace else { return nil }
            let point = points[index]
            if point.access == .read {
                place?.report(.badProfile, "This point is only read.")
            }
            return value(valuePlace, for: point.kind, names).map {
                .write(point: point.name, value: $0)
            }
        }
    }

    /// A value to write: flags become 0 or 1, choices their index.
    private func value(_ place: Field, for kind: PointKind, _ names: [ExprName]) -> Expr? {
        if case .choice(let choices) = kind, place.form == .text,
            place.scalarText?.hasPrefix("$") != true
        {
            return place.choice(among: choices).map { .literal(.number(Double($0))) }
        }
        if kind == .flag, place.form == .flag {
            return place.flag().map { .literal(.number($0 ? 1 : 0)) }
        }
        guard let expression = place.expression() else { return nil }
        return place.check(expression, yields: kind.exprKind, knowing: names) ? expression : nil
    }

    private func send(_ field: Field, _ names: [ExprName]) -> CommandTemplate? {
        field.mapping { members in
            guard modbus == nil else {
                members.report(.badProfile, "This device is on Modbus; write points instead.")
                return nil
            }
            let place = members.required("request")
            guard let place, let name = place.nonEmptyText() else { return nil }
            let fieldPlace = members.optional("fields")
            let fields =
                fieldPlace?.uniqueList(of: "a field", by: \.name) { item in
                    item.mapping { commandField(&$0, names) }
                } ?? []
            if let usedProtocol,
                let index = place.reference("request", among: usedProtocol.requests.map(\.name))
            {
                lint(fields, usedProtocol.requests[index], place, fieldPlace)
            }
            return .send(request: name, fields: fields)
        }
    }

    /// Every field of the template is provided, and nothing else.
    private func lint(
        _ fields: [CommandField],
        _ request: RequestDefinition,
        _ place: Field,
        _ fieldPlace: Field?
    ) {
        let wanted = request.send.ownFields
        for name in wanted where !fields.contains(where: { $0.name == name }) {
            (fieldPlace ?? place).report(
                .badProfile,
                "The request “\(request.name)” has a field “\(name)”; nothing provides it."
            )
        }
        for field in fields where !wanted.contains(field.name) {
            (fieldPlace ?? place).reportUnknown(
                field.name,
                "field in the request “\(request.name)”",
                among: wanted
            )
        }
    }

    private func commandField(_ members: inout Members, _ names: [ExprName]) -> CommandField? {
        let name = members.required("name")?.identifier()
        let place = members.required("value")
        let unitPlace = members.optional("unit")
        let unit = unitPlace.map { $0.unit() } ?? PhysicalUnit.one
        guard let name, let place, let unit, let value = place.expression() else { return nil }
        place.check(value, yields: .quantity(unit.dimensions), knowing: names)
        return CommandField(name: name, value: value, unit: unit)
    }
}

extension ArgumentDefinition {
    /// The argument as expressions read it.
    var exprName: ExprName {
        let kind: ExprKind
        switch self.kind {
        case .quantity(let dimensions): kind = .quantity(dimensions)
        case .difference: kind = .quantity(.temperature)
        case .integer: kind = .quantity(.number)
        case .flag: kind = .flag
        case .choice, .wells, .text, .segments: kind = .text
        }
        return ExprName(variable: name, kind)
    }
}
