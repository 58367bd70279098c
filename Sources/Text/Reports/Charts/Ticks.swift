import Quantities

/// Where an axis has its marks, and what they say.
struct Ticks {
    struct Mark: Hashable {
        var value: Double
        var text: String
    }

    var marks: [Mark]

    /// Round numbers between two values: steps of 1, 2, 2.5 or 5 times a power of ten.
    static func linear(_ low: Double, _ high: Double, about count: Int) -> Ticks {
        guard low.isFinite, high.isFinite, high > low else { return Ticks(marks: []) }
        let rough = (high - low) / Double(max(1, count))
        var step = 1.0
        while step > rough, step > 1e-300 { step /= 10 }
        while step * 10 <= rough, step < 1e300 { step *= 10 }
        step *= [1, 2, 2.5, 5, 10].first { $0 * step >= rough } ?? 10
        return every(step, low, high) { Spoken.number($0, digits: 6) }
    }

    /// Round times: seconds, minutes, hours or days, with the unit on each mark.
    static func time(_ seconds: Double, about count: Int) -> Ticks {
        guard seconds > 0, seconds.isFinite else { return Ticks(marks: []) }
        let rough = seconds / Double(max(1, count))
        guard rough >= 1 else {
            var ticks = linear(0, seconds, about: count)
            ticks.marks = ticks.marks.map { Mark(value: $0.value, text: $0.text + " s") }
            return ticks
        }
        let steps: [Double] = [
            1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600,
            43_200, 86_400, 172_800, 432_000, 864_000, 2_592_000, 8_640_000, 31_536_000,
        ]
        let step = steps.first { $0 >= rough } ?? 315_360_000
        return every(step, 0, seconds) { at in
            if at == 0 { return "0" }
            if step < 60, at >= 60, at.truncatingRemainder(dividingBy: 60) != 0 {
                return Spoken.lapse(Lapse(seconds: at))
            }
            if step < 60, at < 60 { return Spoken.number(at) + " s" }
            if step < 3_600, at < 3_600 { return Spoken.number(at / 60) + " min" }
            if step < 86_400, seconds <= 4 * 86_400 {
                let hours = Spoken.number((at / 3_600).rounded(.down))
                let minutes = at.truncatingRemainder(dividingBy: 3_600) / 60
                if minutes < 0.5 { return hours + " h" }
                return hours + " h " + Spoken.number(minutes.rounded())
            }
            return Spoken.lapse(Lapse(seconds: at))
        }
    }

    private static func every(
        _ step: Double,
        _ low: Double,
        _ high: Double,
        _ text: (Double) -> String
    ) -> Ticks {
        var marks: [Mark] = []
        var index = (low / step - 1e-9).rounded(.up)
        while marks.count < 40, index * step <= high + step * 1e-9 {
            marks.append(Mark(value: index * step, text: text(index * step)))
            index += 1
        }
        return Ticks(marks: marks)
    }
}

/// The drawing area of a chart, and how values fall on it.
struct PlotFrame {
    var left = 62.0
    var top = 14.0
    var width = 890.0
    var height = 170.0
    /// The run's length, s.
    var seconds: Double
    var low = 0.0
    var high = 1.0

    /// The whole drawing.
    var fullWidth: Double { left + width + 8 }
    var fullHeight: Double { top + height + 24 }

    init(seconds: Double, height: Double = 170) {
        self.seconds = max(seconds, 1e-9)
        self.height = height
    }

    func x(_ seconds: Double) -> Double {
        left + width * min(1, max(0, seconds / self.seconds))
    }

    func x(_ instant: Instant) -> Double { x(Double(instant.nanoseconds) / 1e9) }

    func y(_ value: Double) -> Double {
        let share = high > low ? (value - low) / (high - low) : 0.5
        return top + height * (1 - min(1.02, max(-0.02, share)))
    }

    /// Opens the drawing, with the numbers the crosshair needs.
    func open(_ page: inout Markup, _ name: String, live: Bool = true) {
        page.raw("<svg")
        page.attribute("viewBox", "0 0 \(Int(fullWidth)) \(Int(fullHeight))")
        page.raw(" role=\"img\"")
        page.attribute("aria-label", name)
        if live {
            page.raw(" class=\"live\"")
            page.attribute(
                "data-f",
                [left, top, width, height].map { "\($0)" }.joined(separator: " ")
            )
            page.attribute("data-v", "\(seconds) \(low) \(high)")
        }
        page.raw(">")
    }

    /// The time axis and its grid.
    func timeAxis(_ page: inout Markup) {
        let bottom = top + height
        page.line(left, bottom, left + width, bottom, "axis")
        for mark in Ticks.time(seconds, about: 9).marks {
            let x = self.x(mark.value)
            page.line(x, top, x, bottom, "grid")
            page.line(x, bottom, x, bottom + 4, "axis")
            let style: StaticString = x > left + width - 14 ? "t e" : (x < left + 2 ? "t" : "t m")
            page.label(x, bottom + 17, style, mark.text)
        }
    }

    func valueAxis(_ page: inout Markup) {
        for mark in Ticks.linear(low, high, about: Int(height / 34)).marks {
            let y = self.y(mark.value)
            page.line(left, y, left + width, y, "grid")
            page.label(left - 7, y + 4, "t e", mark.text)
        }
    }
}
