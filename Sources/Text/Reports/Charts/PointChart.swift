import Devices
import Quantities
import Records

/// Points of one device and unit in one drawing: for each, a band from least to greatest by pixel
/// column, and a line through the means.
struct PointChart {
    /// The most points in one drawing; more become a second one.
    static let greatestSeries = 4

    /// What never changed takes less room.
    private static let flatHeight = 64.0

    var title: String
    var unit: PhysicalUnit
    var points: [PointReport]

    /// Charts for every point, those of one device and unit together, the ones that vary first.
    static func group(_ points: [PointReport]) -> [PointChart] {
        charts(of: points.filter(\.varies)) + charts(of: points.filter { !$0.varies })
    }

    private static func charts(of points: [PointReport]) -> [PointChart] {
        var charts: [PointChart] = []
        for point in points {
            guard case .quantity(let unit) = point.kind else { continue }
            let place = charts.lastIndex {
                $0.points.count < greatestSeries && $0.unit == unit
                    && $0.points.first?.device == point.device
            }
            if let place {
                charts[place].points.append(point)
            } else {
                charts.append(PointChart(title: point.title, unit: unit, points: [point]))
            }
        }
        return charts
    }

    /// Whether none of its points ever changed.
    var isFlat: Bool { !points.contains(where: \.varies) }

    func write(_ page: inout Markup, until end: Instant, events: [RunEvent], columns: Int) {
        let scale = ValueScale(points, unit)
        var frame = PlotFrame(seconds: Double(end.nanoseconds) / 1e9)
        if isFlat { frame.height = Self.flatHeight }
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
        let limits = LimitLines(scale, unit, frame)
        limits.writeLines(&page)
        for (index, point) in points.enumerated() {
            let drawn = SeriesPath(point.history.columns(columns, until: end), unit, frame)
            drawn.write(&page, index, name: point.shortName)
        }
        limits.writeNames(&page)
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
}

extension PointReport {
    /// Whether there is anything to draw.
    var varies: Bool {
        guard let extremes = history.extremes else { return history.bad > 0 }
        return extremes.width > 0 || history.bad > 0
    }

    /// The device, and what of the lab it is part of.
    var title: String { part.isEmpty || part == device ? device : device + " (" + part + ")" }

    /// The name without the device.
    var shortName: String {
        name.hasPrefix(device + ".") ? String(name.dropFirst(device.count + 1)) : name
    }
}
