/// Seeded chance for generators and fuzzers: SplitMix64 (Steele, Lea, Flood 2014), the same on
/// every machine.
package struct Dice: Sendable {
    private var state: UInt64

    package init(_ seed: UInt64) { state = seed &+ 0x9E37_79B9_7F4A_7C15 }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// From 0 up to, not including, 1.
    package mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// From 0 up to, not including, `count`; 0 where `count` is not positive.
    package mutating func below(_ count: Int) -> Int {
        count > 0 ? Int(next() % UInt64(count)) : 0
    }

    package mutating func whole(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.count)
    }

    /// A number of the range on a grid of `step`.
    package mutating func number(_ range: ClosedRange<Double>, step: Double = 1) -> Double {
        let count = ((range.upperBound - range.lowerBound) / step).rounded(.down)
        return range.lowerBound + Double(below(Int(min(max(count, 0), 1e9)) + 1)) * step
    }

    package mutating func chance(_ probability: Double) -> Bool { unit() < probability }

    package mutating func pick<Value>(_ values: [Value]) -> Value? {
        values.isEmpty ? nil : values[below(values.count)]
    }
}
