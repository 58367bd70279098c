import Plans
import Quantities
import Records

/// One result's values: over its occurrences, and against each input that varied.
struct ResultChart {
    var name: String
    var results: [ResultReport]

    /// Charts for every result that has more than one value.
    static func group(_ results: [ResultReport]) -> [ResultChart] {
        var charts: [ResultChart] = []
        for result in results {
            if let index = charts.firstIndex(where: { $0.name == result.name }) {
                charts[index].results.append(result)
            } else {
                charts.append(ResultChart(name: result.name, results: [result]))
            }
        }
        return charts
    }

    /// The place of the best value by the goal; nil where values are only recorded.
    var best: Int? {
        let values = results.map(\.value.si)
        switch results.first?.goal {
        case .maximise: return values.max().flatMap { values.firstIndex(of: $0) }
        case .minimise: return values.min().flatMap { values.firstIndex(of: $0) }
        case .record, nil: return nil
        }
    }

    private struct Axis {
        var name: String
        var low: Double
        var high: Double

        init(_ name: String, _ values: [Double]) {
            self.name = name
            low = values.min() ?? 0
            high = values.max() ?? 1
            let pad = max((high - low) * 0.08, abs(high) * 1e-6, 1e-12)
            low -= pad
            high += pad
        }
    }

    func write(_ page: inout Markup) {
        guard results.count > 1, let first = results.first else { return }
        let unit = first.value.unit
        let values = results.map { unit.value(si: $0.value.si) }
        let symbol = Spoken.unit(unit)
        let yAxis = Axis(name + (symbol.isEmpty ? "" : " / " + symbol), values)
        page.raw("<div class=\"charts\">")
        let order = results.indices.map { Double($0 + 1) }
        draw(&page, Axis("occurrence", order), yAxis, order, values, course: true)
        for (index, input) in first.inputs.enumerated().prefix(5) {
            let numbers = results.map { result in
                result.inputs.at(index).map { input.value.unit.value(si: $0.value.si) } ?? .nan
            }
            let known = numbers.filter(\.isFinite)
            guard known.count == numbers.count, Set(known).count > 1 else { continue }
            let symbol = Spoken.unit(input.value.unit)
            let axis = Axis(input.name + (symbol.isEmpty ? "" : " / " + symbol), known)
            draw(&page, axis, yAxis, numbers, values, course: false)
        }
        page.raw("</div>")
    }

    private func draw(
        _ page: inout Markup,
        _ xAxis: Axis,
        _ yAxis: Axis,
        _ xs: [Double],
        _ ys: [Double],
        course: Bool
    ) {
        let (left, top, width, height) = (58.0, 26.0, 268.0, 170.0)
        let x = { (v: Double) in left + width * (v - xAxis.low) / (xAxis.high - xAxis.low) }
        let y = { (v: Double) in top + height * (1 - (v - yAxis.low) / (yAxis.high - yAxis.low)) }
        page.raw("<figure class=\"chart small\"><svg viewBox=\"0 0 336 240\" role=\"img\"")
        page.attribute("aria-label", yAxis.name + " over " + xAxis.name)
        page.raw(">")
        for mark in Ticks.linear(yAxis.low, yAxis.high, about: 4).marks {
            page.line(left, y(mark.value), left + width, y(mark.value), "grid")
            page.label(left - 6, y(mark.value) + 4, "t e", mark.text)
        }
        page.line(left, top + height, left + width, top + height, "axis")
        for mark in Ticks.linear(xAxis.low, xAxis.high, about: 5).marks
        where !course || mark.value == mark.value.rounded() {
            page.line(x(mark.value), top + height, x(mark.value), top + height + 4, "axis")
            page.label(x(mark.value), top + height + 17, "t m", mark.text)
        }
        page.label(left + width, top + height + 36, "t e axisname", xAxis.name)
        page.label(4, 12, "t axisname", yAxis.name)
        if course { bestSoFar(&page, xs, ys, x, y) }
        for (index, value) in ys.enumerated().prefix(2_000) {
            page.circle(
                x(xs[index]),
                y(value),
                index == best ? 5.5 : 3.5,
                index == best ? "dot best" : "dot",
                tip: "\(index + 1): " + Spoken.quantity(results[index].value)
            )
        }
        page.raw("</svg></figure>")
    }

    /// A stair of the best value so far.
    private func bestSoFar(
        _ page: inout Markup,
        _ xs: [Double],
        _ ys: [Double],
        _ x: (Double) -> Double,
        _ y: (Double) -> Double
    ) {
        guard let goal = results.first?.goal, goal != .record, var best = ys.first else { return }
        page.raw("<path class=\"stair\" d=\"M")
        for (index, value) in ys.enumerated().prefix(2_000) {
            best = goal == .maximise ? max(best, value) : min(best, value)
            if index > 0 {
                page.raw("H")
                page.number(x(xs[index]))
                page.raw("V")
            } else {
                page.number(x(xs[index]))
                page.raw(" ")
            }
            page.number(y(best))
        }
        page.raw("\"/>")
    }
}
