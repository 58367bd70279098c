import Devices
import Quantities
import Records

/// Points of one device and unit in one drawing: for each, a band from least to greatest by pixel
/// column, and a line through the means.
struct PointChart {
    /// The most points in one drawing; more become a second one.
    static let greatestSeries = 4

    var title: String
    var unit: PhysicalUnit
    var points: [PointReport]

    /// Charts for every point that varies, points of one device and unit together.
    static func group(_ points: [PointReport]) -> [PointChart] {
        var charts: [PointChart] = []
        for point in points where point.varies {
            guard case .quantity(let unit) = point.kind else { continue }
            let place = charts.lastIndex {
                $0.points.count < greatestSeries && $0.unit == unit
                    && $0.points.first?.device == point.device
            }
            if let place {
                charts[place].points.append(point)
            } else {
                charts.append(PointChart(title: point.device, unit: unit, points: [point]))
            }
        }
        return charts
    }

    func write(_ page: inout Markup, until end: Instant, events: [RunEvent], columns: Int) {
        let scale = ValueScale(points, unit)
        var frame = PlotFrame(seconds: Double(end.nanoseconds) / 1e9)
        (frame.low, frame.high) = (scale.low, scale.high)
        page.raw("<figure class=\"chart\"><figcaption><b>")
        page.text(title)
        page.raw("</b> <span class=\"unit\">")
        page.text(Spoken.unit(unit))
        page.raw("</span>")
        for (index, point) in points.enumerated() { legend(&page, point, index) }
        page.raw("</figcaption>")
        frame.open(&page, title)
        frame.valueAxis(&page)
        frame.timeAxis(&page)
        for event in events where event.kind == .fault || event.kind == .trip {
            page.line(
                frame.x(event.at),
                frame.top,
                frame.x(event.at),
                frame.top + frame.height,
                "fault"
            )
        }
        limits(&page, frame, scale)
        for (index, point) in points.enumerated() {
            let drawn = SeriesPath(point.history.columns(columns, until: end), unit, frame)
            drawn.write(&page, index, name: point.shortName)
        }
        page.raw("</svg></figure>")
    }

    private func legend(_ page: inout Markup, _ point: PointReport, _ index: Int) {
        page.raw("<span class=\"key\"><i class=\"k s")
        page.integer(index % 4)
        page.raw("\"></i>")
        page.text(point.shortName)
        if let extremes = point.history.extremes {
            page.raw(" <small>")
            page.text(Spoken.range(extremes, unit))
            page.raw("</small>")
        }
        page.raw("</span>")
    }

    /// What was proved is named on the left, limits on the right, so that the two never collide.
    private func label(
        _ page: inout Markup,
        _ frame: PlotFrame,
        _ y: Double,
        _ proved: Bool,
        _ words: String
    ) {
        let x = proved ? frame.left + 6 : frame.left + frame.width - 4
        page.label(x, y, proved ? "t proved" : "t e limit", words)
    }

    private func limits(_ page: inout Markup, _ frame: PlotFrame, _ scale: ValueScale) {
        var above = 0
        for limit in scale.limits {
            let value = unit.value(si: limit.value)
            let words = limit.name + " " + Spoken.value(si: limit.value, unit)
            let proved = limit.kind == .proved
            guard value >= scale.low, value <= scale.high else {
                let arrow = value > scale.high ? "↑ " : "↓ "
                let y =
                    value > scale.high
                    ? frame.top + 11 + 13 * Double(above) : frame.top + frame.height - 5
                if value > scale.high { above += 1 }
                label(&page, frame, y, proved, arrow + words)
                continue
            }
            let y = frame.y(value)
            let style: StaticString = proved ? "proved" : "limit"
            page.line(frame.left, y, frame.left + frame.width, y, style)
            let up = limit.side == .high || y > frame.top + frame.height - 14
            label(&page, frame, up && y > frame.top + 12 ? y - 4 : y + 12, proved, words)
        }
    }
}

/// What a chart's value axis spans: the data, and those limits that leave the data readable.
struct ValueScale {
    var low: Double
    var high: Double
    /// Every limit of the points, each once.
    var limits: [LimitLine]

    init(_ points: [PointReport], _ unit: PhysicalUnit) {
        var least = Double.infinity
        var greatest = -Double.infinity
        limits = []
        for point in points {
            if let extremes = point.history.extremes {
                least = min(least, unit.value(si: extremes.low))
                greatest = max(greatest, unit.value(si: extremes.high))
            }
            for limit in point.limits where !limits.contains(limit) { limits.append(limit) }
        }
        if !(least <= greatest) { (least, greatest) = (0, 1) }
        let span = max(greatest - least, max(abs(greatest) * 1e-6, 1e-12))
        (low, high) = (least, greatest)
        for limit in limits {
            let value = unit.value(si: limit.value)
            if value > high, value - least <= span * 2.2 { high = value }
            if value < low, greatest - value <= span * 1.6 { low = value }
        }
        let pad = max(high - low, span) * 0.07
        let touchesZero = least >= 0 && low - pad < 0
        low = touchesZero ? min(0, low) : low - pad
        high += pad
    }
}

extension PointReport {
    /// Whether there is anything to draw.
    var varies: Bool {
        guard let extremes = history.extremes else { return history.bad > 0 }
        return extremes.width > 0 || history.bad > 0
    }

    /// The name without the device.
    var shortName: String {
        name.hasPrefix(device + ".") ? String(name.dropFirst(device.count + 1)) : name
    }
}
