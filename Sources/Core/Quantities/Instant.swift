/// A point on one monotonic time line, in nanoseconds since that line's start (a run, a boot).
///
/// Int64 nanoseconds span 292 years and compare exactly, which floating seconds do not.
@frozen
public struct Instant: Hashable, Comparable, Sendable {
    /// Nanoseconds since the time line began.
    public var nanoseconds: Int64

    /// An instant at `nanoseconds` since the time line began.
    @inlinable
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// Where the time line begins.
    @inlinable public static var start: Instant { Instant(nanoseconds: 0) }

    /// Later than every instant that can occur: the deadline of something that waits for nothing.
    @inlinable public static var never: Instant { Instant(nanoseconds: .max) }

    /// Whether `a` is earlier than `b`.
    @inlinable
    public static func < (a: Instant, b: Instant) -> Bool { a.nanoseconds < b.nanoseconds }

    /// The instant `lapse` later, clamped to `never`.
    @inlinable
    public static func + (a: Instant, lapse: Lapse) -> Instant {
        let (sum, overflow) = a.nanoseconds.addingReportingOverflow(lapse.nanoseconds)
        return Instant(nanoseconds: overflow ? (lapse.nanoseconds > 0 ? .max : .min) : sum)
    }

    /// The time from `b` to `a`, clamped.
    @inlinable
    public static func - (a: Instant, b: Instant) -> Lapse {
        let (difference, overflow) = a.nanoseconds.subtractingReportingOverflow(b.nanoseconds)
        return Lapse(nanoseconds: overflow ? (a < b ? .min : .max) : difference)
    }
}

extension Instant: Codable {
    /// A decoder's `userInfo` may have a `Lapse` here: from the time line that was written to the
    /// reader's own.
    public static let shift = CodingUserInfoKey(rawValue: "instant-shift")

    /// Reads nanoseconds, and moves them by the decoder's shift.
    public init(from decoder: any Decoder) throws {
        let written = try decoder.singleValueContainer().decode(Int64.self)
        let shift = Self.shift.flatMap { decoder.userInfo[$0] as? Lapse } ?? .zero
        let isReal = written != .max && written != .min
        self = Instant(nanoseconds: written) + (isReal ? shift : .zero)
    }

    /// Writes nanoseconds.
    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        try value.encode(nanoseconds)
    }
}

/// A length of time in nanoseconds.
@frozen
public struct Lapse: Hashable, Comparable, Sendable, Codable {
    /// The length in nanoseconds; negative lengths occur only in differences.
    public var nanoseconds: Int64

    /// A length of `nanoseconds`.
    @inlinable
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// A length of `seconds`, rounded to the nanosecond; NaN is zero, out of range is clamped.
    @inlinable
    public init(seconds: Double) {
        let scaled = (seconds * 1e9).rounded()
        if scaled >= 9.2e18 {
            nanoseconds = .max
        } else if scaled <= -9.2e18 {
            nanoseconds = .min
        } else {
            nanoseconds = scaled.isNaN ? 0 : Int64(scaled)
        }
    }

    /// No time.
    @inlinable public static var zero: Lapse { Lapse(nanoseconds: 0) }

    /// `count` milliseconds.
    @inlinable
    public static func milliseconds(_ count: Int64) -> Lapse {
        Lapse(nanoseconds: count * 1_000_000)
    }

    /// The length in seconds.
    @inlinable public var seconds: Double { Double(nanoseconds) / 1e9 }

    /// Whether `a` is shorter than `b`; negative lengths are the shortest.
    @inlinable
    public static func < (a: Lapse, b: Lapse) -> Bool { a.nanoseconds < b.nanoseconds }

    /// The sum, clamped to the representable range.
    @inlinable
    public static func + (a: Lapse, b: Lapse) -> Lapse {
        let (sum, overflow) = a.nanoseconds.addingReportingOverflow(b.nanoseconds)
        return Lapse(nanoseconds: overflow ? (b.nanoseconds > 0 ? .max : .min) : sum)
    }
}
