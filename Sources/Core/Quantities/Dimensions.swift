/// The exponents of the SI base units a quantity is made of; all zero is a plain number.
public struct Dimensions: Hashable, Sendable {
    /// The exponent of metre.
    public var length: Int8
    /// The exponent of kilogram.
    public var mass: Int8
    /// The exponent of second.
    public var time: Int8
    /// The exponent of ampere.
    public var current: Int8
    /// The exponent of kelvin.
    public var temperature: Int8
    /// The exponent of mole.
    public var amount: Int8

    /// Dimensions with the given exponents.
    public init(
        length: Int8 = 0,
        mass: Int8 = 0,
        time: Int8 = 0,
        current: Int8 = 0,
        temperature: Int8 = 0,
        amount: Int8 = 0
    ) {
        self.length = length
        self.mass = mass
        self.time = time
        self.current = current
        self.temperature = temperature
        self.amount = amount
    }

    /// The dimensions of a product.
    public static func * (a: Dimensions, b: Dimensions) -> Dimensions {
        Dimensions(
            length: a.length &+ b.length,
            mass: a.mass &+ b.mass,
            time: a.time &+ b.time,
            current: a.current &+ b.current,
            temperature: a.temperature &+ b.temperature,
            amount: a.amount &+ b.amount
        )
    }

    /// The dimensions of a quotient.
    public static func / (a: Dimensions, b: Dimensions) -> Dimensions { a * b.inverse }

    /// The dimensions of the reciprocal.
    public var inverse: Dimensions {
        Dimensions(
            length: 0 &- length,
            mass: 0 &- mass,
            time: 0 &- time,
            current: 0 &- current,
            temperature: 0 &- temperature,
            amount: 0 &- amount
        )
    }
}

extension Dimensions {
    /// A plain number: counts, fractions, ratios.
    public static let number = Dimensions()
    /// Of a time: s.
    public static let time = Dimensions(time: 1)
    /// Of a length: m.
    public static let length = Dimensions(length: 1)
    /// Of a mass: kg.
    public static let mass = Dimensions(mass: 1)
    /// Of an amount of substance: mol.
    public static let amount = Dimensions(amount: 1)
    /// Of a temperature, absolute or a difference: K.
    public static let temperature = Dimensions(temperature: 1)
    /// Of an electric current: A.
    public static let current = Dimensions(current: 1)
    /// Of a volume: m³.
    public static let volume = Dimensions(length: 3)
    /// Of a speed: m/s.
    public static let speed = Dimensions(length: 1, time: -1)
    /// Of a change of temperature with time: K/s.
    public static let rampRate = Dimensions(time: -1, temperature: 1)
    /// Of a volume flow: m³/s.
    public static let flow = Dimensions(length: 3, time: -1)
    /// Of a frequency: 1/s.
    public static let frequency = Dimensions(time: -1)
    /// Of a pressure: Pa, which is kg/(m·s²).
    public static let pressure = Dimensions(length: -1, mass: 1, time: -2)
    /// Of an energy: J, which is kg·m²/s².
    public static let energy = Dimensions(length: 2, mass: 1, time: -2)
    /// Of a power: W, which is kg·m²/s³.
    public static let power = Dimensions(length: 2, mass: 1, time: -3)
    /// Of a voltage: V, which is kg·m²/(s³·A).
    public static let voltage = Dimensions(length: 2, mass: 1, time: -3, current: -1)
    /// Of a density: kg/m³.
    public static let density = Dimensions(length: -3, mass: 1)
    /// Of a concentration: mol/m³.
    public static let concentration = Dimensions(length: -3, amount: 1)
    /// Of a molar mass: kg/mol.
    public static let molarMass = Dimensions(mass: 1, amount: -1)

    /// What a person calls these dimensions, for messages: "a temperature", "a volume".
    public var spokenName: String {
        Self.spoken.first { $0.0 == self }?.1 ?? "a quantity in other units"
    }

    private static let spoken: [(Dimensions, String)] = [
        (.number, "a plain number"), (.time, "a time"), (.length, "a length"), (.mass, "a mass"),
        (.amount, "an amount of substance"), (.temperature, "a temperature"),
        (.current, "a current"), (.volume, "a volume"), (.speed, "a speed"),
        (.rampRate, "a temperature rate"), (.flow, "a flow"), (.frequency, "a frequency"),
        (.pressure, "a pressure"), (.energy, "an energy"), (.power, "a power"),
        (.voltage, "a voltage"), (.density, "a density"), (.concentration, "a concentration"),
        (.molarMass, "a molar mass"),
    ]
}
