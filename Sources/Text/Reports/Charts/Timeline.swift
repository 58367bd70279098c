import Execution
import Quantities
import Records

/// Who did what when: one lane a device, bars for what it did.
///
/// Bars too narrow to see are drawn as
/// one, which says how many it stands for; so 200,000 bars take no more room than the pixels do.
struct Timeline {
    private static let rowHeight = 20.0
    /// Bars of one lane that overlap share at most this many rows.
    private static let greatestRows = 4
    static let greatestLanes = 40
    private static let greatestOn = 400

    private struct Drawn {
        var row: Int
        var from: Double
        var to: Double
        var count: Int
        var bar: LaneBar
    }

    private let summary: RunSummary
    private var frame: PlotFrame
    private var lanes: [[Drawn]] = []
    /// By lane, what went on by itself.
    private var running: [[LaneBar]] = []
    private var rows: [Int] = []

    init(_ summary: RunSummary) {
        self.summary = summary
        frame = PlotFrame(seconds: Double(summary.ended.nanoseconds) / 1e9)
        frame.left = 132
        frame.width = 820
        var byLane = Array(repeating: [LaneBar](), count: summary.lanes.count)
        for bar in summary.bars where byLane.indices.contains(bar.lane) {
            byLane[bar.lane].append(bar)
        }
        for bars in byLane.prefix(Self.greatestLanes) {
            let drawn = draw(bars.filter { $0.kind == .doing }.sorted { $0.start < $1.start })
            running.append(bars.filter { $0.kind == .on })
            lanes.append(drawn)
            rows.append((drawn.map(\.row).max() ?? 0) + 1)
        }
        frame.height = Double(rows.reduce(0, +)) * Self.rowHeight + 8 * Double(rows.count)
    }

    /// Sets bars into rows, and merges what would not show alone.
    private func draw(_ bars: [LaneBar]) -> [Drawn] {
        var drawn: [Drawn] = []
        var ends: [Double] = []
        var lastInRow: [Int] = []
        for bar in bars {
            let from = frame.x(bar.start)
            let to = max(from, frame.x(bar.end))
            var row = ends.firstIndex { $0 <= from + 0.01 } ?? ends.count
            if row >= Self.greatestRows { row = Self.greatestRows - 1 }
            if row == ends.count {
                ends.append(to)
                lastInRow.append(-1)
            }
            let previous = lastInRow[row]
            if previous >= 0, Self.merges(drawn[previous], bar, from, to) {
                drawn[previous].to = max(drawn[previous].to, to)
                drawn[previous].count += 1
                ends[row] = max(ends[row], to)
            } else {
                lastInRow[row] = drawn.count
                ends[row] = max(ends[row], to)
                drawn.append(Drawn(row: row, from: from, to: to, count: 1, bar: bar))
            }
        }
        return drawn
    }

    private static func merges(_ d: Drawn, _ bar: LaneBar, _ from: Double, _ to: Double) -> Bool {
        guard d.bar.outcome == bar.outcome, from - d.to < 0.7 else { return false }
        let narrow = to - from < 1.5
        return narrow && (d.count > 1 || d.to - d.from < 1.5)
    }

    func write(_ page: inout Markup) {
        guard !lanes.isEmpty else { return }
        page.raw("<figure class=\"chart\">")
        frame.open(&page, "timeline", live: false)
        frame.timeAxis(&page)
        var y = frame.top
        for (lane, drawn) in lanes.enumerated() {
            let height = Double(rows[lane]) * Self.rowHeight
            page.label(frame.left - 8, y + 17, "t e lane", summary.lanes.at(lane) ?? "")
            for bar in running[lane].prefix(Self.greatestOn) {
                let (from, to) = (frame.x(bar.start), frame.x(bar.end))
                let tip = tip(Drawn(row: 0, from: from, to: to, count: 1, bar: bar))
                page.box(from, y + 8, max(0.8, to - from), Self.rowHeight - 12, "on", tip: tip)
            }
            for bar in drawn {
                write(&page, bar, lane: lane, y: y + 4 + Double(bar.row) * Self.rowHeight)
            }
            y += height + 8
            page.line(10, y - 1, frame.left + frame.width, y - 1, "grid")
        }
        marks(&page)
        page.raw("</svg></figure>")
    }

    private func write(_ page: inout Markup, _ drawn: Drawn, lane: Int, y: Double) {
        let width = max(0.8, drawn.to - drawn.from)
        let style: String
        switch drawn.bar.outcome {
        case .confirmed: style = lane == 0 ? "bar plan" : "bar l\((lane - 1) % 6)"
        case .failed: style = "bar failed"
        case .abandoned: style = "bar abandoned"
        }
        page.box(drawn.from, y, width, Self.rowHeight - 4, style, tip: tip(drawn))
        guard drawn.count == 1, width > 34 else { return }
        let room = Int((width - 8) / 5.9)
        var words = drawn.bar.text
        if words.count > room { words = String(words.prefix(max(0, room - 1))) + "…" }
        page.label(drawn.from + 4, y + 11.8, "t inbar", words)
    }

    private func tip(_ drawn: Drawn) -> String {
        let bar = drawn.bar
        if drawn.count > 1 {
            return "\(drawn.count) short actions from " + Spoken.clock(bar.start)
                + ", the first: " + bar.text
        }
        var text = bar.text + "\n" + Spoken.clock(bar.start) + " to " + Spoken.clock(bar.end)
        text += " (" + Spoken.lapse(bar.end - bar.start) + ")"
        if bar.outcome != .confirmed { text += ", " + Spoken.outcome(bar.outcome) }
        return text
    }

    /// Faults and trips, as lines through all lanes.
    private func marks(_ page: inout Markup) {
        for event in summary.events.prefix(60) where event.kind == .fault || event.kind == .trip {
            let x = frame.x(event.at)
            page.line(x, frame.top, x, frame.top + frame.height, "fault")
            page.raw("<g>")
            page.circle(x, frame.top, 4, "faultmark", tip: event.text)
            page.raw("</g>")
        }
    }
}
