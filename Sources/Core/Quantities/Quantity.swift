/// A number with its unit, as a document states it.
public struct Quantity: Hashable, Sendable {
    /// The value in SI base units (kelvin, cubic metre, kilogram, second, …); finite.
    public var si: Double
    /// The unit it was written in, kept for printing.
    public var unit: PhysicalUnit

    /// `value` of `unit`.
    public init(_ value: Double, _ unit: PhysicalUnit) {
        si = unit.si(value)
        self.unit = unit
    }

    /// `si` in SI base units, printed in `unit`.
    public init(si: Double, unit: PhysicalUnit) {
        self.si = si
        self.unit = unit
    }

    /// A plain number.
    public static func number(_ value: Double) -> Quantity { Quantity(value, .one) }

    /// The dimensions of its unit.
    public var dimensions: Dimensions { unit.dimensions }

    /// The value in the unit it was written in.
    public var value: Double { unit.value(si: si) }
}

extension Quantity: CustomStringConvertible {
    /// `100 uL`: decimal, at most 12 significant digits, so that it reads back as written.
    public var description: String {
        let number = DecimalText.short(unit.offset == 0 ? value : scaleValue)
        return unit.symbol.isEmpty ? number : number + " " + unit.symbol
    }

    /// Taking a scale's zero off leaves the rounding of the larger number: 1e-9 is finer than any
    /// thermometer and coarser than that.
    private var scaleValue: Double {
        abs(value) < 1e6 ? (value * 1e9).rounded() / 1e9 : value
    }
}

/// Why a text is no quantity.
public enum QuantityError: Error, Hashable, Sendable {
    case empty
    case notANumber(String)
    case notFinite(String)
    case unknownUnit(String)
}

extension Quantity {
    /// Reads `100 uL`, `-3.5 K/min`, `0.2`, `850°C`.
    ///
    /// - Throws: `QuantityError` where it is empty, has no number in front, an unknown unit, or a
    ///   number that is not finite.
    public init(parsing text: String) throws(QuantityError) {
        let trimmed = text.drop { $0 == " " }
        guard !trimmed.isEmpty else { throw .empty }
        let digits = trimmed.prefix { $0.isASCII && ($0.isNumber || "+-.eE".contains($0)) }
        var number = digits
        // `5 eV`-like units begin with a letter the exponent could claim; give it back.
        while let last = number.last, "eE".contains(last) { number = number.dropLast() }
        guard let value = Double(number) else { throw .notANumber(text) }
        let rest = trimmed[number.endIndex...].drop { $0 == " " }
        var symbol = rest
        while symbol.last == " " { symbol = symbol.dropLast() }
        let unit: PhysicalUnit
        if symbol.isEmpty {
            unit = .one
        } else if let known = PhysicalUnit.named(String(symbol)) {
            unit = known
        } else {
            throw .unknownUnit(String(symbol))
        }
        self.init(value, unit)
        guard value.isFinite, si.isFinite else { throw .notFinite(text) }
    }
}
