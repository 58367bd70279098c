import Documents
import Findings

/// The catalogue of finding codes, for `check --codes`.
enum FindingCodes {
    static var text: String {
        let width = FindingCode.allCases.map(\.rawValue.count).max() ?? 0
        return FindingCode.allCases.map { code in
            let name = code.rawValue + String(repeating: " ", count: width - code.rawValue.count)
            let hazard = code.hazard == 0 ? "" : " (hazard \(code.hazard))"
            return "\(name)  \(code.severity.rawValue)  \(code.title)\(hazard)"
        }.joined(separator: "\n")
    }

    static var document: DocumentValue {
        .list(
            FindingCode.allCases.map { code in
                .members([
                    "code": .text(code.rawValue), "severity": .text(code.severity.rawValue),
                    "hazard": code.hazard == 0 ? nil : .integer(code.hazard),
                    "title": .text(code.title),
                ])
            }
        )
    }
}
