package import Findings
package import Records

/// A plan that did not pass, for its report.
package struct RefusedPlan: Sendable {
    package var card: RunCard
    package var findings: [Finding]
    /// The document's text, to quote lines from; nil where there is none.
    package var source: SourceText?

    package init(card: RunCard, findings: [Finding], source: SourceText? = nil) {
        self.card = card
        self.findings = findings
        self.source = source
    }
}

/// A document's lines, split once, for quoting.
package struct SourceText: Sendable {
    private let lines: [Substring]

    /// Lines end with LF or CR LF.
    package init(_ text: String) {
        lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    }

    /// Line `number`, from 1; nil where there is none.
    package func line(_ number: Int) -> String? {
        number >= 1 ? lines.at(number - 1).map(String.init) : nil
    }
}
