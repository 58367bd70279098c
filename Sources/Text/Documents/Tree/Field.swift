package import Findings

/// One value of a document that is being decoded.
///
/// Every accessor returns nil after it has reported why the value is not what was asked.
package struct Field {
    package let reader: DocumentReader
    let node: Int

    init(_ reader: DocumentReader, _ node: Int) {
        self.reader = reader
        self.node = node
    }

    /// What kind of value this is.
    package var form: DocumentForm { reader.tree.nodes[node].form }
    package var isNull: Bool { form == .null }
    /// Whether this is neither list nor mapping.
    package var isScalar: Bool { form != .sequence && form != .mapping }
    /// The items of a list, the members of a mapping; of a scalar 0.
    package var count: Int { isScalar ? 0 : Int(reader.tree.nodes[node].length) }

    /// Where it is in the document.
    ///
    /// Made anew each time: for findings, not for hot paths.
    package var path: DocumentPath { reader.tree.path(of: node) }
    /// The bytes it takes in the source, quotes and brackets included.
    package var sourceRange: Range<Int> {
        let stored = reader.tree.nodes[node]
        return Int(stored.start)..<Int(stored.end)
    }

    /// Its line and column.
    ///
    /// Walks the source: for findings, not for hot paths.
    package var location: SourceLocation { reader.tree.location(of: node) }

    /// A scalar's text as written, whatever its kind: `5`, `true`, `100 uL`, unquoted; nil for
    /// lists and mappings.
    ///
    /// Reports nothing.
    package var scalarText: String? { isScalar ? reader.tree.text(node) : nil }

    /// Whether this is the text `text`, exactly.
    ///
    /// Reports nothing and makes no String.
    package func isText(_ text: String) -> Bool {
        form == .text && reader.tree.text(node, is: text)
    }

    /// Adds a finding at this value.
    package func report(_ code: FindingCode, _ message: String) {
        reader.report(code, at: node, message)
    }

    /// Adds a wrong-type finding: what was wanted, what is here.
    package func refuse(wanting wanted: String, _ advice: String = "") {
        report(
            .wrongType,
            "Expected \(wanted), found \(described)." + (advice.isEmpty ? "" : " " + advice)
        )
    }

    /// The value as messages name it: `the number 5`, `a list`.
    package var described: String {
        switch form {
        case .null: "nothing (null)"
        case .flag: scalarText ?? ""
        case .number: "the number \(JSONText.visible(scalarText ?? ""))"
        case .text: "the text “\(JSONText.visible(scalarText ?? ""))”"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}

extension Field {
    /// A text; without U+0000, which ends texts early elsewhere.
    ///
    /// A number written without quotes is no text, because 1.10 and 1.1 are the same number.
    package func text() -> String? {
        guard form == .text else {
            if form == .number || form == .flag, let source = scalarText {
                refuse(wanting: "a text", "Put it in quotes: \(JSONText.quoted(source)).")
            } else {
                refuse(wanting: "a text")
            }
            return nil
        }
        let stored = reader.tree.nodes[node]
        // Only an escape can make one: sources with a bare one are refused.
        if stored.text < 0, reader.tree.textBytes(node).contains(0) {
            refuse(wanting: "a text without the character U+0000")
            return nil
        }
        return reader.tree.text(node)
    }

    /// A text with at least one character.
    package func nonEmptyText() -> String? {
        guard let text = text() else { return nil }
        guard !text.isEmpty else {
            report(.wrongType, "This text is empty. Write it out, or leave the key out.")
            return nil
        }
        return text
    }

    /// `true` or `false`.
    package func flag() -> Bool? {
        guard form == .flag else {
            let known = ["yes": "true", "on": "true", "no": "false", "off": "false"]
            let meant = form == .text ? known[scalarText?.lowercased() ?? ""] : nil
            refuse(
                wanting: "true or false",
                meant.map { "Write \($0)." }
                    ?? (form == .text && ["true", "false"].contains(scalarText)
                        ? "Write it without quotes." : "")
            )
            return nil
        }
        return reader.tree.text(node, is: "true")
    }

    /// A plain number, finite.
    package func number() -> Double? {
        guard form == .number else {
            refuseNumber(wanting: "a number")
            return nil
        }
        guard let value = NumberText.double(reader.tree.textBytes(node)), value.isFinite else {
            report(.notFinite, "This number is greater than any that can be computed with.")
            return nil
        }
        return value
    }

    /// A number's text as written, so that no decimal is rounded; nil (reported) for others.
    package func numberText() -> String? {
        guard form == .number else {
            refuseNumber(wanting: "a number")
            return nil
        }
        return reader.tree.text(node)
    }

    /// A whole number in `range`; 3, 3.0 and 3e0 are the same one.
    package func integer(in range: ClosedRange<Int>) -> Int? {
        guard form == .number else {
            refuseNumber(wanting: "a whole number")
            return nil
        }
        let bytes = reader.tree.textBytes(node)
        var value = Int(String(decoding: bytes, as: UTF8.self))
        if value == nil, let double = NumberText.double(bytes) { value = Int(exactly: double) }
        guard let value else {
            refuse(wanting: "a whole number")
            return nil
        }
        guard range.contains(value) else {
            report(
                .argumentOutOfRange,
                "\(value) is not within \(range.lowerBound) to \(range.upperBound)."
            )
            return nil
        }
        return value
    }

    private func refuseNumber(wanting wanted: String) {
        guard form == .text, let text = scalarText else { return refuse(wanting: wanted) }
        switch text.lowercased() {
        case "nan", ".nan", "inf", ".inf", "-inf", "-.inf", "infinity", "-infinity", "+.inf":
            report(.notFinite, "\(text) is no number to compute with. Write a finite one.")
        default:
            let number = NumberText(Array(text.utf8), from: 0)
            let isNumber = number?.end == text.utf8.count
            refuse(wanting: wanted, isNumber ? "Write it without quotes: \(text)." : "")
        }
    }

    /// One of an enum's names; an unknown one is reported with the nearest.
    package func choice<Choice>(of type: Choice.Type) -> Choice?
    where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
        if form == .text {
            for candidate in Choice.allCases where reader.tree.text(node, is: candidate.rawValue) {
                return candidate
            }
        }
        refuse(notAmong: Choice.allCases.map(\.rawValue))
        return nil
    }

    /// The index in `names` of this text; an unknown one is reported with the nearest.
    package func choice(among names: [String]) -> Int? {
        if form == .text, let index = names.firstIndex(where: { reader.tree.text(node, is: $0) }) {
            return index
        }
        refuse(notAmong: names)
        return nil
    }

    private func refuse(notAmong names: [String]) {
        let list = names.prefix(20).joined(separator: ", ") + (names.count > 20 ? ", …" : "")
        guard form == .text, let text = scalarText else {
            return refuse(wanting: "one of \(list)")
        }
        let nearest = NearestName.of(text, among: names)
        let advice = nearest.map { "Did you mean “\($0)”? " } ?? ""
        report(
            .wrongType,
            "“\(JSONText.visible(text))” is none of the choices. \(advice)"
                + "There are: \(list)."
        )
    }
}
