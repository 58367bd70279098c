/// A vessel or a range of wells as documents write it: `buffer`, `plate/A1`, `plate/A1:H12`.
package struct WellAddress: Hashable, Sendable {
    package struct Corner: Hashable, Sendable {
        /// From 0.
        package var row: Int
        package var column: Int
    }

    package var item: String
    package var first: Corner?
    package var last: Corner?

    /// Reads an address; nil where it is malformed.
    package init?(parsing text: String) {
        let bytes = text.utf8
        let slash = bytes.firstIndex(of: UInt8(ascii: "/"))
        let name = bytes[..<(slash ?? bytes.endIndex)]
        guard !name.isEmpty, !name.contains(UInt8(ascii: " ")) else { return nil }
        item = String(text[..<(slash ?? bytes.endIndex)])
        guard let slash else { return }
        let wells = bytes[bytes.index(after: slash)...]
        let colon = wells.firstIndex(of: UInt8(ascii: ":"))
        guard let from = Self.corner(wells[..<(colon ?? wells.endIndex)]) else { return nil }
        first = from
        guard let colon else {
            last = from
            return
        }
        guard let to = Self.corner(wells[wells.index(after: colon)...]), to.row >= from.row,
            to.column >= from.column
        else { return nil }
        last = to
    }

    /// One or two letters, then one to three digits.
    private static func corner(_ text: Substring.UTF8View) -> Corner? {
        var (row, column) = (0, 0)
        var (letters, digits) = (0, 0)
        for byte in text {
            let lower = byte | 0x20
            if digits == 0, lower >= UInt8(ascii: "a"), lower <= UInt8(ascii: "z"), letters < 2 {
                row = row * 26 + Int(lower - UInt8(ascii: "a")) + 1
                letters += 1
            } else if letters > 0, digits < 3, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9")
            {
                column = column * 10 + Int(byte - UInt8(ascii: "0"))
                digits += 1
            } else {
                return nil
            }
        }
        guard letters > 0, digits > 0, column > 0 else { return nil }
        return Corner(row: row - 1, column: column - 1)
    }
}
