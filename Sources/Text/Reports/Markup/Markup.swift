import Records

/// HTML and SVG in bytes.
///
/// What is trusted is written by literals only (`StaticString` can not be
/// interpolated), so that no name from a plan or lab ever becomes markup.
struct Markup {
    private(set) var bytes: [UInt8] = []
    /// Longer texts are cut: a report stays small whatever a label holds.
    static let longestText = 2_000

    mutating func raw(_ literal: StaticString) {
        bytes.append(contentsOf: literal.description.utf8)
    }

    mutating func append(_ other: Markup) { bytes.append(contentsOf: other.bytes) }

    /// Text, escaped for content and for attributes in double quotes.
    mutating func text(_ text: String) {
        var count = 0
        for scalar in text.unicodeScalars {
            count += 1
            guard count <= Self.longestText else { return bytes.append(contentsOf: "…".utf8) }
            switch scalar {
            case "&": bytes.append(contentsOf: "&amp;".utf8)
            case "<": bytes.append(contentsOf: "&lt;".utf8)
            case ">": bytes.append(contentsOf: "&gt;".utf8)
            case "\"": bytes.append(contentsOf: "&quot;".utf8)
            case "'": bytes.append(contentsOf: "&#39;".utf8)
            case "\n", "\t": bytes.append(UInt8(ascii: " "))
            // Control and direction-changing characters would hide what a text says.
            case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{202a}"..."\u{202e}",
                "\u{2066}"..."\u{2069}":
                bytes.append(contentsOf: "\u{fffd}".utf8)
            default: bytes.append(contentsOf: String(scalar).utf8)
            }
        }
    }

    /// A coordinate with at most one decimal.
    mutating func number(_ value: Double) {
        NumberBytes.append(value, places: 1, to: &bytes)
    }

    mutating func integer(_ value: Int) { NumberBytes.append(value, to: &bytes) }

    /// One attribute, a space before it.
    mutating func attribute(_ name: StaticString, _ value: String) {
        raw(" ")
        raw(name)
        raw("=\"")
        text(value)
        raw("\"")
    }

    mutating func attribute(_ name: StaticString, _ value: Double) {
        raw(" ")
        raw(name)
        raw("=\"")
        number(value)
        raw("\"")
    }

    /// `<name class="…">` with its body and end.
    mutating func element(
        _ name: StaticString,
        _ style: StaticString = "",
        _ body: (inout Markup) -> Void
    ) {
        raw("<")
        raw(name)
        if style.utf8CodeUnitCount > 0 {
            raw(" class=\"")
            raw(style)
            raw("\"")
        }
        raw(">")
        body(&self)
        raw("</")
        raw(name)
        raw(">")
    }

    mutating func element(_ name: StaticString, _ style: StaticString = "", _ text: String) {
        element(name, style) { $0.text(text) }
    }
}

/// The SVG shapes reports are drawn with.
extension Markup {
    /// A rectangle; `tip` shows while the pointer rests on it.
    mutating func box(
        _ x: Double,
        _ y: Double,
        _ width: Double,
        _ height: Double,
        _ style: String,
        tip: String? = nil
    ) {
        raw("<rect")
        attribute("x", x)
        attribute("y", y)
        attribute("width", width)
        attribute("height", height)
        attribute("class", style)
        finish("rect", tip)
    }

    mutating func line(
        _ x1: Double,
        _ y1: Double,
        _ x2: Double,
        _ y2: Double,
        _ style: StaticString
    ) {
        raw("<line")
        attribute("x1", x1)
        attribute("y1", y1)
        attribute("x2", x2)
        attribute("y2", y2)
        attribute("class", style.description)
        raw("/>")
    }

    mutating func circle(
        _ x: Double,
        _ y: Double,
        _ radius: Double,
        _ style: String,
        tip: String? = nil
    ) {
        raw("<circle")
        attribute("cx", x)
        attribute("cy", y)
        attribute("r", radius)
        attribute("class", style)
        finish("circle", tip)
    }

    /// Text in a drawing: `style` names its class and so its anchor.
    mutating func label(_ x: Double, _ y: Double, _ style: StaticString, _ words: String) {
        raw("<text")
        attribute("x", x)
        attribute("y", y)
        attribute("class", style.description)
        raw(">")
        text(words)
        raw("</text>")
    }

    private mutating func finish(_ name: StaticString, _ tip: String?) {
        guard let tip else { return raw("/>") }
        raw("><title>")
        text(tip)
        raw("</title></")
        raw(name)
        raw(">")
    }
}
