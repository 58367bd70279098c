import Quantities

/// Reads quantities fast: remembers the units a document uses, since there are few.
struct UnitMemory {
    private var entries: [(spelling: [UInt8], unit: PhysicalUnit)] = []
    /// A document with more units than this is read correctly, only slower.
    private static let capacity = 16

    /// The quantity in `text`; nil where it is none, or not finite.
    ///
    /// Agrees with `Quantity(parsing:)`.
    mutating func quantity(_ text: ArraySlice<UInt8>) -> Quantity? {
        var at = text.startIndex
        if at < text.endIndex, text[at] == UInt8(ascii: "-") { at += 1 }
        var points = 0
        let digits = at
        while at < text.endIndex {
            if text[at] == UInt8(ascii: "."), points == 0, at > digits {
                points += 1
            } else if text[at] &- 0x30 >= 10 {
                break
            }
            at += 1
        }
        let number = text[text.startIndex..<at]
        var symbol = at
        while symbol < text.endIndex, text[symbol] == 0x20 { symbol += 1 }
        let first = symbol < text.endIndex ? text[symbol] : 0
        let isPlain = at > digits && text[at - 1] != UInt8(ascii: ".")
        // What could go on with the number (1e3, 1.2.3, 5 eV) takes the long way.
        guard isPlain, symbol > at || (first | 0x20 != UInt8(ascii: "e") && first > 0x2E),
            symbol < text.endIndex,
            let unit = unit(text[symbol...]), let value = NumberText.double(number)
        else { return try? Quantity(parsing: String(decoding: text, as: UTF8.self)) }
        let quantity = Quantity(value, unit)
        return value.isFinite && quantity.si.isFinite ? quantity : nil
    }

    private mutating func unit(_ spelling: ArraySlice<UInt8>) -> PhysicalUnit? {
        for entry in entries where entry.spelling.count == spelling.count {
            if entry.spelling.elementsEqual(spelling) { return entry.unit }
        }
        guard let last = spelling.last, last != 0x20,
            let unit = PhysicalUnit.named(String(decoding: spelling, as: UTF8.self))
        else { return nil }
        if entries.count < Self.capacity { entries.append((Array(spelling), unit)) }
        return unit
    }
}
