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
        /// An element of the product comes from no precursor.
        case precursorMissing = "precursor-missing"
        /// Something is added whose amount was not mined.
        case additiveAmountOpen = "additive-amount-open"
        case precursorNotHere = "precursor-not-here"
        case precursorNotSolid = "precursor-not-solid"
        /// So little of a precursor that the balance's error shows in the composition.
        case amountTooSmall = "amount-too-small"
        case operationUnknown = "operation-unknown"
        case unitUnknown = "unit-unknown"
        case noFiring = "no-firing"
        case noTemperature = "no-temperature"
        case implausibleTemperature = "implausible-temperature"
        case temperatureTooHigh = "temperature-too-high"
        case noTime = "no-time"
        case implausibleTime = "implausible-time"
        /// Numbers of temperatures and times that do not belong together.
        case firingUnclear = "firing-unclear"
        /// Dried in a furnace, and it is not said which powder.
        case dryingTooHot = "drying-too-hot"
        case gasNotHere = "gas-not-here"
        /// Several gases for one firing: a mixture, or one after the other.
        case atmosphereUnclear = "atmosphere-unclear"
        case tooManyFirings = "too-many-firings"
    }

    package var reason: Reason
    /// What in the recipe is meant, for people; no sentence of its own.
    package var detail: String

    init(_ reason: Reason, _ detail: String) {
        self.reason = reason
        self.detail = detail
    }

    /// The whole reason for a person: a sentence, a colon, the detail.
    package var message: String { "\(reason.sentence): \(detail)" }
}

extension ImportRefusal.Reason {
    /// The reason as a sentence's beginning; the detail follows.
    package var sentence: String {
        switch self {
        case .reactionUnreadable: "The reaction cannot be read"
        case .formulaUnreadable: "A precursor's formula cannot be read"
        case .solutionRoute: "A reaction in solution; this lab mixes powders"
        case .compositionOpen: "The target's composition is left open"
        case .unbalanced: "The precursors do not give the target's elements in proportion"
        case .precursorMissing: "No precursor brings an element of the product"
        case .additiveAmountOpen: "Something is added, and how much was not mined"
        case .precursorNotHere: "The lab has no such material"
        case .precursorNotSolid: "A precursor is no solid; this route weighs powders"
        case .amountTooSmall: "Too little for the balance in a batch of this size"
        case .operationUnknown: "An operation this importer does not know"
        case .unitUnknown: "A unit this importer does not know"
        case .noFiring: "The recipe fires nothing"
        case .noTemperature: "A firing has no temperature"
        case .implausibleTemperature: "No temperature to fire at, probably mined wrongly"
        case .temperatureTooHigh: "Hotter than this furnace goes"
        case .noTime: "A firing has no time"
        case .implausibleTime: "No firing takes so long, or no time at all"
        case .firingUnclear: "Temperatures and times of a firing do not belong together"
        case .dryingTooHot: "Dried hotter than a drying oven goes, and which powder is not said"
        case .gasNotHere: "The lab's furnace cannot have this atmosphere"
        case .atmosphereUnclear: "Several gases for one firing, mixed or in turn is not said"
        case .tooManyFirings: "More firings than there are clean crucibles"
        }
    }
}
