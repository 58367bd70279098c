import Findings
package import Quantities

/// Two quantities written as `[700 degC, 1000 degC]`; the first is not greater.
package struct QuantityRange: Hashable, Sendable {
    package var low: Quantity
    package var high: Quantity

    package init(low: Quantity, high: Quantity) {
        self.low = low
        self.high = high
    }

    /// The same in SI base units.
    package var bounds: Bounds { Bounds(low.si, high.si) }
}

/// Whether a temperature stands on a scale or is a distance between two.
package enum TemperatureSense: Sendable, Hashable {
    /// `850 degC`, `1123 K`.
    case point
    /// `5 K`; `5 degC` is refused, because it would also be 278 K.
    case difference
}

extension Field {
    /// A quantity of `dimensions`, with its unit in the text; of `.number` also a plain number.
    ///
    /// A number without unit is reported as such, with what to write; so are another kind of
    /// unit, and a temperature difference in a unit whose zero is not 0 K.
    package func quantity(
        of dimensions: Dimensions,
        _ sense: TemperatureSense = .point
    ) -> Quantity? {
        if form == .number, dimensions == .number { return number().map(Quantity.number) }
        guard form == .text else {
            if form == .number, let number = scalarText {
                refuseBare(number, dimensions, sense)
            } else {
                let example = dimensions.example(sense)
                refuse(
                    wanting: "\(dimensions.spokenName) with its unit",
                    "Write it as “\(example)”."
                )
            }
            return nil
        }
        guard let quantity = reader.units.quantity(reader.tree.textBytes(node)) else {
            refuseUnread(dimensions, sense)
            return nil
        }
        return check(quantity, dimensions, sense) ? quantity : nil
    }

    /// A quantity of any kind: text with a unit, or a plain number.
    package func anyQuantity() -> Quantity? {
        if form == .number { return number().map(Quantity.number) }
        guard form == .text else {
            refuse(wanting: "a quantity with its unit", "Write it as “100 uL” or “850 degC”.")
            return nil
        }
        guard let quantity = reader.units.quantity(reader.tree.textBytes(node)) else {
            refuseUnread(nil, .point)
            return nil
        }
        return quantity
    }

    /// A range written as a list of two quantities, the lesser first.
    package func range(
        of dimensions: Dimensions,
        _ sense: TemperatureSense = .point
    ) -> QuantityRange? {
        rangePair("Write it as [LOW, HIGH].") { $0.quantity(of: dimensions, sense) }
    }

    /// A range of any kind of quantity; both ends are of the same kind.
    package func anyRange() -> QuantityRange? {
        guard let range = rangePair("Write it as [LOW, HIGH].", { $0.anyQuantity() }) else {
            return nil
        }
        guard range.low.dimensions == range.high.dimensions else {
            report(
                .unitMismatch,
                "The range begins with \(range.low.dimensions.spokenName) and ends with "
                    + "\(range.high.dimensions.spokenName). Write both in units of one kind."
            )
            return nil
        }
        return range
    }

    private func rangePair(_ advice: String, _ end: (Field) -> Quantity?) -> QuantityRange? {
        guard form == .sequence, count == 2 else {
            if form == .sequence {
                report(.wrongType, "A range has two ends, found \(count). \(advice)")
            } else {
                refuse(wanting: "a range of two quantities", advice)
            }
            return nil
        }
        var ends = Items(self)
        guard let first = ends.next(), let second = ends.next() else { return nil }
        let (low, high) = (end(first), end(second))
        guard let low, let high else { return nil }
        guard low.si <= high.si || low.dimensions != high.dimensions else {
            report(
                .wrongType,
                "The range is the wrong way round. Write [\(high), \(low)]."
            )
            return nil
        }
        return QuantityRange(low: low, high: high)
    }
}

extension Field {
    private func check(
        _ quantity: Quantity,
        _ dimensions: Dimensions,
        _ sense: TemperatureSense
    ) -> Bool {
        guard quantity.dimensions == dimensions else {
            let text = JSONText.visible(scalarText ?? "")
            if quantity.dimensions == .number, quantity.unit.symbol.isEmpty {
                refuseBare(text, dimensions, sense)
                return false
            }
            report(
                .unitMismatch,
                "“\(text)” is \(quantity.dimensions.spokenName); \(dimensions.spokenName) belongs "
                    + "here, such as “\(dimensions.example(sense))”."
            )
            return false
        }
        if sense == .difference, quantity.unit.offset != 0 {
            let kelvin = Quantity(quantity.value * quantity.unit.scale, PhysicalUnit.kelvin)
            report(
                .temperatureDifference,
                "A difference of temperatures is in K. Write “\(kelvin)”."
            )
            return false
        }
        return true
    }

    private func refuseBare(
        _ number: String,
        _ dimensions: Dimensions,
        _ sense: TemperatureSense
    ) {
        let example = dimensions.example(sense)
        guard dimensions != .number else { return refuse(wanting: "a plain number") }
        let shown = JSONText.visible(number)
        let unit = String(example.drop { $0 != " " }.dropFirst())
        report(
            .bareNumber,
            "\(shown) has no unit; \(dimensions.spokenName) belongs here. "
                + (unit.isEmpty
                    ? "Write the unit behind it."
                    : "Write the unit behind it: “\(shown) \(unit)”, if \(unit) is meant.")
        )
    }

    private func refuseUnread(_ dimensions: Dimensions?, _ sense: TemperatureSense) {
        let text = scalarText ?? ""
        let example = dimensions?.example(sense) ?? "100 uL"
        let kind = dimensions?.spokenName ?? "a quantity"
        do throws(QuantityError) {
            _ = try Quantity(parsing: text)
        } catch {
            switch error {
            case .empty, .notANumber:
                refuse(wanting: "\(kind) with its unit", "Write it as “\(example)”.")
            case .notFinite:
                report(.notFinite, "“\(JSONText.visible(text))” is not finite.")
            case .unknownUnit(let unit):
                report(
                    .unitMismatch,
                    "“\(JSONText.visible(unit))” is no unit. Write \(kind) as “\(example)”."
                )
            }
        }
    }
}

extension PhysicalUnit {
    static let kelvin = PhysicalUnit("K", .temperature, 1)
}

extension Dimensions {
    /// A quantity of this kind, for messages.
    func example(_ sense: TemperatureSense) -> String {
        if self == .temperature { return sense == .point ? "850 degC" : "5 K" }
        return Self.examples.first { $0.0 == self }?.1 ?? ""
    }

    private static let examples: [(Dimensions, String)] = [
        (.number, "0.5"), (.time, "10 min"), (.length, "12 mm"), (.mass, "5 g"),
        (.amount, "2 mmol"), (.current, "0.5 A"), (.volume, "100 uL"), (.speed, "20 mm/s"),
        (.rampRate, "5 K/min"), (.flow, "2 mL/min"), (.frequency, "300 rpm"),
        (.pressure, "2 bar"), (.energy, "3 kWh"), (.power, "500 W"), (.voltage, "24 V"),
        (.density, "1.2 g/mL"), (.concentration, "10 mM"), (.molarMass, "98.1 g/mol"),
    ]
}
