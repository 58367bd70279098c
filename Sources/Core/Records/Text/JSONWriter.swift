package import Quantities

/// Writes canonical JSON into bytes: members in the order they are given, no spaces, numbers in
/// decimal, so that equal values give equal bytes.
///
/// Commas are set by looking at the last byte; the caller pairs what it opens and closes.
package struct JSONWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func open() {
        comma()
        bytes.append(UInt8(ascii: "{"))
    }

    package mutating func close() { bytes.append(UInt8(ascii: "}")) }

    package mutating func openList() {
        comma()
        bytes.append(UInt8(ascii: "["))
    }

    package mutating func closeList() { bytes.append(UInt8(ascii: "]")) }

    /// The name of the member whose value comes next.
    package mutating func key(_ name: String) {
        comma()
        append(quoted: name)
        bytes.append(UInt8(ascii: ":"))
    }

    package mutating func text(_ value: String) {
        comma()
        append(quoted: value)
    }

    package mutating func number(_ value: Double) {
        comma()
        NumberBytes.append(value, to: &bytes)
    }

    package mutating func integer(_ value: Int) {
        comma()
        NumberBytes.append(value, to: &bytes)
    }

    package mutating func integer(_ value: UInt64) {
        comma()
        NumberBytes.append(value, to: &bytes)
    }

    package mutating func flag(_ value: Bool) {
        comma()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    package mutating func null() {
        comma()
        bytes.append(contentsOf: "null".utf8)
    }

    /// Seconds since the run's start, with nine decimals.
    package mutating func seconds(_ instant: Instant) {
        comma()
        NumberBytes.append(secondsOf: instant.nanoseconds, to: &bytes)
    }

    /// The same without setting a comma.
    mutating func rawSeconds(_ instant: Instant) {
        NumberBytes.append(secondsOf: instant.nanoseconds, to: &bytes)
    }

    /// Bytes that are JSON already.
    package mutating func raw(_ json: [UInt8]) { bytes.append(contentsOf: json) }

    /// Ends a line of JSON Lines.
    package mutating func newline() { bytes.append(UInt8(ascii: "\n")) }

    /// Forgets what was written and keeps the room for it.
    package mutating func clear() { bytes.removeAll(keepingCapacity: true) }

    private mutating func comma() {
        switch bytes.last {
        case nil, UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ":"), UInt8(ascii: "\n"): break
        default: bytes.append(UInt8(ascii: ","))
        }
    }

    /// Escapes what JSON must (RFC 8259) and also U+2028 and U+2029, and `<`, so that the text may
    /// stand inside a script element.
    private mutating func append(quoted text: String) {
        bytes.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": bytes.append(contentsOf: "\\\"".utf8)
            case "\\": bytes.append(contentsOf: "\\\\".utf8)
            case "\n": bytes.append(contentsOf: "\\n".utf8)
            case "\r": bytes.append(contentsOf: "\\r".utf8)
            case "\t": bytes.append(contentsOf: "\\t".utf8)
            case "\u{0}"..."\u{1f}", "<", "\u{7f}", "\u{2028}", "\u{2029}":
                append(escape: scalar.value)
            default: bytes.append(contentsOf: String(scalar).utf8)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func append(escape code: UInt32) {
        bytes.append(contentsOf: "\\u".utf8)
        for shift in [12, 8, 4, 0] as [UInt32] {
            let figure = UInt8(truncatingIfNeeded: (code >> shift) & 15)
            bytes.append(figure < 10 ? figure + 48 : figure + 87)
        }
    }
}

extension JSONWriter {
    package mutating func member(_ name: String, _ value: String?) {
        key(name)
        if let value { text(value) } else { null() }
    }

    package mutating func member(_ name: String, _ value: Double) {
        key(name)
        number(value)
    }

    package mutating func member(_ name: String, _ value: Int) {
        key(name)
        integer(value)
    }

    /// A quantity as `{"value":…,"unit":…}` in its own unit.
    package mutating func member(_ name: String, _ value: Quantity?) {
        key(name)
        if let value { quantity(value) } else { null() }
    }

    package mutating func quantity(_ value: Quantity) {
        open()
        member("value", value.value)
        member("unit", value.unit.symbol)
        close()
    }
}
