import Devices
package import Execution
import Quantities

/// What follows faults, as the machine decides it.
extension RunEngine {
    /// Faults that a person must decide before the run goes on.
    package var openFaults: [OpenFault] { machine.openFaults }

    /// A person's decision: what was done counts for the acts after it.
    mutating func fixed(
        _ thread: Int,
        _ step: Int,
        _ fixUp: FixUp,
        at now: Instant,
        _ output: inout Output
    ) {
        let act = failedRuns[thread]?.act
        output.records.append(.fixed(step: step, act: act, fixUp, at: now))
        if fixUp == .done || fixUp == .discard, let run = failedRuns[thread] {
            situation.confirmed(run.lowered.effect)
            if fixUp == .discard {
                uncertain.append(run.act)
                output.records.append(.uncertain(act: run.act, at: now))
            }
        }
        failedRuns[thread] = nil
    }
}
