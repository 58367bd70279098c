import Devices
import Execution
import Expressions
import Interlocks
import Labs
import Quantities
import Scanning

/// Turns device calls into commands and programs that confirm them.
struct CallPreparation: Sendable {
    /// A point written directly must read back within this time.
    static let readBackTime = Lapse(seconds: 5)

    private let lab: Lab
    private let names: LabNames
    private let commands: ActionCommands

    init(_ lab: Lab, _ names: LabNames) {
        self.lab = lab
        self.names = names
        commands = ActionCommands(lab)
    }

    /// The call ready to be sent; nil where its device has no such action or point.
    func prepare(_ call: DeviceCall, rates: inout RateTable) -> PreparedCall? {
        guard lab.devices.indices.contains(call.device) else { return nil }
        let profile = lab.profiles[lab.devices[call.device].profile]
        switch call.command {
        case .write(let point, let value):
            guard profile.points.indices.contains(point) else { return nil }
            return PreparedCall(
                call: call,
                bodies: [.write(point: point, value: value)],
                confirm: readBack(call.device, profile.points[point], value, &rates),
                within: Self.readBackTime,
                repeats: .absolute,
                unconfirmed: .outputStuck
            )
        case .action(let name, let arguments):
            guard let action = profile.action(name),
                let bodies = commands.bodies(of: action, arguments: arguments, device: call.device)
            else { return nil }
            var prepared = PreparedCall(
                call: call,
                bodies: bodies,
                confirm: nil,
                within: action.within,
                repeats: action.repeatClass,
                unconfirmed: .outputStuck
            )
            if let confirm = action.confirm {
                guard let program = program(confirm, call.device, arguments, &rates) else {
                    return nil
                }
                prepared.confirm = program
            }
            // What makes it ready again is not done as long as it says that it is not ready.
            if let restarted = profile.restarted, profile.jog?.home != name {
                prepared.restarted = program(restarted, call.device, [], &rates)
            }
            return prepared
        }
    }

    /// The program of an expression over one device's points and an action's arguments.
    func program(
        _ expression: Expr,
        _ device: Int,
        _ arguments: [NamedParameter],
        _ rates: inout RateTable
    ) -> PointProgram? {
        let instance = lab.devices[device]
        let profile = lab.profiles[instance.profile]
        let first = names.firstPoint[device]
        var compiler = PointCompiler(
            names: names,
            constants: ActionScope(lab, device: device, arguments: arguments),
            unknown: .staysUnknown,
            point: { name in
                let own = instance.aliases.first { $0.name == name }?.point ?? name
                return profile.pointIndex(own).map { first + $0 }
            }
        )
        return try? compiler.compile(expression, rates: &rates)
    }

    private func readBack(
        _ device: Int,
        _ point: PointDefinition,
        _ value: Double,
        _ rates: inout RateTable
    ) -> PointProgram? {
        guard point.access != .write else { return nil }
        let expression: Expr
        switch point.kind {
        case .flag: expression = value == 0 ? .not(.point(point.name)) : .point(point.name)
        case .choice, .quantity:
            expression = .within(
                .point(point.name),
                distance: .literal(.number(abs(value) * 1e-4)),
                of: .literal(.number(value))
            )
        }
        return program(expression, device, [], &rates)
    }
}
