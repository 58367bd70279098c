import Devices
import Findings
import Quantities

extension ProfileDecoder {
    /// `jog: {stop, home, axes: […]}`: how a person moves the device.
    func jog(
        _ field: Field,
        _ points: [PointDefinition],
        _ actions: [ActionDefinition]
    ) -> JogDefinition? {
        field.mapping { members in
            let stopPlace = members.required("stop")
            let stop = stopPlace?.actionAlone(among: actions)
            let afterStop = members.optional("after-stop")?
                .choice(of: JogDefinition.AfterStop.self)
            let home = members.optional("home")?.actionAlone(among: actions)
            let axes =
                members.required("axes")?.uniqueList(of: "an axis", by: \.name) {
                    axis($0, points, actions)
                } ?? []
            if afterStop == .positionLost, home == nil {
                stopPlace?.report(
                    .badProfile,
                    "It loses the position, and no “home” finds it again."
                )
            }
            guard let stop else { return nil }
            return JogDefinition(
                stop: stop.name,
                afterStop: afterStop ?? .positionKept,
                home: home?.name,
                axes: axes
            )
        }
    }

    private func axis(
        _ field: Field,
        _ points: [PointDefinition],
        _ actions: [ActionDefinition]
    ) -> JogAxis? {
        field.mapping { members in
            let name = members.required("name")?.identifier()
            let pointPlace = members.required("point")
            let point = pointPlace?.reference("point", among: points.map(\.name))
            let actionPlace = members.required("action")
            let action = actionPlace?.reference("action", among: actions.map(\.name))
            let arguments = action.map { actions[$0].arguments } ?? []
            let argument = members.required("argument")?
                .reference("argument", among: arguments.map(\.name))
            let speed = members.required("speed")?
                .reference("argument", among: arguments.map(\.name))
            let retreat = members.optional("retreat")?.choice(of: JogAxis.Retreat.self)
            let fastestPlace = members.required("fastest")
            let stepsPlace = members.required("steps")
            guard let name, let point, let action, let argument, let speed, let pointPlace,
                case .quantity(let unit) = points[point].kind
            else { return nil }
            guard points[point].every != nil else {
                pointPlace.report(.badProfile, "A position that is not read tells nobody anything.")
                return nil
            }
            if actions[action].repeatClass != .absolute {
                actionPlace?.report(
                    .badProfile,
                    "By hand a device is moved to absolute positions only (“repeat: absolute”)."
                )
            }
            lintOthers(actions[action], [argument, speed], points, actionPlace)
            let fastest = fastestPlace?.quantity(of: unit.dimensions / .time)
            let steps = stepsPlace?.list(1...9) { $0.quantity(of: unit.dimensions) } ?? []
            if steps.contains(where: { $0.si <= 0 })
                || zip(steps, steps.dropFirst()).contains(where: { $0.si >= $1.si })
            {
                stepsPlace?.report(.badProfile, "Steps are more than nothing, and ascend.")
            }
            guard let fastest, fastest.si > 0 else { return nil }
            return JogAxis(
                name: name,
                point: points[point].name,
                action: actions[action].name,
                argument: arguments[argument].name,
                speedArgument: arguments[speed].name,
                fastest: fastest.si,
                steps: steps.map(\.si),
                retreat: retreat
            )
        }
    }

    /// Every other argument keeps the present value of the point of its name.
    private func lintOthers(
        _ action: ActionDefinition,
        _ given: [Int],
        _ points: [PointDefinition],
        _ place: Field?
    ) {
        for (index, argument) in action.arguments.enumerated() where !given.contains(index) {
            guard !points.contains(where: { $0.name == argument.name && $0.every != nil }) else {
                continue
            }
            place?.report(
                .badProfile,
                "“\(action.name)” also takes “\(argument.name)”, and no point of that name is read "
                    + "that it could keep."
            )
        }
    }
}

extension Field {
    /// An action that needs nothing said: nobody is there to say it.
    func actionAlone(among actions: [ActionDefinition]) -> ActionDefinition? {
        guard let index = reference("action", among: actions.map(\.name)) else { return nil }
        if !actions[index].arguments.isEmpty {
            report(.badProfile, "This action has arguments; nobody would give them.")
        }
        return actions[index]
    }
}
