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
        let halves = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = halves.first, !name.isEmpty, !name.contains(" ") else { return nil }
        item = String(name)
        guard halves.count == 2 else { return }
        let corners = halves[1].split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(corners.count), let from = Self.corner(corners[0]) else {
            return nil
        }
        first = from
        guard corners.count == 2 else {
            last = from
            return
        }
        guard let to = Self.corner(corners[1]), to.row >= from.row, to.column >= from.column else {
            return nil
        }
        last = to
    }

    private static func corner(_ text: Substring) -> Corner? {
        let letters = text.prefix { $0.isASCII && $0.isLetter }
        let digits = text.dropFirst(letters.count)
        guard (1...2).contains(letters.count), (1...3).contains(digits.count),
            let column = Int(digits), column >= 1
        else { return nil }
        var row = 0
        for scalar in letters.uppercased().unicodeScalars {
            row = row * 26 + Int(scalar.value) - 64
        }
        return Corner(row: row - 1, column: column - 1)
    }
}
