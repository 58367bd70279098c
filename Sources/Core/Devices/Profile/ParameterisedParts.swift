package import Expressions
package import Quantities

/// The parts of a profile that read its parameters, as written: `$syringe / $steps`.
///
/// A profile as decoded already has its parameters' values in place; these parts are only for
/// giving it others.
package struct ParameterisedParts: Hashable, Sendable {
    /// The scale and offset of one point, nil where they are plain numbers.
    package struct Scaling: Hashable, Sendable {
        package var point: Int
        package var scale: Expr?
        package var offset: Expr?

        package init(point: Int, scale: Expr?, offset: Expr?) {
            self.point = point
            self.scale = scale
            self.offset = offset
        }
    }

    /// The ends of one limit.
    package struct Limit: Hashable, Sendable {
        package var low: Expr
        package var high: Expr

        package init(low: Expr, high: Expr) {
            self.low = low
            self.high = high
        }
    }

    package var actions: [ActionDefinition]
    /// One for each limit of the profile, in its order.
    package var limits: [Limit]
    package var scalings: [Scaling]

    package init(actions: [ActionDefinition], limits: [Limit], scalings: [Scaling]) {
        self.actions = actions
        self.limits = limits
        self.scalings = scalings
    }
}

extension DeviceProfile {
    /// The profile with other values for some of its parameters.
    ///
    /// Names it does not have are left out; nil where a scale or limit has no finite value then.
    /// Its vectors go where a value changed: they were taken with the profile's own.
    package func with(_ values: [NamedParameter]) -> DeviceProfile? {
        var profile = self
        for value in values {
            guard let index = profile.parameters.firstIndex(where: { $0.name == value.name })
            else { continue }
            if profile.parameters[index].value.si != value.value.si { profile.vectors = [] }
            profile.parameters[index] = value
        }
        return profile.resolved()
    }

    /// The profile with its parameters' values in place of their names.
    package func resolved() -> DeviceProfile? {
        guard let parts = parameterised else { return self }
        var profile = self
        profile.actions = parts.actions.map { action in
            var action = action
            action.commands = action.commands.map { $0.substituting(value) }
            action.confirm = action.confirm?.substituting(value)
            return action
        }
        for (index, limit) in parts.limits.enumerated() where limits.indices.contains(index) {
            guard let low = constant(limit.low), let high = constant(limit.high), low <= high
            else { return nil }
            profile.limits[index].bounds = Bounds(low, high)
        }
        for scaling in parts.scalings where points.indices.contains(scaling.point) {
            let unit = points[scaling.point].kind.unit
            var source = points[scaling.point].source
            if let expression = scaling.scale {
                guard let scale = factor(expression, in: unit), scale != 0 else { return nil }
                source.scale = scale
            }
            if let expression = scaling.offset {
                guard let offset = factor(expression, in: unit) else { return nil }
                source.offset = offset
            }
            profile.points[scaling.point].source = source
        }
        return profile
    }

    private func value(_ name: String) -> Expr? {
        parameters.first { $0.name == name }.map { .literal($0.value) }
    }

    /// The SI value of an expression over the parameters alone.
    private func constant(_ expression: Expr) -> Double? {
        expression.substituting(value).number(in: NoNames())
    }

    /// A scale or offset in the point's unit; a plain number is taken as it is.
    private func factor(_ expression: Expr, in unit: PhysicalUnit) -> Double? {
        let substituted = expression.substituting(value)
        guard let number = substituted.number(in: NoNames()) else { return nil }
        let kind = try? substituted.kind { _ in nil }
        return kind == .quantity(unit.dimensions) && unit.dimensions != .number
            ? number / unit.scale : number
    }
}

/// A scope in which no name has a value.
private struct NoNames: ExprScope {
    func value(of name: Expr) -> ExprValue { .bad }
    func history(_ function: ExprFunction, _ arguments: [Expr]) -> ExprValue { .bad }
}

extension CommandTemplate {
    fileprivate func substituting(_ value: (String) -> Expr?) -> CommandTemplate {
        switch self {
        case .write(let point, let expression):
            .write(point: point, value: expression.substituting(value))
        case .send(let request, let fields):
            .send(
                request: request,
                fields: fields.map {
                    CommandField(
                        name: $0.name,
                        value: $0.value.substituting(value),
                        unit: $0.unit
                    )
                }
            )
        }
    }
}

extension PointKind {
    /// The unit a document states the value in; flags and choices have none.
    package var unit: PhysicalUnit {
        if case .quantity(let unit) = self { unit } else { .one }
    }
}

extension PointSource {
    /// The factor in: value in the point's unit = raw × scale + offset.
    package var scale: Double {
        get {
            switch self {
            case .modbus(let field): field.scale
            case .serial(let field): field.scale
            }
        }
        set {
            switch self {
            case .modbus(var field):
                field.scale = newValue
                self = .modbus(field)
            case .serial(var field):
                field.scale = newValue
                self = .serial(field)
            }
        }
    }

    package var offset: Double {
        get {
            switch self {
            case .modbus(let field): field.offset
            case .serial(let field): field.offset
            }
        }
        set {
            switch self {
            case .modbus(var field):
                field.offset = newValue
                self = .modbus(field)
            case .serial(var field):
                field.offset = newValue
                self = .serial(field)
            }
        }
    }
}
