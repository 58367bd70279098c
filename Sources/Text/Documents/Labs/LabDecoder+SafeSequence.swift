import Devices
import Expressions
import Findings
import Labs
import Quantities

/// Safe sequences that cannot end in a safe state, or not in time.
extension LabDecoder {
    func lint(_ steps: [SafeStep], within: Lapse, _ stepPlaces: [Field], _ withinPlace: Field) {
        guard steps.count == stepPlaces.count else { return }
        for (index, step) in steps.enumerated() {
            lintConfirmation(step, stepPlaces[index])
            for earlier in steps[..<index] {
                lintContradiction(of: earlier, step, stepPlaces[index])
            }
        }
        lintTime(steps, within, withinPlace)
    }

    private func action(of step: SafeStep) -> ActionDefinition? {
        usedProfiles[devices[step.device].profile].action(step.action)
    }

    private func lintConfirmation(_ step: SafeStep, _ place: Field) {
        guard let action = action(of: step), action.confirm == nil else { return }
        (place.peek("action") ?? place).report(
            .badLab,
            "“\(action.name)” has no “confirm” in its profile, so nobody would know whether the "
                + "zone is safe. Take an action that is read back."
        )
    }

    /// Two steps of one sequence do not write one point to two values.
    private func lintContradiction(of first: SafeStep, _ second: SafeStep, _ place: Field) {
        guard first.device == second.device, let one = action(of: first),
            let other = action(of: second)
        else { return }
        let known = one.writes(with: first.arguments)
        for write in other.writes(with: second.arguments) {
            guard let before = known.first(where: { $0.point == write.point }),
                before.value != write.value
            else { continue }
            (place.peek("action") ?? place).report(
                .badLab,
                "“\(other.name)” writes “\(write.point)” to \(write.value.text), “\(one.name)” "
                    + "before it to \(before.value.text): one of them undoes the other."
            )
            return
        }
    }

    /// A command is awaited before the next one follows; then every action has its own time until
    /// it is read back.
    private func lintTime(_ steps: [SafeStep], _ within: Lapse, _ place: Field) {
        var sent = Lapse.zero
        for step in steps {
            guard let action = action(of: step) else { continue }
            for _ in action.commands { sent = sent + SafetyTiming.outcome }
            let end = sent + action.within
            if end > within {
                place.report(
                    .badLab,
                    "“\(action.name)” of “\(devices[step.device].name)” is confirmed within "
                        + "\(action.within.spoken), once this sequence has told it, up to "
                        + "\(sent.spoken) after the trip: the zone needs \(end.spoken). Give it "
                        + "that, or put the slow action first."
                )
                return
            }
        }
    }
}

extension ActionDefinition {
    /// The points it writes, with its arguments in place.
    fileprivate func writes(with arguments: [NamedParameter]) -> [(point: String, value: Expr)] {
        commands.compactMap { command in
            guard case .write(let point, let value) = command else { return nil }
            let filled = value.substituting { name in
                arguments.first { $0.name == name }.map { .literal($0.value) }
            }
            return (point, filled)
        }
    }
}
