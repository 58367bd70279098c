import Devices
import Expressions
package import Labs
import Quantities

/// The last look at a command's numbers before it may reach a wire.
///
/// Every value a point or a request's field can take is bounded by what the profile's actions would
/// put there with arguments inside the profile's limits, and for points by the limit itself.
package struct CommandGuards: Sendable {
    /// By device, then by point of its profile.
    private var points: [[Bounds]] = []
    /// By device, then request of its protocol, then field.
    private var fields: [[[Bounds]]] = []

    package init(_ lab: Lab) {
        for device in lab.devices.indices {
            let instance = lab.devices[device]
            let profile = lab.profiles[instance.profile]
            let requests = lab.protocolDefinition(of: profile)?.requests ?? []
            var points = profile.points.map(\.allowed)
            var fields = requests.map { $0.send.ownFields.map { _ in Bounds?.none } }
            var written = [Bounds?](repeating: nil, count: points.count)
            for action in profile.actions {
                let reach = ActionReach(lab, device: device, action: action)
                for command in action.commands {
                    switch command {
                    case .write(let name, let value):
                        guard let point = profile.pointIndex(name) else { continue }
                        let range = reach.bounds(of: value, point: profile.points[point])
                        written[point] = written[point]?.hull(range) ?? range
                    case .send(let name, let filled):
                        guard let request = requests.firstIndex(where: { $0.name == name }) else {
                            continue
                        }
                        let names = requests[request].send.ownFields
                        for (field, fieldName) in names.enumerated() {
                            guard let fill = filled.first(where: { $0.name == fieldName }) else {
                                continue
                            }
                            let range = reach.bounds(of: fill.value)
                            let wire = Bounds(
                                fill.unit.value(si: range.low),
                                fill.unit.value(si: range.high)
                            )
                            fields[request][field] = fields[request][field]?.hull(wire) ?? wire
                        }
                    }
                }
            }
            for point in points.indices {
                let limit = profile.limit(for: profile.points[point]) ?? .everything
                let either = written[point].flatMap { $0.intersection(limit) } ?? limit
                points[point] = either.intersection(points[point]) ?? points[point]
            }
            self.points.append(points)
            self.fields.append(fields.map { $0.map { $0 ?? .everything } })
        }
    }

    /// Whether the command's numbers may reach the wire.
    package func allow(_ request: CommandRequest) -> Bool {
        switch request.body {
        case .write(let point, let value):
            guard let bounds = points[safe: request.device]?[safe: point] else { return false }
            return value.isFinite && bounds.contains(value)
        case .send(let number, let values):
            guard let bounds = fields[safe: request.device]?[safe: number],
                bounds.count == values.count
            else { return false }
            for (value, allowed) in zip(values, bounds) {
                guard value.isFinite, allowed.contains(value) else { return false }
            }
            return true
        }
    }
}

/// What an action's expressions can yield while its arguments are inside the profile's limits.
private struct ActionReach {
    private let scope: ActionScope
    private let limits: [(name: String, Bounds)]

    init(_ lab: Lab, device: Int, action: ActionDefinition) {
        scope = ActionScope(lab, device: device, arguments: [])
        let profile = lab.profiles[lab.devices[device].profile]
        limits = action.arguments.map { ($0.name, profile.limit(for: $0)) }
    }

    func bounds(of expression: Expr) -> Bounds {
        let range = expression.range { name in
            if case .variable(let variable) = name,
                let limit = limits.first(where: { $0.name == variable })
            {
                return .numbers(limit.1)
            }
            if case .number(let number) = scope.value(of: name) { return .numbers(Bounds(number)) }
            return .anything
        }
        if case .numbers(let bounds) = range { return bounds }
        return .everything
    }

    func bounds(of expression: Expr, point: PointDefinition) -> Bounds {
        switch point.kind {
        case .quantity: bounds(of: expression)
        case .flag, .choice: point.allowed
        }
    }
}

extension DeviceProfile {
    /// The limit an action's argument must keep: of its name, or the only one of its dimensions.
    fileprivate func limit(for argument: ArgumentDefinition) -> Bounds {
        if let named = limit(argument.name) { return named }
        switch argument.kind {
        case .integer(let low, let high): return Bounds(Double(low), Double(high))
        case .quantity(let dimensions): return onlyLimit(dimensions) ?? .everything
        default: return .everything
        }
    }

    /// The limit a point must keep.
    fileprivate func limit(for point: PointDefinition) -> Bounds? {
        if let named = limit(point.name) { return named }
        guard case .quantity(let unit) = point.kind else { return nil }
        return onlyLimit(unit.dimensions)
    }

    private func onlyLimit(_ dimensions: Dimensions) -> Bounds? {
        guard dimensions != .number else { return nil }
        let fitting = limits.filter { $0.unit.dimensions == dimensions }
        return fitting.count == 1 ? fitting.first?.bounds : nil
    }
}

extension PointDefinition {
    /// What a value of this kind can be at all.
    fileprivate var allowed: Bounds {
        switch kind {
        case .quantity: .everything
        case .flag: Bounds(0, 1)
        case .choice(let choices): Bounds(0, Double(max(choices.count - 1, 0)))
        }
    }
}

extension Array {
    /// The element, nil outside the array.
    subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
