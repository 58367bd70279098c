/// Damage to bytes, as files suffer it and as attackers do it.
package enum ByteFuzz {
    private static let tokens = [
        "{", "}", "[", "]", ":", ",", "\"", "'", "&a ", "*a", "!!", "|", ">", "- ", "\n", "\t", "#",
        "null", "true", "1e308", "-1e400", "NaN", ".inf", "99999999999999999999", "\u{0}",
        "\u{FEFF}", "\\ud83d", "$", "${", "degC", " uL", "((((((((", "<<: ", "? ", "%YAML 9", "---",
        "µL", "0x10", "1_000", "~", "\u{202E}", "plate/A1:H12", "$next.T", "or or", "-0",
    ]

    /// The bytes with one to four damages.
    package static func mutated(_ original: [UInt8], _ dice: inout Dice) -> [UInt8] {
        var bytes = original
        for _ in 0..<dice.whole(1...4) { damage(&bytes, &dice) }
        return bytes
    }

    private static func damage(_ bytes: inout [UInt8], _ dice: inout Dice) {
        guard !bytes.isEmpty else {
            bytes = [UInt8(truncatingIfNeeded: dice.next())]
            return
        }
        let place = dice.below(bytes.count)
        switch dice.below(10) {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: dice.next())
        case 1: bytes[place] ^= 1 << UInt8(dice.below(8))
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + dice.whole(1...40)))
        case 3: bytes.removeLast(bytes.count - place)
        case 4, 5:
            let token = dice.pick(tokens) ?? ""
            bytes.insert(contentsOf: Array(token.utf8), at: place)
        case 6:
            // A piece elsewhere, as a careless paste.
            let end = min(bytes.count, place + dice.whole(1...120))
            let piece = Array(bytes[place..<end])
            bytes.insert(contentsOf: piece, at: dice.below(bytes.count + 1))
        case 7: number(&bytes, place, &dice)
        case 8: swapLines(&bytes, &dice)
        default:
            let count = dice.whole(1...200)
            let opening = dice.pick(["[", "{", "- ", "(", "{a: "]) ?? "["
            for _ in 0..<count { bytes.insert(contentsOf: Array(opening.utf8), at: place) }
        }
    }

    /// Replaces the first number at or behind a place.
    private static func number(_ bytes: inout [UInt8], _ place: Int, _ dice: inout Dice) {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard let first = bytes[place...].firstIndex(where: { digits.contains($0) }) else { return }
        let last = bytes[first...].firstIndex { !digits.contains($0) } ?? bytes.count
        let others = ["0", "-1", "1e308", "1e-308", "4294967296", "9223372036854775807", "0.1", ""]
        bytes.replaceSubrange(first..<last, with: Array((dice.pick(others) ?? "").utf8))
    }

    private static func swapLines(_ bytes: inout [UInt8], _ dice: inout Dice) {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count > 1 else { return }
        lines.swapAt(dice.below(lines.count), dice.below(lines.count))
        bytes = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
    }
}
