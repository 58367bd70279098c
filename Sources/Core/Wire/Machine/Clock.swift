import Quantities

/// Times on the line's inside: nanoseconds as plain integers, all far from overflow.
enum Clock {
    static let never = Int64.max
    /// Longer than any lapse of a profile may be: ten years.
    static let longest: Int64 = 315_360_000_000_000_000

    static func bounded(_ lapse: Lapse) -> Int64 { min(max(lapse.nanoseconds, 0), longest) }
}
