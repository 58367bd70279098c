import Execution
import Findings

/// Values nobody reads are pointed out.
enum UnusedValues: Rule {
    static let codes: [FindingCode] = [.unusedValue]
    static let moments: Moments = .ended

    static func ended(in check: Inspection) {
        guard !check.program.slots.isEmpty else { return }
        var used: Set<String> = []
        var names: [String] = []
        var slots: [Int] = []
        for (index, slot) in check.program.slots.enumerated() {
            let stem = String(slot.name.prefix { $0 != "#" })
            if check.usedValues[index] {
                used.insert(stem)
            } else if !names.contains(stem), !stem.hasPrefix("weighed") {
                names.append(stem)
                slots.append(index)
            }
        }
        for (name, slot) in zip(names, slots) where !used.contains(name) {
            let path = check.program.step(writing: slot)?.path ?? DocumentPath([.key("steps")])
            check.report(.unusedValue, path: path) { Report("Nothing reads \(Say.list([name])).") }
        }
    }
}

extension Program {
    /// The first step that gives a slot its value.
    fileprivate func step(writing slot: Int) -> StepInstance? {
        let node = nodes.first { node in
            switch node.kind {
            case .assign(let written, _): written == slot
            case .ask(let question, _):
                questions[question].fields.contains {
                    ($0.slot..<($0.slot + max(1, $0.wells.count))).contains(slot)
                }
            case .act(let act):
                switch acts[act] {
                case .weigh(let weigh): weigh.slot == slot
                case .measure(_, let measured, _, _): measured == slot
                default: false
                }
            default: false
            }
        }
        return node.flatMap { steps.indices.contains($0.step) ? steps[$0.step] : nil }
    }
}
