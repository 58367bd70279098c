/// The exponents of the SI base units a quantity is made of; all zero is a plain number.
public struct Dimensions: Hashable, Sendable {
    /// Exponents of metre, kilogram, second, ampere, kelvin and mole.
    public var length: Int8
    public var mass: Int8
    public var time: Int8
    public var current: Int8
    public var temperature: Int8
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
    public static let time = Dimensions(time: 1)
    public static let length = Dimensions(length: 1)
    public static let mass = Dimensions(mass: 1)
    public static let amount = Dimensions(amount: 1)
    public static let temperature = Dimensions(temperature: 1)
    public static let current = Dimensions(current: 1)
    public static let volume = Dimensions(length: 3)
    public static let speed = Dimensions(length: 1, time: -1)
    public static let rampRate = Dimensions(time: -1, temperature: 1)
    public static let flow = Dimensions(length: 3, time: -1)
    public static let frequency = Dimensions(time: -1)
    public static let pressure = Dimensions(length: -1, mass: 1, time: -2)
    public static let energy = Dimensions(length: 2, mass: 1, time: -2)
    public static let power = Dimensions(length: 2, mass: 1, time: -3)
    public static let voltage = Dimensions(length: 2, mass: 1, time: -3, current: -1)
    public static let density = Dimensions(length: -3, mass: 1)
    public static let concentration = Dimensions(length: -3, amount: 1)
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
