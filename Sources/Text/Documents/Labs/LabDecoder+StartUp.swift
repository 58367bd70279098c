import Devices
import Findings
import Labs
import Quantities

extension LabDecoder {
    /// What is to be done by hand each morning; the same thing twice is reported.
    func readStartUp(_ field: Field) -> [StartUpAction] {
        var seen: [StartUpAction] = []
        return field.list(0...100) { item in
            guard let action = item.mapping({ self.startUpAction(&$0) }) else { return nil }
            var bare = action
            bare.reason = ""
            if seen.contains(bare) {
                item.report(.duplicateName, "This is there already; once done, it is done.")
                return nil
            }
            seen.append(bare)
            return action
        } ?? []
    }

    private func startUpAction(_ members: inout Members) -> StartUpAction? {
        let device = members.required("device")?
            .lookUp("device", among: devices.map(\.name), declared: declared.devices)
        let actionPlace = members.required("action")
        let argumentPlace = members.optional("arguments")
        let reason = members.optional("reason").flatMap { $0.nonEmptyText() } ?? ""
        guard let device, let actionPlace else { return nil }
        let actions = usedProfiles[devices[device].profile].actions
        guard let index = actionPlace.reference("action", among: actions.map(\.name)) else {
            return nil
        }
        let action = actions[index]
        let arguments =
            argumentPlace.map { place in
                place.uniqueList(of: "an argument", by: \.name) { item in
                    item.mapping { Self.argument(of: action, &$0) }
                }
            } ?? []
        let given = Self.names(argumentPlace)
        for wanted in action.arguments
        where wanted.presence == .required && !given.contains(wanted.name) {
            actionPlace.report(.badLab, "“\(action.name)” needs the argument “\(wanted.name)”.")
        }
        lintEnd(of: action, device, actionPlace)
        return StartUpAction(
            device: device,
            action: action.name,
            arguments: arguments,
            reason: reason
        )
    }

    /// The arguments' names, whether their values are sound or not.
    private static func names(_ field: Field?) -> [String] {
        guard let field, field.form == .sequence else { return [] }
        return field.list { $0.form == .mapping ? $0.peek("name")?.scalarText : nil } ?? []
    }

    /// One argument, judged as what its action says it is.
    private static func argument(
        of action: ActionDefinition,
        _ members: inout Members
    ) -> StartUpAction.Argument? {
        let namePlace = members.required("name")
        let valuePlace = members.required("value")
        guard let namePlace, let valuePlace,
            let index = namePlace.reference(
                "argument of “\(action.name)”",
                among: action.arguments.map(\.name)
            )
        else { return nil }
        let definition = action.arguments[index]
        guard let value = valuePlace.value(of: definition.kind) else { return nil }
        let text = valuePlace.scalarText ?? ""
        return StartUpAction.Argument(name: definition.name, text: text, value: value)
    }

    /// What ends with the hand that holds the device is over before the first run begins.
    private func lintEnd(of action: ActionDefinition, _ device: Int, _ place: Field) {
        let profile = usedProfiles[devices[device].profile]
        let names = devices[device].manualEnd ?? profile.manualEnd.map { [$0] } ?? []
        let ends = names.filter { $0 != action.name }.compactMap { profile.action($0) }
        for end in ends where end.commands.contains(where: { $0.undoes(action.commands) }) {
            place.report(
                .badLab,
                "“\(action.name)” lasts only as long as somebody holds the device: “\(end.name)” "
                    + "(manual-end) ends it. Nothing of it is left when a run begins."
            )
            return
        }
    }
}

extension CommandTemplate {
    /// Whether this, sent at the end of a hold, ends what one of `others` began.
    fileprivate func undoes(_ others: [CommandTemplate]) -> Bool {
        others.contains { other in
            guard case .write(let point, let value) = self else { return other != self }
            guard case .write(let written, let wanted) = other else { return true }
            return written == point && wanted != value
        }
    }
}

extension Field {
    /// A value of this kind, in SI; flags are 0 or 1, choices their index.
    fileprivate func value(of kind: ArgumentKind) -> Quantity? {
        switch kind {
        case .quantity(let dimensions): return quantity(of: dimensions)
        case .difference: return quantity(of: .temperature, .difference)
        case .integer(let low, let high):
            return integer(in: low...high).map { .number(Double($0)) }
        case .flag: return flag().map { .number($0 ? 1 : 0) }
        case .choice(let words): return choice(among: words).map { .number(Double($0)) }
        case .wells, .text, .segments:
            report(.badLab, "Nobody can give this argument by hand.")
            return nil
        }
    }
}
