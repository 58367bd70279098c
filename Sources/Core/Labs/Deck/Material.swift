/// A substance the lab knows.
package struct Material: Hashable, Sendable {
    package enum Phase: String, Hashable, Sendable, CaseIterable {
        case liquid, solid, gas
    }

    package var name: String
    package var phase: Phase
    /// Chemical formula, empty where it is a mixture.
    package var formula: String
    /// kg/m³.
    package var density: Double
    /// K; nil where it has none.
    package var flashPoint: Double?
    package var boilingPoint: Double?
    /// Above this it decomposes or attacks its vessel, K.
    package var greatestTemperature: Double?
    /// K/s.
    package var greatestRamp: Double?
    /// The lab's own words: `acid`, `oxidiser`, `flammable`, `fuel`.
    package var hazards: [String]
    /// Index into `Lab.liquidClasses`, for liquids.
    package var liquidClass: Int?
    package var restriction: Restriction

    package enum Restriction: Hashable, Sendable {
        case free
        /// Only with an approval by this role.
        case needs(Person.Role)
        case forbidden
    }

    package init(
        name: String,
        phase: Phase,
        formula: String,
        density: Double,
        flashPoint: Double?,
        boilingPoint: Double?,
        greatestTemperature: Double?,
        greatestRamp: Double?,
        hazards: [String],
        liquidClass: Int?,
        restriction: Restriction
    ) {
        self.name = name
        self.phase = phase
        self.formula = formula
        self.density = density
        self.flashPoint = flashPoint
        self.boilingPoint = boilingPoint
        self.greatestTemperature = greatestTemperature
        self.greatestRamp = greatestRamp
        self.hazards = hazards
        self.liquidClass = liquidClass
        self.restriction = restriction
    }
}

/// How a kind of liquid is pipetted.
package struct LiquidClass: Hashable, Sendable {
    package var name: String
    /// m³/s; faster is refused.
    package var greatestRate: Double
    package var aspirateRate: Double
    package var dispenseRate: Double

    package init(name: String, greatestRate: Double, aspirateRate: Double, dispenseRate: Double) {
        self.name = name
        self.greatestRate = greatestRate
        self.aspirateRate = aspirateRate
        self.dispenseRate = dispenseRate
    }
}

/// Which substances must not meet, in which order they may, and what they give off.
package struct ChemistryRules: Hashable, Sendable {
    /// One side of a rule: a material's name, or one of its hazard words.
    package struct Pair: Hashable, Sendable {
        package var a: String
        package var b: String
        package var because: String

        package init(a: String, b: String, because: String) {
            self.a = a
            self.b = b
            self.because = because
        }
    }

    /// A mixture that gives off gas and heat, per mole or kilogram of the scarcer part.
    package struct Reaction: Hashable, Sendable {
        package var a: String
        package var b: String
        /// m³ of gas and J of heat for each m³ of `a` added.
        package var gas: Double
        package var heat: Double
        package var because: String

        package init(a: String, b: String, gas: Double, heat: Double, because: String) {
            self.a = a
            self.b = b
            self.gas = gas
            self.heat = heat
            self.because = because
        }
    }

    package var incompatible: [Pair]
    /// `a` must be in the vessel before `b` is added (acid into water: a water, b acid).
    package var order: [Pair]
    package var reactions: [Reaction]

    package init(incompatible: [Pair], order: [Pair], reactions: [Reaction]) {
        self.incompatible = incompatible
        self.order = order
        self.reactions = reactions
    }
}
