package import Quantities

/// What some points did over the last minutes: what `rate(point, time)` and `average(point, time)`
/// read.
///
/// A window is kept as so many means of equal length, so that neither noise nor coarse digits
/// decide and its size never changes. What was before the first reading counts as like it.
package struct WindowTable: Sendable {
    /// Means kept of each window.
    static let parts = 8

    private struct Window: Sendable {
        var point: Int
        var span: Lapse
        /// Nanoseconds of one part.
        var part: Int64
        /// Which part of the time line the newest readings fall into.
        var number: Int64 = 0
        var newest = Instant.never
        /// Of the readings in the newest part: how many, their sum and that of their times.
        var count = 0.0
        var sum = 0.0
        var seconds = 0.0
    }

    private var windows: [Window] = []
    /// `parts` − 1 entries for each window, rings: the mean of a finished part, and when it was.
    private var means: [Double] = []
    private var times: [Double] = []
    /// Two for each window, as of its point's newest good reading: change per second from the
    /// oldest part to the newest, and the mean over the parts; NaN where there is none.
    private(set) var values: [Double] = []

    package init() {}

    package var isEmpty: Bool { windows.isEmpty }

    /// The number under which the point's window is kept; the same window gets the same one.
    package mutating func watch(_ point: Int, over span: Lapse) -> Int {
        if let known = entry(of: point, over: span) { return known }
        windows.append(
            Window(point: point, span: span, part: max(span.nanoseconds / Int64(Self.parts), 1))
        )
        means.append(contentsOf: repeatElement(0, count: Self.parts - 1))
        times.append(contentsOf: repeatElement(0, count: Self.parts - 1))
        values += [.nan, .nan]
        return windows.count - 1
    }

    package func entry(of point: Int, over span: Lapse) -> Int? {
        windows.firstIndex { $0.point == point && $0.span == span }
    }

    /// Takes over what is new in `image`; a gap shorter than the window leaves its history.
    mutating func observe(_ image: ProcessImage) {
        for entry in windows.indices {
            let reading = image[windows[entry].point]
            guard reading.quality == .good, reading.at != windows[entry].newest else { continue }
            let number = reading.at.nanoseconds / windows[entry].part
            let passed = number - windows[entry].number
            if windows[entry].newest == .never || passed < 0 || passed >= Int64(Self.parts) {
                begin(entry, number, reading.value)
            } else {
                for _ in 0..<passed { finishPart(entry) }
            }
            windows[entry].newest = reading.at
            windows[entry].count += 1
            windows[entry].sum += reading.value
            windows[entry].seconds += reading.at.nanoseconds.seconds
            values[2 * entry] = slope(windows[entry], entry)
            values[2 * entry + 1] = mean(windows[entry], entry)
        }
    }

    /// As if it had always been so.
    private mutating func begin(_ entry: Int, _ number: Int64, _ value: Double) {
        windows[entry].number = number
        windows[entry].count = 0
        windows[entry].sum = 0
        windows[entry].seconds = 0
        for back in 1..<Int64(Self.parts) {
            let place = place(entry, number - back)
            means[place] = value
            times[place] = middle(entry, number - back)
        }
    }

    /// A part without readings is like the one before it.
    private mutating func finishPart(_ entry: Int) {
        let window = windows[entry]
        let place = place(entry, window.number)
        if window.count > 0 {
            means[place] = window.sum / window.count
            times[place] = window.seconds / window.count
        } else {
            means[place] = means[self.place(entry, window.number - 1)]
            times[place] = middle(entry, window.number)
        }
        windows[entry].number += 1
        windows[entry].count = 0
        windows[entry].sum = 0
        windows[entry].seconds = 0
    }

    private func place(_ entry: Int, _ number: Int64) -> Int {
        let ring = Int64(Self.parts - 1)
        return entry * (Self.parts - 1) + Int(((number % ring) + ring) % ring)
    }

    private func middle(_ entry: Int, _ number: Int64) -> Double {
        (number * windows[entry].part + windows[entry].part / 2).seconds
    }

    /// Change per second from the oldest part to the newest; NaN where the point is not good now.
    package func rate(_ entry: Int, _ image: ProcessImage) -> Double {
        isReadable(entry, image) ? values[2 * entry] : .nan
    }

    /// The mean over the parts, the newest counting as far as it has come; NaN where the point is
    /// not good now.
    package func average(_ entry: Int, _ image: ProcessImage) -> Double {
        isReadable(entry, image) ? values[2 * entry + 1] : .nan
    }

    private func isReadable(_ entry: Int, _ image: ProcessImage) -> Bool {
        windows.indices.contains(entry) && image[windows[entry].point].quality == .good
    }

    private func slope(_ window: Window, _ entry: Int) -> Double {
        let oldest = place(entry, window.number - Int64(Self.parts) + 1)
        let seconds = window.seconds / window.count - times[oldest]
        return seconds > 0 ? (window.sum / window.count - means[oldest]) / seconds : .nan
    }

    private func mean(_ window: Window, _ entry: Int) -> Double {
        let begun = window.newest.nanoseconds - window.number * window.part
        let share = min(max(Double(begun) / Double(window.part), 0), 1)
        var sum = share * window.sum / window.count
        for part in 0..<(Self.parts - 1) { sum += means[entry * (Self.parts - 1) + part] }
        return sum / (Double(Self.parts - 1) + share)
    }
}

extension Int64 {
    /// Nanoseconds as seconds.
    fileprivate var seconds: Double { Double(self) / 1e9 }
}
