import Devices
import Quantities
import Records

/// Flags and choices over time: one strip a point, filled where it is on or holds a word.
struct StateStrips {
    /// The most strips drawn; the rest stands in the table of all points.
    static let greatest = 40

    var points: [PointReport]

    init(_ points: [PointReport]) {
        self.points = points.filter { point in
            if case .quantity = point.kind { false } else { true }
        }
    }

    func write(_ page: inout Markup, until end: Instant) {
        let shown = points.prefix(Self.greatest)
        guard !shown.isEmpty else { return }
        var frame = PlotFrame(
            seconds: Double(end.nanoseconds) / 1e9,
            height: Double(shown.count) * 22
        )
        frame.left = 190
        frame.width = 762
        page.raw("<figure class=\"chart\"><figcaption><b>Switches and states</b></figcaption>")
        frame.open(&page, "switches and states", live: false)
        frame.timeAxis(&page)
        for (row, point) in shown.enumerated() {
            let y = frame.top + Double(row) * 22
            page.label(frame.left - 7, y + 15, "t e", String(point.name.suffix(28)))
            page.line(frame.left, y + 18, frame.left + frame.width, y + 18, "grid")
            for segment in segments(point, frame, until: end) {
                segment.write(&page, y: y + 4)
            }
        }
        page.raw("</svg></figure>")
    }

    private struct Segment {
        var from: Double
        var to: Double
        /// -1 where it changed within the column, -2 where readings were bad.
        var value: Int
        var word: String

        func write(_ page: inout Markup, y: Double) {
            let style: String
            switch value {
            case -2: style = "strip bad"
            case -1: style = "strip mixed"
            case 0 where word.isEmpty: return
            default: style = "strip v\(value % 6)"
            }
            page.box(from, y, max(0.6, to - from), 13, style, tip: word.isEmpty ? nil : word)
            if !word.isEmpty, to - from > Double(word.count) * 6.4 + 8, value >= 0 {
                page.label(from + 5, y + 10.5, "t inbar", word)
            }
        }
    }

    private func segments(
        _ point: PointReport,
        _ frame: PlotFrame,
        until end: Instant
    ) -> [Segment] {
        let columns = point.history.columns(762, until: end)
        var segments: [Segment] = []
        var held: Int?
        for (index, column) in columns.enumerated() {
            let x = frame.left + Double(index) * frame.width / Double(columns.count)
            let value: Int?
            if column.good == 0 {
                value = column.bad > 0 ? -2 : held
            } else {
                value = column.low == column.high ? Self.index(column.low) : -1
                held = Self.index(column.last)
            }
            guard let value else { continue }
            if let last = segments.last, last.value == value {
                segments[segments.count - 1].to = x + frame.width / Double(columns.count)
            } else {
                let to = x + frame.width / Double(columns.count)
                segments.append(
                    Segment(from: x, to: to, value: value, word: word(value, point.kind))
                )
            }
        }
        return segments
    }

    private static func index(_ value: Double) -> Int {
        value >= 0 && value < 1e6 ? Int(value) : 0
    }

    private func word(_ value: Int, _ kind: PointKind) -> String {
        switch kind {
        case .choice(let words): words.at(value) ?? ""
        default: value == 1 ? "on" : ""
        }
    }
}
