/// What a plan would do to people, samples or devices, carried out blindly.
package struct Harm: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case overflow, drawnEmpty, tipOverfull, noTip, secondTip, usedTip, tipsOut, contamination
        case tooSmallDose, pushedAir, coverOn, outOfReach, unhomed
        case tooHot, tooSteep, openedHot, unserved, leftOn, heatedEmpty, liquidHeated
        case gasWithoutExhaust, gasTooMuch, oxidiserWithFuel, incompatible, wrongOrder, violent
        case restricted, occupied, twoCommanders, absurd, overBudget
    }

    package var kind: Kind
    /// Where it happened, for people who look into a disagreement.
    package var what: String
}

/// What the reference world makes of a plan.
package enum Judgement: Hashable, Sendable {
    case harmless
    case harmful([Harm])
    /// It says nothing that could be carried out: an unknown name, sets that do not pair.
    case meaningless(String)
}

/// Stops the unfolding of a plan that says nothing.
struct Meaningless: Error {
    var why: String

    init(_ why: String) { self.why = why }
}
