/// Decimals as chemists write them: digits and at most one point.
enum PlainNumber {
    /// Longer ones are no amounts of a recipe; text mining leaves up to 17 digits.
    private static let longest = 24

    /// The number `text` is; nil for signs, exponents, and words such as `nan`.
    static func read(_ text: some StringProtocol) -> Double? {
        guard !text.isEmpty, text.utf8.count <= longest,
            text.utf8.allSatisfy({ ("0"..."9").contains(Unicode.Scalar($0)) || $0 == 0x2E })
        else { return nil }
        return Double(text)
    }
}
