/// A unit as it is written in documents: `degC`, `uL`, `K/min`.
///
/// A value in the unit is `value * scale + offset` in SI base units.
public struct PhysicalUnit: Hashable, Sendable {
    /// The canonical spelling, ASCII: `uL` for `µL`, `degC` for `°C`.
    public var symbol: String
    /// The SI dimensions.
    public var dimensions: Dimensions
    /// SI base units in one of this unit.
    public var scale: Double
    /// The SI value of zero of this unit; not zero only for degC and degF.
    public var offset: Double

    /// A unit called `symbol`.
    public init(_ symbol: String, _ dimensions: Dimensions, _ scale: Double, offset: Double = 0) {
        self.symbol = symbol
        self.dimensions = dimensions
        self.scale = scale
        self.offset = offset
    }

    /// The SI value of `value` in this unit.
    public func si(_ value: Double) -> Double { value * scale + offset }

    /// The value in this unit of `si` in SI base units.
    public func value(si: Double) -> Double { (si - offset) / scale }

    /// No unit: a plain number.
    public static let one = PhysicalUnit("", .number, 1)

    /// The unit spelled `text`, a product or quotient of known units: `K/min`, `W/(m2 K)`, `S/cm`.
    ///
    /// Returns nil where a part is unknown, or where a unit with an offset is part of a compound.
    public static func named(_ text: String) -> PhysicalUnit? {
        if let known = UnitTable.simple(text) { return known }
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count <= 2, let first = halves.first, let above = product(of: first) else {
            return nil
        }
        guard halves.count == 2 else { return above }
        guard let below = product(of: halves[1]) else { return nil }
        return PhysicalUnit(
            above.symbol + "/" + below.symbol,
            above.dimensions / below.dimensions,
            above.scale / below.scale
        )
    }

    private static func product(of text: Substring) -> PhysicalUnit? {
        var body = text
        if body.hasPrefix("("), body.hasSuffix(")") { body = body.dropFirst().dropLast() }
        let parts = body.split(whereSeparator: { $0 == " " || $0 == "*" || $0 == "·" })
        guard !parts.isEmpty, parts.count <= 4 else { return nil }
        var result = PhysicalUnit.one
        for part in parts {
            guard let unit = power(of: part), unit.offset == 0 else { return nil }
            result = PhysicalUnit(
                result.symbol.isEmpty ? unit.symbol : result.symbol + " " + unit.symbol,
                result.dimensions * unit.dimensions,
                result.scale * unit.scale
            )
        }
        return parts.count == 1
            ? result
            : PhysicalUnit("(" + result.symbol + ")", result.dimensions, result.scale)
    }

    private static func power(of text: Substring) -> PhysicalUnit? {
        if let known = UnitTable.simple(String(text)) { return known }
        guard let last = text.last, let exponent = last.wholeNumberValue,
            (2...4).contains(exponent),
            let base = UnitTable.simple(String(text.dropLast().filter { $0 != "^" }))
        else { return nil }
        var result = PhysicalUnit(base.symbol + String(exponent), .number, 1)
        for _ in 0..<exponent {
            result.dimensions = result.dimensions * base.dimensions
            result.scale *= base.scale
        }
        return result
    }
}
