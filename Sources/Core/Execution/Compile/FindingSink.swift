import Findings

/// Collects findings; one place that shows a fault again and again shows it once, with its count.
struct FindingSink {
    private struct Key: Hashable {
        var code: FindingCode
        var path: DocumentPath
    }

    /// More than anybody reads; a plan that is wrong everywhere stays cheap to refuse.
    static let greatestCount = 400

    private(set) var findings: [Finding] = []
    private(set) var hasErrors = false
    private var known: [Key: Int] = [:]

    mutating func add(_ finding: Finding) {
        if finding.severity == .error { hasErrors = true }
        let key = Key(code: finding.code, path: finding.path)
        if let index = known[key] {
            findings[index].count += 1
            return
        }
        guard findings.count < Self.greatestCount else { return }
        known[key] = findings.count
        findings.append(finding)
    }
}
