package import Devices
package import Expressions
package import Labs
import Quantities

/// Turns a profile's action into the commands of one device.
package struct ActionCommands: Sendable {
    private let lab: Lab

    package init(_ lab: Lab) { self.lab = lab }

    /// The commands of `action` with these arguments (SI), in order; nil where a value is unknown,
    /// not finite, or a point, request or field does not exist.
    ///
    /// A command that needs an optional argument which was not given is left out.
    package func bodies(
        of action: ActionDefinition,
        arguments: [NamedParameter],
        device: Int
    ) -> [CommandBody]? {
        guard lab.devices.indices.contains(device) else { return nil }
        let scope = ActionScope(lab, device: device, arguments: arguments)
        let absent = action.arguments.filter { argument in
            argument.presence == .optional && !arguments.contains { $0.name == argument.name }
        }.map { Expr.variable($0.name) }
        var bodies: [CommandBody] = []
        for command in action.commands
        where !command.expressions.contains(where: { $0.reads(absent) }) {
            guard let body = body(of: command, scope) else { return nil }
            bodies.append(body)
        }
        return bodies
    }

    private func body(of command: CommandTemplate, _ scope: ActionScope) -> CommandBody? {
        let profile = scope.profile
        switch command {
        case .write(let name, let expression):
            guard let point = profile.pointIndex(name),
                let value = profile.points[point].number(expression.value(in: scope))
            else { return nil }
            return .write(point: point, value: value)
        case .send(let name, let fields):
            guard let definition = lab.protocolDefinition(of: profile),
                let request = definition.requests.firstIndex(where: { $0.name == name })
            else { return nil }
            var values: [Double] = []
            for field in definition.requests[request].send.ownFields {
                guard let filled = fields.first(where: { $0.name == field }),
                    let number = filled.value.number(in: scope)
                else { return nil }
                values.append(filled.unit.value(si: number))
            }
            guard values.allSatisfy(\.isFinite) else { return nil }
            return .send(request: request, fields: values)
        }
    }
}

/// The names an action's expressions read: its arguments, then the device's parameters.
package struct ActionScope: ExprScope {
    let profile: DeviceProfile
    private let parameters: [NamedParameter]
    private let arguments: [NamedParameter]

    package init(_ lab: Lab, device: Int, arguments: [NamedParameter]) {
        let instance = lab.devices[device]
        profile = lab.profiles[instance.profile]
        parameters = instance.parameters
        self.arguments = arguments
    }

    package func value(of name: Expr) -> ExprValue {
        guard case .variable(let name) = name else { return .bad }
        let found =
            arguments.first { $0.name == name } ?? parameters.first { $0.name == name }
            ?? profile.simulator.parameters.first { $0.name == name }
        return found.map { .number($0.value.si) } ?? .bad
    }

    package func history(_ function: ExprFunction, _ arguments: [Expr]) -> ExprValue { .bad }
}

extension PointDefinition {
    /// The image's number for a value of this point; nil where it is none of its kind.
    func number(_ value: ExprValue) -> Double? {
        switch value {
        case .number(let number): return number.isFinite ? number : nil
        case .flag(let flag): return flag ? 1 : 0
        case .text(let word):
            guard case .choice(let choices) = kind else { return nil }
            return choices.firstIndex(of: word).map(Double.init)
        case .bad: return nil
        }
    }
}

extension Lab {
    /// The protocol a serial device is spoken to in; nil for Modbus.
    package func protocolDefinition(of profile: DeviceProfile) -> ProtocolDefinition? {
        guard case .serial(let name, _) = profile.link else { return nil }
        return protocols.first { $0.name == name }
    }
}

extension CommandTemplate {
    var expressions: [Expr] {
        switch self {
        case .write(_, let value): [value]
        case .send(_, let fields): fields.map(\.value)
        }
    }
}

extension Expr {
    fileprivate func reads(_ names: [Expr]) -> Bool {
        !names.isEmpty && self.names.contains { names.contains($0) }
    }
}
