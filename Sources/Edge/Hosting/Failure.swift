package import Findings

/// Why a command cannot do what it was asked: one sentence, and findings where a document is at
/// fault.
package struct Failure: Error, Sendable {
    package var message: String
    package var findings: [Finding]

    package init(_ message: String, findings: [Finding] = []) {
        self.message = message
        self.findings = findings
    }
}
