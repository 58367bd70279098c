import Quantities

/// A proved range with what was seen in it, as a small drawing beside the numbers.
enum RangeBar {
    static let width = 180.0

    static func write(_ page: inout Markup, proved: Bounds, observed: Bounds?) {
        guard proved.low.isFinite, proved.high.isFinite else { return }
        let seen = observed ?? proved
        var (low, high) = (min(proved.low, seen.low), max(proved.high, seen.high))
        // Ranges of amounts read best from zero.
        if low > 0, low < high * 0.9 || low == high { low = 0 }
        if high <= low { high = low + 1 }
        let x = { (value: Double) in 4 + (width - 8) * (value - low) / (high - low) }
        page.raw("<svg class=\"range\"")
        page.attribute("viewBox", "0 0 \(Int(width)) 16")
        page.raw(" aria-hidden=\"true\">")
        page.line(4, 8, width - 4, 8, "grid")
        let span = max(2, x(proved.high) - x(proved.low))
        page.box(min(x(proved.low), width - 6), 4, span, 8, "span")
        if let observed {
            if observed.width > 0 {
                let length = max(2, x(observed.high) - x(observed.low))
                page.box(x(observed.low), 6.5, length, 3, "seen")
            }
            page.box(min(x(observed.high), width - 4) - 1.5, 1, 3, 14, "seen")
        }
        page.raw("</svg>")
    }
}
