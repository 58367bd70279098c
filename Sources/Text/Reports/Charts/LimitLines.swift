import Quantities
import Records

/// Limits in a chart: a line each, and names that keep clear of each other.
struct LimitLines {
    private static let lineHeight = 13.0

    private struct Name {
        var words: String
        var kind: LimitLine.Kind
        /// Where it would like to stand, and where it stands.
        var y: Double
    }

    private let frame: PlotFrame
    private var lines: [(y: Double, kind: LimitLine.Kind)] = []
    /// What was proved is named on the left, limits on the right.
    private var names: [Name] = []

    init(_ scale: ValueScale, _ unit: PhysicalUnit, _ frame: PlotFrame) {
        self.frame = frame
        for limit in scale.limits {
            let value = unit.value(si: limit.line.value)
            var words = limit.line.name + " " + Spoken.value(si: limit.line.value, unit)
            if !limit.of.isEmpty { words = limit.of.joined(separator: ", ") + ": " + words }
            let y: Double
            if value > scale.high {
                words = "↑ " + words
                y = frame.top + 9
            } else if value < scale.low {
                words = "↓ " + words
                y = frame.top + frame.height - 4
            } else {
                lines.append((frame.y(value), limit.line.kind))
                y = frame.y(value) - 4
            }
            names.append(Name(words: words, kind: limit.line.kind, y: y))
        }
        let proved = Self.spread(names.filter { $0.kind == .proved }, in: frame)
        names = proved + Self.spread(names.filter { $0.kind == .safety }, in: frame)
    }

    /// Moves names apart, downwards first, then up from the lower edge.
    private static func spread(_ names: [Name], in frame: PlotFrame) -> [Name] {
        var names = names.enumerated().sorted {
            ($0.element.y, $0.offset) < ($1.element.y, $1.offset)
        }
        .map(\.element)
        var least = frame.top + 9
        for index in names.indices {
            names[index].y = max(names[index].y, least)
            least = names[index].y + lineHeight
        }
        var greatest = frame.top + frame.height - 4
        for index in names.indices.reversed() {
            names[index].y = min(names[index].y, greatest)
            greatest = names[index].y - lineHeight
        }
        return names
    }

    func writeLines(_ page: inout Markup) {
        for line in lines {
            let style: StaticString = line.kind == .proved ? "proved" : "limit"
            page.line(frame.left, line.y, frame.left + frame.width, line.y, style)
        }
    }

    /// Over everything else, so that no curve runs through a name.
    func writeNames(_ page: inout Markup) {
        for name in names {
            let proved = name.kind == .proved
            page.label(
                proved ? frame.left + 6 : frame.left + frame.width - 4,
                name.y,
                proved ? "t proved" : "t e limit",
                name.words
            )
        }
    }
}
