import Devices
import Interlocks
import Quantities

/// One point in a reply of a serial protocol: which capture of which line, and what it means.
struct CapturedField: Sendable {
    /// The image's index of the point.
    var point: Int
    var line: Int
    var capture: Int
    var bit: Int?
    var bits: Int
    var conversion: ValueConversion
    /// Its words' places in the line's list; empty where the capture is a number.
    var firstWord: Int
    var endWord: Int

    func reading(
        _ bytes: [UInt8],
        _ captures: [Capture],
        _ words: WordList,
        at now: Instant
    ) -> Reading {
        guard capture < captures.count else { return Self.none(now) }
        let found = captures[capture]
        if firstWord < endWord {
            let index = words.index(of: bytes, found.start, found.end, in: firstWord..<endWord)
            guard let index else { return Reading(value: 0, quality: .outOfRange, at: now) }
            return conversion.reading(raw: Double(index), at: now)
        }
        var number = found.number
        if number.isNaN {
            guard let value = NumberText.alone(bytes, from: found.start, to: found.end) else {
                return Self.none(now)
            }
            number = value
        }
        if let bit {
            guard let whole = Int64(exactly: number) else { return Self.none(now) }
            let mask = (Int64(1) << Int64(bits)) - 1
            number = Double((whole >> Int64(bit)) & mask)
        }
        return conversion.reading(raw: number, at: now)
    }

    private static func none(_ now: Instant) -> Reading {
        Reading(value: 0, quality: .deviceBad, at: now)
    }
}

/// Words of devices, flat: those that mean choices and flags.
struct WordList: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []

    var count: Int { ends.count }

    mutating func append(_ word: String) {
        bytes += word.utf8
        ends.append(bytes.count)
    }

    /// Which of `words` is `text[start..<end]`, counted from the first of them.
    func index(of text: [UInt8], _ start: Int, _ end: Int, in words: Range<Int>) -> Int? {
        var word = words.lowerBound
        while word < words.upperBound, word < ends.count {
            let first = word == 0 ? 0 : ends[word - 1]
            if ends[word] - first == end - start {
                var place = 0
                while place < end - start, bytes[first + place] == text[start + place] {
                    place += 1
                }
                if place == end - start { return word - words.lowerBound }
            }
            word += 1
        }
        return nil
    }
}
