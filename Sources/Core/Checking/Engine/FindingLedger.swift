import Findings

/// The findings of one check; the same fault at the same step is one finding with a count.
struct FindingLedger {
    struct Key: Hashable {
        var code: FindingCode
        var path: DocumentPath
    }

    /// More distinct findings than this help nobody.
    static let capacity = 1_000

    private(set) var findings: [Finding] = []
    private var positions: [Key: Int] = [:]
    private let disabled: Set<FindingCode>

    init(disabled: Set<FindingCode>) { self.disabled = disabled }

    /// True where nothing more needs to be said: a repetition, or a rule that is switched off.
    mutating func countAgain(_ key: Key) -> Bool {
        if disabled.contains(key.code) { return true }
        if let position = positions[key] {
            findings[position].count += 1
            return true
        }
        return findings.count >= Self.capacity
    }

    mutating func add(_ finding: Finding, _ key: Key) {
        positions[key] = findings.count
        findings.append(finding)
    }

    var hasErrors: Bool { findings.contains { $0.severity == .error } }
}
