/// How text looks on a terminal: how wide, and whether coloured.
package struct TextStyle: Hashable, Sendable {
    package enum Palette: Hashable, Sendable {
        case plain
        /// ANSI escape sequences (ECMA-48 SGR).
        case ansi
    }

    package var palette: Palette
    /// Places in a line; at least 40.
    package var width: Int

    package init(colour: Bool, width: Int) {
        palette = colour ? .ansi : .plain
        self.width = max(40, min(width, 400))
    }

    enum Ink: String {
        case bold = "1"
        case dim = "2"
        case red = "1;31"
        case green = "32"
        case yellow = "33"
        case blue = "34"
        case magenta = "35"
        case cyan = "36"
    }

    func ink(_ ink: Ink, _ text: String) -> String {
        palette == .plain || text.isEmpty ? text : "\u{1b}[\(ink.rawValue)m\(text)\u{1b}[0m"
    }
}

extension String {
    /// The text without control characters, which a terminal would obey.
    var printable: String {
        var clean = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "\n", "\t": clean.unicodeScalars.append(" ")
            case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{202a}"..."\u{202e}",
                "\u{2066}"..."\u{2069}":
                clean.unicodeScalars.append("\u{fffd}")
            default: clean.unicodeScalars.append(scalar)
            }
        }
        return clean
    }
}
