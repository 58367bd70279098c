package import Documents

/// A plan with one thing changed.
package struct Mutant: Sendable {
    package var mutation: Mutator.Mutation
    package var value: DocumentValue

    package var bytes: [UInt8] { DocumentWriter.json(value) }
}

/// Single slips that authors make.
package enum Mutator {
    package enum Mutation: String, CaseIterable, Sendable {
        case volumeTenfold, volumeTiny, volumeALittleMore, otherUnit, bareNumber
        case dropHome, dropPickUp, dropEject, dropAspirate, doublePickUp
        case otherWell, unknownWell, otherSource, onTheBench, lidOn
        case oneTip, eachTip, fromAboveToTouch, repeatStep, swapSteps
        case hotter, muchHotter, steeper, dropCool, coolTooLittle, unloadEarly
        case dropExhaust, dropWater, dropGasShut, dropOff, offTooEarly, moreGas
        case dropLoad, solventInCup, otherMaterial, dropUnload
        case moreRounds, unknownName, dropJoin, twiceInParallel, tighterBudget, dropStep
    }

    /// One of the mutations that fit the plan, at a place that fits; nil where none does.
    package static func mutant(of plan: DocumentValue, _ dice: inout Dice) -> Mutant? {
        for _ in 0..<60 {
            guard let mutation = dice.pick(Mutation.allCases) else { return nil }
            if let mutant = mutant(of: plan, mutation, &dice) { return mutant }
        }
        return nil
    }

    /// The plan after `mutation`; nil where it does not fit or changes nothing.
    package static func mutant(
        of plan: DocumentValue,
        _ mutation: Mutation,
        _ dice: inout Dice
    ) -> Mutant? {
        let value = apply(mutation, plan, &dice)
        guard let value, value != plan else { return nil }
        return Mutant(mutation: mutation, value: value)
    }

    private static func apply(
        _ mutation: Mutation,
        _ plan: DocumentValue,
        _ dice: inout Dice
    ) -> DocumentValue? {
        let edit = PlanEdit(plan)
        switch mutation {
        case .volumeTenfold: return edit.scale("volume", by: 10, &dice)
        case .volumeTiny: return edit.scale("volume", by: 0.01, &dice)
        case .volumeALittleMore: return edit.scale("volume", by: 1.5, &dice)
        case .otherUnit: return edit.changeUnit(&dice)
        case .bareNumber: return edit.bare(&dice)
        case .dropHome: return edit.drop(["pipette.home"], &dice)
        case .dropPickUp: return edit.drop(["pipette.pick-up"], &dice)
        case .dropEject: return edit.drop(["pipette.eject"], &dice)
        case .dropAspirate: return edit.drop(["pipette.aspirate"], &dice)
        case .doublePickUp: return edit.double(["pipette.pick-up"], &dice)
        case .otherWell: return edit.replaceWell(&dice)
        case .unknownWell: return edit.set(["to", "along", "in"], "plate/J13", &dice)
        case .otherSource:
            let other = dice.pick(["acid", "substrate", "rinse", "samples/A1", "waste"]) ?? "acid"
            return edit.set(["from"], other, &dice)
        case .onTheBench: return edit.set(["to", "from"], "cup-7", &dice)
        case .lidOn: return edit.coverFirst(&dice)
        case .oneTip: return edit.set(["tip"], "one", &dice)
        case .eachTip: return edit.set(["tip"], "each", &dice)
        case .fromAboveToTouch: return edit.set(["dispense"], "touch", &dice)
        case .repeatStep: return edit.repeatStep(times: dice.whole(4...40), &dice)
        case .swapSteps: return edit.swap(&dice)
        default: return applyHot(mutation, edit, &dice)
        }
    }

    private static func applyHot(
        _ mutation: Mutation,
        _ edit: PlanEdit,
        _ dice: inout Dice
    ) -> DocumentValue? {
        switch mutation {
        case .hotter: return edit.set(["to"], "1520 degC", only: "furnace.ramp", &dice)
        case .muchHotter: return edit.set(["to"], "2500 degC", only: "furnace.ramp", &dice)
        case .steeper: return edit.set(["rate"], "25 K/min", only: "furnace.ramp", &dice)
        case .dropCool: return edit.drop(["furnace.cool"], &dice)
        case .coolTooLittle: return edit.set(["to"], "300 degC", only: "furnace.cool", &dice)
        case .unloadEarly: return edit.unloadBeforeCooling(&dice)
        case .dropExhaust: return edit.drop(["exhaust.switch-on"], &dice)
        case .dropWater: return edit.drop(["water.switch-on"], &dice)
        case .dropGasShut: return edit.drop(["argon.shut", "oxygen.shut"], &dice)
        case .dropOff: return edit.drop(["water.switch-off", "exhaust.switch-off"], &dice)
        case .offTooEarly: return edit.offBeforeHeating(&dice)
        case .moreGas: return edit.scale("to", by: 20, only: [".flow"], &dice)
        case .dropLoad: return edit.dropTask("Load", &dice)
        case .dropUnload: return edit.dropTask("Unload", &dice)
        case .solventInCup: return edit.addSolvent(&dice)
        case .otherMaterial:
            return edit.set(["material"], dice.pick(["hydrogen", "ethanol", "Ti"]) ?? "Ti", &dice)
        case .moreRounds: return edit.moreRounds(&dice)
        case .unknownName: return edit.set(["value"], "$nothing", &dice)
        case .dropJoin: return edit.drop(["join"], &dice)
        case .twiceInParallel: return edit.beside(&dice)
        case .tighterBudget: return edit.tighten(&dice)
        default: return edit.drop(nil, &dice)
        }
    }
}
