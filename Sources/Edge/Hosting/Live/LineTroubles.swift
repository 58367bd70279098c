package import Labs

extension Lab {
    /// What people are told of a line that is of no use, with the reason.
    package func trouble(of line: Int, _ reason: String) -> String {
        "Line \(lines[line].name): \(reason)"
    }
}

extension LabView {
    /// Why lines are closed, one sentence each.
    package func troubles(in lab: Lab) -> [(line: Int, sentence: String)] {
        lines.indices.compactMap { line in
            guard case .closed(let reason) = lines[line] else { return nil }
            return (line, lab.trouble(of: line, reason))
        }
    }
}
