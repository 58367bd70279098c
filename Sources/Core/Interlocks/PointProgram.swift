package import Quantities

/// An expression over the process image as a flat list of operations on a small stack.
///
/// Evaluating neither recurses nor allocates nor locks nor looks up a name, so the scan can do it
/// at every tick; the compiler holds that. Numbers, flags (0 or 1) and choices (their index) are
/// all Doubles; NaN is "unknown".
package struct PointProgram: Sendable {
    enum Code: UInt8, Sendable {
        case constant, load, age, isBad, rate, windowRate, windowMean
        case negate, not, absolute, round
        case add, subtract, multiply, divide
        case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual
        case and, or, within
        case minimum, maximum
        /// Puts `value` where the top is unknown: the vote a bad reading casts.
        case vote
    }

    struct Operation: Sendable {
        var code: Code
        /// A point, or an entry of the rate table or of its windows.
        var index: Int32 = 0
        /// Of a window, its point.
        var point: Int32 = 0
        var value: Double = 0
    }

    /// Deeper than any expression the parser accepts needs.
    package static let greatestDepth = 128

    var operations: [Operation] = []
    /// Every point it reads, in any way, each once.
    package internal(set) var points: [Int] = []
    /// Points whose age it reads, and the times it may compare them with.
    var ages: [Int] = []
    var times: [Lapse] = []

    init() {}

    /// Whether its value can change though no value it reads does.
    package var readsHistory: Bool {
        !ages.isEmpty || operations.contains { $0.code.readsHistory }
    }

    /// The value now; NaN where it is unknown.
    ///
    /// `stack` is scratch of `greatestDepth` places.
    package func value(
        _ image: ProcessImage,
        _ rates: RateTable,
        at now: Instant,
        stack: inout [Double]
    ) -> Double {
        var places = stack.mutableSpan
        return Self.value(
            operations.span,
            image.readings.span,
            rates.slopes.span,
            rates.windows.values.span,
            nanoseconds: now.nanoseconds,
            &places
        )
    }

    @_noAllocation @_noLocks
    private static func value(
        _ operations: Span<Operation>,
        _ readings: Span<Reading>,
        _ slopes: Span<Double>,
        _ windows: Span<Double>,
        nanoseconds now: Int64,
        _ stack: inout MutableSpan<Double>
    ) -> Double {
        var top = -1
        for place in operations.indices {
            let operation = operations[place]
            switch operation.code {
            case .constant, .load, .age, .isBad, .rate, .windowRate, .windowMean:
                top += 1
                guard top < stack.count else { return .nan }
                stack[top] = leaf(operation, readings, slopes, windows, now)
            case .negate, .not, .absolute, .round, .vote:
                guard top >= 0 else { return .nan }
                stack[top] = unary(operation.code, operation.value, stack[top])
            case .within:
                guard top >= 2 else { return .nan }
                top -= 2
                let (x, distance, y) = (stack[top], stack[top + 1], stack[top + 2])
                stack[top] =
                    x.isNaN || distance.isNaN || y.isNaN ? .nan : flag(abs(x - y) <= distance)
            default:
                guard top >= 1 else { return .nan }
                top -= 1
                stack[top] = binary(operation.code, stack[top], stack[top + 1])
            }
        }
        return top == 0 ? stack[0] : .nan
    }

    /// When a comparison with an age can next change by the passing of time alone.
    package func nextDeadline(_ image: ProcessImage, after now: Instant) -> Instant {
        var next = Instant.never
        for point in ages {
            let read = image[point].at
            for time in times {
                // Comparisons may be strict, so the instant after the age is reached counts.
                let end = read + time + Lapse(nanoseconds: 1)
                if end > now, end < next { next = end }
            }
        }
        return next
    }

    /// Whether every point it reads was read after `instant`.
    package func isNewer(than instant: Instant, in image: ProcessImage) -> Bool {
        for point in points where image[point].at <= instant { return false }
        return true
    }

    @_noAllocation @_noLocks
    private static func leaf(
        _ operation: Operation,
        _ readings: Span<Reading>,
        _ slopes: Span<Double>,
        _ windows: Span<Double>,
        _ now: Int64
    ) -> Double {
        let index = Int(operation.index)
        switch operation.code {
        case .load: return readings[index].quality == .good ? readings[index].value : .nan
        case .age: return Double(now - readings[index].at.nanoseconds) / 1e9
        case .isBad: return flag(readings[index].quality != .good)
        case .rate: return slopes[index]
        case .windowRate, .windowMean:
            guard readings[Int(operation.point)].quality == .good else { return .nan }
            return windows[2 * index + (operation.code == .windowRate ? 0 : 1)]
        default: return operation.value
        }
    }

    /// `vote` is what stands where `a` is unknown.
    @_noAllocation @_noLocks
    private static func unary(_ code: Code, _ vote: Double, _ a: Double) -> Double {
        if code == .vote { return a.isNaN ? vote : a }
        if a.isNaN { return a }
        switch code {
        case .negate: return -a
        case .not: return flag(a == 0)
        case .absolute: return abs(a)
        default: return whole(a)
        }
    }

    @_noAllocation @_noLocks
    private static func binary(_ code: Code, _ a: Double, _ b: Double) -> Double {
        switch code {
        case .and:
            if a == 0 || b == 0 { return 0 }
            return a.isNaN || b.isNaN ? .nan : 1
        case .or:
            if a == 1 || b == 1 { return 1 }
            return a.isNaN || b.isNaN ? .nan : 0
        default: break
        }
        if a.isNaN || b.isNaN { return .nan }
        switch code {
        case .add: return finite(a + b)
        case .subtract: return finite(a - b)
        case .multiply: return finite(a * b)
        case .divide: return finite(a / b)
        case .minimum: return min(a, b)
        case .maximum: return max(a, b)
        case .less: return flag(a < b)
        case .lessOrEqual: return flag(a <= b)
        case .greater: return flag(a > b)
        case .greaterOrEqual: return flag(a >= b)
        case .equal: return flag(a == b)
        default: return flag(a != b)
        }
    }

    /// Half away from zero, as `rounded()`, which the annotations do not allow.
    @_noAllocation @_noLocks
    private static func whole(_ a: Double) -> Double {
        // From here on every number is whole.
        guard abs(a) < 4_503_599_627_370_496 else { return a }
        let truncated = Double(Int64(a))
        guard abs(a - truncated) >= 0.5 else { return truncated }
        return a < 0 ? truncated - 1 : truncated + 1
    }

    @_noAllocation @_noLocks
    private static func flag(_ holds: Bool) -> Double { holds ? 1 : 0 }
    @_noAllocation @_noLocks
    private static func finite(_ a: Double) -> Double { a.isFinite ? a : .nan }
}

extension PointProgram.Code {
    fileprivate var readsHistory: Bool {
        switch self {
        case .rate, .windowRate, .windowMean: true
        default: false
        }
    }
}
