import Checking
import Execution
import Labs
import Plans
import Quantities

extension EndBounds {
    /// What a run may take from a stop or an abort to its safe state.
    ///
    /// A stop can come at any moment, so the proof of `finally` at the nominal end does not bound
    /// it: every step counts with the time the plan gives it, and with its proof where the plan
    /// gives it none.
    init(_ program: Program, _ proof: Proof, _ lab: Lab, zones: [Int]) {
        var safe = Lapse.zero
        for zone in zones where lab.zones.indices.contains(zone) {
            safe = max(safe, lab.zones[zone].within)
        }
        self.init(finally: Self.finally(program, proof), safe: safe)
    }

    private static func finally(_ program: Program, _ proof: Proof) -> Lapse {
        guard let thread = program.finally else { return .zero }
        guard proof.steps.count == program.steps.count else { return .unlimited }
        // `finally` is compiled last, with all its branches.
        let first = program.threads[thread].first
        var children: [Int: [Int]] = [:]
        var roots: [Int] = []
        for node in program.nodes[first...] {
            guard case .enter = node.kind else { continue }
            if let parent = program.steps[node.step].parent {
                children[parent, default: []].append(node.step)
            } else {
                roots.append(node.step)
            }
        }
        func allowance(_ step: Int) -> Lapse {
            let timeout = program.steps[step].timeout
            guard timeout == StepInstance.unlimited else { return timeout }
            let proved = proof.steps[step].end.high - proof.steps[step].start.high
            let inside = (children[step] ?? []).reduce(Lapse.zero) { $0 + allowance($1) }
            return max(inside, Lapse(seconds: proved))
        }
        return roots.reduce(moment) { $0 + allowance($1) }
    }

    /// What a few turns of the scan add to it all.
    private static let moment = Lapse(seconds: 2)
}
