import Quantities

/// How much of which powder to weigh in.
struct RecipeBatch: Equatable {
    struct Weighing: Equatable {
        var material: String
        /// g.
        var mass: Double
        /// g.
        var tolerance: Double

        var target: String { "\(DecimalText.short(mass, digits: 5)) g" }
        var allowance: String { "\(DecimalText.short(tolerance * 1000, digits: 3)) mg" }
    }

    /// g of all precursors together.
    let mass: Double
    let weighings: [Weighing]

    /// Loose powder weighs half a gram a millilitre or more; a vessel is filled half at most.
    private static let gramsPerMillilitre = 0.25
    /// What a batch is where vessels have room for it, g.
    private static let usual = 5.0
    /// A balance that is tared again and again is sure of 2 mg (the tare's own band), g.
    private static let finest = 2e-3
    /// Beyond this the composition is not the paper's any more.
    private static let coarsest = 0.1

    /// The batch for `moles` of each precursor; `capacity` is that of the smallest vessel it goes
    /// through, m³.
    init(
        _ precursors: [Reaction.Precursor],
        _ moles: [Double],
        capacity: Double
    ) throws(ImportRefusal) {
        let masses = zip(precursors, moles).map { $0.formula.molarMass * $1 }
        let whole = masses.reduce(0, +)
        guard whole > 0, whole.isFinite else {
            throw ImportRefusal(.reactionUnreadable, "its amounts add up to nothing")
        }
        mass = min(Self.usual, capacity * 1e6 * Self.gramsPerMillilitre)
        var weighings: [Weighing] = []
        for (precursor, share) in zip(precursors, masses) where share > 0 {
            let grams = share / whole * mass
            let weighing = Weighing(
                material: precursor.name,
                mass: grams,
                tolerance: max(grams * 1e-3, Self.finest)
            )
            guard weighing.tolerance <= grams * Self.coarsest else {
                throw ImportRefusal(
                    .amountTooSmall,
                    "\(weighing.target) of \(precursor.name), weighed to \(weighing.allowance)"
                )
            }
            weighings.append(weighing)
        }
        self.weighings = weighings
    }
}
