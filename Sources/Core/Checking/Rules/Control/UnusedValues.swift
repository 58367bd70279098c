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
        for (index, slot) in check.program.slots.enumerated() {
            let stem = String(slot.name.prefix { $0 != "#" })
            if check.usedValues[index] {
                used.insert(stem)
            } else if !names.contains(stem), !stem.hasPrefix("weighed") {
                names.append(stem)
            }
        }
        let unused = names.filter { !used.contains($0) }
        guard !unused.isEmpty else { return }
        check.report(.unusedValue, path: DocumentPath([.key("steps")])) {
            Report("Nothing reads \(Say.list(unused)).")
        }
    }
}
