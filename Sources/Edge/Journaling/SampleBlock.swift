/// Samples of one point of one run as bytes: 17 for each, little-endian: ns (Int64), value
/// (Double), quality (one byte).
struct SampleBlock: Sendable {
    static let stride = 17
    /// Samples of a full block: some 9 kB, so that rewriting a growing one costs little.
    static let most = 512

    private(set) var bytes: [UInt8] = []
    private(set) var first: Int64 = 0
    private(set) var last: Int64 = 0

    var count: Int { bytes.count / Self.stride }
    var isFull: Bool { count >= Self.most }

    mutating func add(_ sample: Sample) {
        if bytes.isEmpty { first = sample.at }
        last = sample.at
        append(UInt64(bitPattern: sample.at))
        append(sample.value.bitPattern)
        bytes.append(sample.quality)
    }

    private mutating func append(_ word: UInt64) {
        for place in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> (8 * UInt64(place)))) }
    }

    /// The samples of a block's bytes; a torn last one is left out.
    static func samples(of bytes: [UInt8]) -> [Sample] {
        var samples: [Sample] = []
        samples.reserveCapacity(bytes.count / stride)
        var from = 0
        while from + stride <= bytes.count {
            samples.append(
                Sample(
                    at: Int64(bitPattern: word(bytes, from)),
                    value: Double(bitPattern: word(bytes, from + 8)),
                    quality: bytes[from + 16]
                )
            )
            from += stride
        }
        return samples
    }

    private static func word(_ bytes: [UInt8], _ from: Int) -> UInt64 {
        var word: UInt64 = 0
        for offset in 0..<8 { word |= UInt64(bytes[from + offset]) << UInt64(8 * offset) }
        return word
    }
}
