/// Why a recipe cannot be a plan of this lab.
package struct ImportRefusal: Error, Hashable, Sendable {
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        case reactionUnreadable = "reaction-unreadable"
        case formulaUnreadable = "formula-unreadable"
        /// Ions on the left: a precipitation, not a powder batch.
        case solutionRoute = "solution-route"
        /// The target holds an open variable.
        case compositionOpen = "composition-open"
        /// The precursors do not give the target's metals in proportion.
        case unbalanced
        case precursorNotHere = "precursor-not-here"
        case precursorIsLiquid = "precursor-is-liquid"
        case gasNotHere = "gas-not-here"
        case noFiring = "no-firing"
        case noTemperature = "no-temperature"
        case implausibleTemperature = "implausible-temperature"
        case temperatureTooHigh = "temperature-too-high"
        case noTime = "no-time"
        case tooManyFirings = "too-many-firings"
    }

    package var reason: Reason
    package var detail: String

    init(_ reason: Reason, _ detail: String) {
        self.reason = reason
        self.detail = detail
    }
}

extension ImportRefusal.Reason {
    /// The reason as a sentence's beginning; the detail follows.
    package var sentence: String {
        switch self {
        case .reactionUnreadable: "The reaction cannot be read"
        case .formulaUnreadable: "A formula cannot be read"
        case .solutionRoute: "A reaction in solution; this lab mixes powders"
        case .compositionOpen: "The target's composition is left open"
        case .unbalanced: "The precursors do not give the target's metals in proportion"
        case .precursorNotHere: "The lab has no such material"
        case .precursorIsLiquid: "A precursor is a liquid; this route weighs powders"
        case .gasNotHere: "The lab's furnace has no such gas"
        case .noFiring: "The recipe fires nothing"
        case .noTemperature: "A firing has no temperature"
        case .implausibleTemperature: "A firing temperature that fires nothing"
        case .temperatureTooHigh: "A firing hotter than this furnace goes"
        case .noTime: "A firing has no time"
        case .tooManyFirings: "More firings than the lab has crucibles for"
        }
    }
}
