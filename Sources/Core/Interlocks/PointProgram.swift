package import Quantities

/// An expression over the process image as a flat list of operations on a small stack.
///
/// Evaluating neither recurses nor allocates nor looks up a name, so the scan can do it at every
/// tick. Numbers, flags (0 or 1) and choices (their index) are all Doubles; NaN is "unknown".
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
        var top = -1
        for operation in operations {
            switch operation.code {
            case .constant, .load, .age, .isBad, .rate, .windowRate, .windowMean:
                top += 1
                guard top < stack.count else { return .nan }
                stack[top] = Self.leaf(operation, image, rates, now)
            case .negate, .not, .absolute, .round, .vote:
                guard top >= 0 else { return .nan }
                stack[top] = Self.unary(operation, stack[top])
            case .within:
                guard top >= 2 else { return .nan }
                top -= 2
                let (x, distance, y) = (stack[top], stack[top + 1], stack[top + 2])
                stack[top] =
                    x.isNaN || distance.isNaN || y.isNaN ? .nan : Self.flag(abs(x - y) <= distance)
            default:
                guard top >= 1 else { return .nan }
                top -= 1
                stack[top] = Self.binary(operation.code, stack[top], stack[top + 1])
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

    private static func leaf(
        _ operation: Operation,
        _ image: ProcessImage,
        _ rates: RateTable,
        _ now: Instant
    ) -> Double {
        let index = Int(operation.index)
        switch operation.code {
        case .load:
            let reading = image[index]
            return reading.quality == .good ? reading.value : .nan
        case .age: return (now - image[index].at).seconds
        case .isBad: return flag(image[index].quality != .good)
        case .rate: return rates.rate(index)
        case .windowRate: return rates.windows.rate(index, image)
        case .windowMean: return rates.windows.average(index, image)
        default: return operation.value
        }
    }

    private static func unary(_ operation: Operation, _ a: Double) -> Double {
        if operation.code == .vote { return a.isNaN ? operation.value : a }
        if a.isNaN { return a }
        switch operation.code {
        case .negate: return -a
        case .not: return flag(a == 0)
        case .absolute: return abs(a)
        default: return a.rounded()
        }
    }

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

    private static func flag(_ holds: Bool) -> Double { holds ? 1 : 0 }
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
