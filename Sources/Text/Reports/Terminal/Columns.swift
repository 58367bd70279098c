/// Text set in columns of a fixed-width font, where wide characters take two places.
enum Columns {
    /// How many places a text takes on a terminal.
    static func width(_ text: some StringProtocol) -> Int {
        text.unicodeScalars.reduce(0) { $0 + places($1) }
    }

    /// East Asian wide and fullwidth ranges and pictographs take two places, marks none
    /// (Unicode Standard Annex 11).
    private static func places(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x300...0x36f, 0x200b...0x200f, 0xfe00...0xfe0f: 0
        case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff,
            0xfe30...0xfe4f, 0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1faff,
            0x20000...0x3fffd:
            2
        default: 1
        }
    }

    static func left(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - self.width(text)))
    }

    static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - self.width(text))) + text
    }

    /// Cut to a width, with an ellipsis where something is missing.
    static func cut(_ text: String, _ width: Int) -> String {
        guard self.width(text) > width else { return text }
        var kept = ""
        var taken = 0
        for character in text {
            let next = self.width(String(character))
            guard taken + next < max(1, width) else { break }
            kept.append(character)
            taken += next
        }
        return kept + "…"
    }

    /// Broken at spaces into lines of at most `width` places; longer words stand alone.
    static func wrap(_ text: String, _ width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(whereSeparator: { $0 == " " || $0.isNewline }) {
            if !line.isEmpty, self.width(line) + 1 + self.width(word) > max(20, width) {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        if !line.isEmpty || lines.isEmpty { lines.append(line) }
        return lines
    }
}
