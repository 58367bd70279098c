/// A small generator of repeatable numbers: same seed, same laboratory.
///
/// SplitMix64 (Steele, Lea, Flood, “Fast splittable pseudorandom number generators”, OOPSLA 2014).
package struct SplitMix64: Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mix(state)
    }

    /// A number from 0 up to, and not including, `bound`.
    mutating func next(below bound: Int) -> Int {
        bound > 1 ? Int(next() % UInt64(bound)) : 0
    }

    /// A number in 0 ..< 1.
    package mutating func fraction() -> Double { Self.fraction(next()) }

    /// A number in -1 ..< 1 that depends on `seed` and `index` alone, whoever asks and when.
    static func noise(_ seed: UInt64, _ index: Int64) -> Double {
        let mixed = mix(seed &+ UInt64(bitPattern: index) &* 0x9E37_79B9_7F4A_7C15)
        return 2 * fraction(mixed) - 1
    }

    private static func fraction(_ bits: UInt64) -> Double { Double(bits >> 11) * 0x1p-53 }

    private static func mix(_ input: UInt64) -> UInt64 {
        var z = input
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
