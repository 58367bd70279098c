import Checking
import Devices
import Documents
import Execution
import Interlocks
import Labs
import Running

/// What people are told of a run that does not go on by itself.
extension RunDesk {
    /// Why it rests though nobody holds it; nil where that is not so.
    func whyHeld(_ policy: RestartPolicy) -> String? {
        guard origin == .takenUp, state == .holding || state == .held else { return nil }
        let happened = "Its host had died. "
        if !openFaults.isEmpty { return happened + "What it left is to be decided: athanor fix." }
        if !uncertain.isEmpty {
            return happened + "An amount is uncertain: athanor resume, where the rest is proved "
                + "with it, or athanor stop."
        }
        return happened + "What was under way is being found out; what it relies on must stand; "
            + (policy.resumption == .byItself ? "then it goes on." : "then athanor resume.")
    }

    /// Faults that wait for a person's decision, and what can be decided.
    ///
    /// With what the act was to do, and what its devices show now.
    func faults(_ image: ProcessImage, _ loaded: LoadedLab) -> [DocumentValue] {
        openFaults.map { fault in
            let step = checked.program.steps[fault.step]
            let act = fault.act.flatMap { number in
                checked.program.acts.indices.contains(number) ? checked.program.acts[number] : nil
            }
            return .members([
                "thread": .integer(fault.thread), "step": .text(step.id),
                "title": .text(step.title), "kind": .text(fault.kind.rawValue),
                "act": act.map { .text($0.title(names: loaded.names, lab: loaded.lab)) },
                "shows": .list(
                    act.map { LiveWords.evidence(of: $0, image, loaded).map { .text($0) } } ?? []
                ),
                "fix-ups": .list(fault.fixUps.map { .text($0.rawValue) }),
            ])
        }
    }
}
