package import Findings
import Quantities
package import Records

/// Findings as JSON with stable keys, for programs.
package enum FindingJSON {
    /// A list of findings.
    package static func render(_ findings: [Finding]) -> String {
        var json = JSONWriter()
        json.findings(findings)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    /// One finding.
    package static func render(_ finding: Finding) -> String {
        var json = JSONWriter()
        json.finding(finding)
        return String(decoding: json.bytes, as: UTF8.self)
    }
}

extension JSONWriter {
    package mutating func findings(_ findings: [Finding]) {
        openList()
        for finding in findings { self.finding(finding) }
        closeList()
    }

    fileprivate mutating func finding(_ finding: Finding) {
        open()
        member("code", finding.code.rawValue)
        member("severity", finding.severity.rawValue)
        member("step", finding.step)
        member("path", finding.path.description)
        member("file", finding.location?.file)
        if let place = finding.location {
            member("line", place.line)
            member("column", place.column)
        }
        member("message", finding.message)
        key("numbers")
        openList()
        for number in finding.numbers {
            open()
            member("name", number.name)
            member("value", number.quantity.value)
            member("unit", number.quantity.unit.symbol)
            close()
        }
        closeList()
        key("allowed")
        allowed(finding.allowed)
        key("trace")
        openList()
        for line in finding.trace { text(line) }
        closeList()
        member("count", finding.count)
        key("fix")
        fix(finding.fix)
        close()
    }

    private mutating func allowed(_ range: AllowedRange?) {
        guard let range else { return null() }
        open()
        member("low", range.low)
        member("high", range.high)
        close()
    }

    private mutating func fix(_ fix: Fix?) {
        guard let fix else { return null() }
        open()
        member("summary", fix.summary)
        key("patch")
        openList()
        for change in fix.changes {
            open()
            switch change {
            case .add(let path, let value):
                member("op", "add")
                member("path", path.description)
                key("value")
                self.value(value)
            case .replace(let path, let value):
                member("op", "replace")
                member("path", path.description)
                key("value")
                self.value(value)
            case .remove(let path):
                member("op", "remove")
                member("path", path.description)
            }
            close()
        }
        closeList()
        close()
    }

    private mutating func value(_ value: PatchValue) {
        switch value {
        case .text(let words): text(words)
        case .number(let figure): number(figure)
        case .flag(let flag): self.flag(flag)
        case .list(let values):
            openList()
            for value in values { self.value(value) }
            closeList()
        case .mapping(let members):
            open()
            for member in members {
                key(member.key)
                self.value(member.value)
            }
            close()
        }
    }
}
