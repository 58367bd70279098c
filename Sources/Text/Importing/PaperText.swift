/// Words out of a paper on their way into a plan.
enum PaperText {
    private static let longest = 80

    /// `text` on one line, of bounded length, and without what plans read as names: braces, `$`.
    static func clean(_ text: String) -> String {
        var kept = ""
        for scalar in text.unicodeScalars.prefix(longest) {
            switch scalar {
            case "{": kept.append("(")
            case "}": kept.append(")")
            case "$": kept.append("S")
            default:
                let isBlank =
                    scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
                    || scalar.properties.generalCategory == .format
                kept.unicodeScalars.append(isBlank ? " " : scalar)
            }
        }
        return text.unicodeScalars.count > longest ? kept + "…" : kept
    }

    /// Each once, in order, with commas.
    static func list(_ texts: [String]) -> String {
        var seen: [String] = []
        for text in texts where !seen.contains(text) { seen.append(text) }
        return seen.map(clean).joined(separator: ", ")
    }
}
