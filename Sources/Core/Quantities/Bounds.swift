/// A closed interval of SI values: what a number can be, when more than one value is possible.
///
/// Arithmetic rounds outward by one step, so that the true value never escapes by rounding.
@frozen
public struct Bounds: Hashable, Sendable {
    /// The least value in SI units, at most `high`; minus infinity where unbounded.
    public var low: Double
    /// The greatest value in SI units, at least `low`; infinity where unbounded.
    public var high: Double

    /// The interval from `low` to `high`; the two are swapped where they are given the wrong way.
    @inlinable
    public init(_ low: Double, _ high: Double) {
        self.low = low <= high ? low : high
        self.high = low <= high ? high : low
    }

    /// One value.
    @inlinable
    public init(_ value: Double) {
        low = value
        high = value
    }

    /// Exactly zero.
    @inlinable public static var zero: Bounds { Bounds(0) }
    /// Any value at all.
    @inlinable public static var everything: Bounds { Bounds(-.infinity, .infinity) }

    /// Whether only one value is possible.
    @inlinable public var isSingle: Bool { low == high }
    /// The greatest less the least value, in SI units; infinite where unbounded.
    @inlinable public var width: Double { high - low }

    /// The smallest interval that holds both.
    @inlinable
    public func hull(_ other: Bounds) -> Bounds {
        Bounds(Swift.min(low, other.low), Swift.max(high, other.high))
    }

    /// The values in both, nil where there is none.
    @inlinable
    public func intersection(_ other: Bounds) -> Bounds? {
        let (low, high) = (Swift.max(low, other.low), Swift.min(high, other.high))
        return low <= high ? Bounds(low, high) : nil
    }

    /// Whether `value`, in SI units, lies within; the ends do.
    @inlinable public func contains(_ value: Double) -> Bool { value >= low && value <= high }
    /// Whether all of `b` lies within; equal ends do.
    @inlinable public func contains(_ b: Bounds) -> Bool { b.low >= low && b.high <= high }

    /// The sums of a value of `a` and one of `b`.
    @inlinable
    public static func + (a: Bounds, b: Bounds) -> Bounds {
        Bounds(outward: a.low + b.low, a.high + b.high, exact: a.isSingle && b.isSingle)
    }

    /// The differences of a value of `a` and one of `b`, chosen independently.
    @inlinable
    public static func - (a: Bounds, b: Bounds) -> Bounds {
        Bounds(outward: a.low - b.high, a.high - b.low, exact: a.isSingle && b.isSingle)
    }

    /// The products of a value of `a` and one of `b`.
    @inlinable
    public static func * (a: Bounds, b: Bounds) -> Bounds {
        let (p, q) = (a.low * b.low, a.low * b.high)
        let (r, s) = (a.high * b.low, a.high * b.high)
        return Bounds(
            outward: Swift.min(Swift.min(p, q), Swift.min(r, s)),
            Swift.max(Swift.max(p, q), Swift.max(r, s)),
            exact: a.isSingle && b.isSingle
        )
    }

    /// The quotient; everything where the divisor can be zero.
    @inlinable
    public static func / (a: Bounds, b: Bounds) -> Bounds {
        guard !b.contains(0) else { return .everything }
        let (p, q) = (a.low / b.low, a.low / b.high)
        let (r, s) = (a.high / b.low, a.high / b.high)
        return Bounds(
            outward: Swift.min(Swift.min(p, q), Swift.min(r, s)),
            Swift.max(Swift.max(p, q), Swift.max(r, s)),
            exact: a.isSingle && b.isSingle
        )
    }

    /// Single values stay single, so that exact plans keep exact numbers.
    @inlinable
    init(outward low: Double, _ high: Double, exact: Bool) {
        self.low = exact || low.isNaN ? (low.isNaN ? -.infinity : low) : low.nextDown
        self.high = exact || high.isNaN ? (high.isNaN ? .infinity : high) : high.nextUp
    }
}
