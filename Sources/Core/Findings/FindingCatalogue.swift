extension FindingCode {
    /// The catalogue's row of this code.
    public var meaning: Meaning {
        Self.catalogue[self] ?? Meaning(hazard: 0, severity: .error, title: rawValue)
    }

    /// One row a code; a test holds it complete.
    static let catalogue: [FindingCode: Meaning] = [
        .syntax: Meaning(
            hazard: 0,
            severity: .error,
            title: "The text is not well-formed YAML or JSON"
        ),
        .tooLarge: Meaning(
            hazard: 0,
            severity: .error,
            title: "The document or number is larger than any real one; reading stopped"
        ),
        .unknownKey: Meaning(
            hazard: 0,
            severity: .error,
            title: "A key that this kind of document does not have"
        ),
        .duplicateKey: Meaning(
            hazard: 0,
            severity: .error,
            title: "The same key twice in one mapping"
        ),
        .missingKey: Meaning(
            hazard: 0,
            severity: .error,
            title: "A required key is missing"
        ),
        .wrongType: Meaning(
            hazard: 0,
            severity: .error,
            title: "A value of the wrong kind"
        ),
        .aliasUsed: Meaning(
            hazard: 0,
            severity: .error,
            title: "YAML anchors and aliases are refused; write the value out"
        ),
        .unknownName: Meaning(
            hazard: 0,
            severity: .error,
            title: "A name that neither plan nor lab defines"
        ),
        .duplicateName: Meaning(
            hazard: 0,
            severity: .error,
            title: "The same name or id twice"
        ),
        .badExpression: Meaning(
            hazard: 0,
            severity: .error,
            title: "An expression that does not parse"
        ),
        .badPairing: Meaning(
            hazard: 0,
            severity: .error,
            title: "Well sets that do not pair 1:1, 1:n, n:1 or n:n·k"
        ),
        .badProfile: Meaning(
            hazard: 0,
            severity: .error,
            title: "A device profile or protocol that cannot be spoken"
        ),
        .badLab: Meaning(
            hazard: 0,
            severity: .error,
            title: "A lab description that contradicts itself"
        ),
        .wrongAnswer: Meaning(
            hazard: 0,
            severity: .error,
            title: "An answer outside what the plan declared"
        ),
        .vesselOverfilled: Meaning(
            hazard: 1,
            severity: .error,
            title: "A vessel would hold more than its capacity"
        ),
        .notEnoughLiquid: Meaning(
            hazard: 2,
            severity: .error,
            title: "More is drawn than the vessel surely holds"
        ),
        .tipOverfilled: Meaning(
            hazard: 3,
            severity: .error,
            title: "More than the tip or syringe holds"
        ),
        .noTip: Meaning(
            hazard: 4,
            severity: .error,
            title: "Liquid is handled without a tip"
        ),
        .tipAlreadyOn: Meaning(
            hazard: 4,
            severity: .error,
            title: "A second tip is picked up"
        ),
        .tipsRunOut: Meaning(
            hazard: 5,
            severity: .error,
            title: "The plan needs more tips than the deck holds"
        ),
        .tipContaminates: Meaning(
            hazard: 6,
            severity: .error,
            title: "One tip touches different liquids"
        ),
        .tipReused: Meaning(
            hazard: 7,
            severity: .error,
            title: "A used tip is put back and used again"
        ),
        .belowSmallestVolume: Meaning(
            hazard: 8,
            severity: .error,
            title: "Below the instrument's smallest volume"
        ),
        .dispensesMoreThanHeld: Meaning(
            hazard: 9,
            severity: .error,
            title: "More is dispensed than the tip surely holds"
        ),
        .wasteFull: Meaning(
            hazard: 10,
            severity: .error,
            title: "The waste would overflow"
        ),
        .unknownVessel: Meaning(
            hazard: 11,
            severity: .error,
            title: "A well, vessel or labware that this lab does not have"
        ),
        .lidOn: Meaning(
            hazard: 12,
            severity: .error,
            title: "A lid or seal is still on"
        ),
        .flowTooFast: Meaning(
            hazard: 13,
            severity: .error,
            title: "Too fast for a viscous or volatile liquid"
        ),
        .openLiquidTooHot: Meaning(
            hazard: 14,
            severity: .error,
            title: "Open liquid held too hot or too long"
        ),
        .notHomed: Meaning(
            hazard: 15,
            severity: .error,
            title: "An axis moves before it was homed"
        ),
        .doorOpen: Meaning(
            hazard: 16,
            severity: .error,
            title: "Something moves or heats with a door open"
        ),
        .spaceConflict: Meaning(
            hazard: 17,
            severity: .error,
            title: "Two devices in one space at one time"
        ),
        .slotOccupied: Meaning(
            hazard: 18,
            severity: .error,
            title: "A slot is occupied, or a stack is not allowed"
        ),
        .nothingGripped: Meaning(
            hazard: 19,
            severity: .error,
            title: "Nothing, or two things, would be gripped"
        ),
        .accessWhileMoving: Meaning(
            hazard: 20,
            severity: .error,
            title: "Access while the labware shakes or is unlatched"
        ),
        .outOfReach: Meaning(
            hazard: 21,
            severity: .error,
            title: "Outside the deck, below a vessel's bottom, or through an obstacle"
        ),
        .temperatureTooHigh: Meaning(
            hazard: 22,
            severity: .error,
            title: "A setpoint above the device, vessel, material or lab limit"
        ),
        .temperatureTooLow: Meaning(
            hazard: 22,
            severity: .error,
            title: "A setpoint below the device, vessel, material or lab limit"
        ),
        .rampTooSteep: Meaning(
            hazard: 23,
            severity: .error,
            title: "A ramp steeper than device, vessel or material allow"
        ),
        .openedHot: Meaning(
            hazard: 24,
            severity: .error,
            title: "A hot furnace or vessel is opened"
        ),
        .thermalShock: Meaning(
            hazard: 25,
            severity: .error,
            title: "A temperature step a vessel or material does not survive"
        ),
        .heatWithoutService: Meaning(
            hazard: 26,
            severity: .error,
            title: "Heating without its gas, exhaust or cooling water"
        ),
        .aboveFlashPoint: Meaning(
            hazard: 27,
            severity: .error,
            title: "A liquid above its flash point"
        ),
        .aboveBoilingPoint: Meaning(
            hazard: 27,
            severity: .error,
            title: "A liquid above its boiling point"
        ),
        .leftEnergised: Meaning(
            hazard: 28,
            severity: .error,
            title: "Something is left energised at the end"
        ),
        .furnaceEmpty: Meaning(
            hazard: 29,
            severity: .error,
            title: "An empty or wrongly loaded furnace is heated"
        ),
        .pumpDry: Meaning(
            hazard: 30,
            severity: .error,
            title: "A pump runs dry"
        ),
        .deadHead: Meaning(
            hazard: 31,
            severity: .error,
            title: "A pump pushes against a closed valve"
        ),
        .overPressure: Meaning(
            hazard: 32,
            severity: .error,
            title: "A pressure or plunger force above its limit"
        ),
        .vacuumHeat: Meaning(
            hazard: 33,
            severity: .error,
            title: "Vacuum and heat without a trap"
        ),
        .gasWithoutExhaust: Meaning(
            hazard: 34,
            severity: .error,
            title: "A gas flows without exhaust"
        ),
        .oxidiserWithFuel: Meaning(
            hazard: 34,
            severity: .error,
            title: "An oxidiser meets a fuel"
        ),
        .incompatibleMixture: Meaning(
            hazard: 35,
            severity: .error,
            title: "Two incompatible materials meet"
        ),
        .inventoryExceeded: Meaning(
            hazard: 36,
            severity: .error,
            title: "More of a hazard class than the lab may hold"
        ),
        .wrongOrderOfAddition: Meaning(
            hazard: 37,
            severity: .error,
            title: "Materials added in a forbidden order"
        ),
        .reactionOverCapacity: Meaning(
            hazard: 38,
            severity: .error,
            title: "Gas or heat of reaction over the vessel's capacity"
        ),
        .restrictedMaterial: Meaning(
            hazard: 39,
            severity: .error,
            title: "A material this lab or author may not use"
        ),
        .unitMismatch: Meaning(
            hazard: 40,
            severity: .error,
            title: "A quantity in the wrong kind of unit"
        ),
        .bareNumber: Meaning(
            hazard: 40,
            severity: .error,
            title: "A number without a unit where a quantity belongs"
        ),
        .temperatureDifference: Meaning(
            hazard: 40,
            severity: .error,
            title: "A temperature difference in degC instead of K"
        ),
        .unboundedWait: Meaning(
            hazard: 41,
            severity: .error,
            title: "A loop or wait without a bound"
        ),
        .absurdDuration: Meaning(
            hazard: 41,
            severity: .error,
            title: "A duration no experiment has"
        ),
        .planTooLarge: Meaning(
            hazard: 41,
            severity: .error,
            title: "The plan unrolls to more steps than can be proved"
        ),
        .deadlock: Meaning(
            hazard: 42,
            severity: .error,
            title: "Parallel branches wait for each other"
        ),
        .notReleased: Meaning(
            hazard: 43,
            severity: .error,
            title: "A resource is not released on some path"
        ),
        .unpolledGuard: Meaning(
            hazard: 44,
            severity: .error,
            title: "A guard reads a point that is not polled fast enough"
        ),
        .cannotHappen: Meaning(
            hazard: 45,
            severity: .error,
            title: "A wait for what cannot happen"
        ),
        .notRepeatable: Meaning(
            hazard: 46,
            severity: .error,
            title: "An action that must not repeat is inside a retry"
        ),
        .labStateDiffers: Meaning(
            hazard: 47,
            severity: .error,
            title: "The plan was written for another state of the lab"
        ),
        .labDiffers: Meaning(
            hazard: 47,
            severity: .warning,
            title: "The plan was written for another version of the lab description"
        ),
        .deviceConflict: Meaning(
            hazard: 48,
            severity: .error,
            title: "Two branches command one device"
        ),
        .variableConflict: Meaning(
            hazard: 48,
            severity: .error,
            title: "A value is read across branches before their join"
        ),
        .notFinite: Meaning(
            hazard: 49,
            severity: .error,
            title: "A number that is NaN, infinite, negative or huge where it cannot be"
        ),
        .limitDisabled: Meaning(
            hazard: 50,
            severity: .error,
            title: "A plan tries to disable a limit or interlock"
        ),
        .instructionInLabel: Meaning(
            hazard: 50,
            severity: .warning,
            title: "A label holds text that reads like an instruction"
        ),
        .notAuthorised: Meaning(
            hazard: 51,
            severity: .error,
            title: "Beyond what the plan's author may do"
        ),
        .budgetExceeded: Meaning(
            hazard: 52,
            severity: .error,
            title: "Time, energy or consumables exceed the budget on the worst path"
        ),
        .faultPolicyGap: Meaning(
            hazard: 53,
            severity: .error,
            title: "A fault path ends outside the safe state"
        ),
        .guardConstant: Meaning(
            hazard: 54,
            severity: .error,
            title: "A guard that is always true or never true"
        ),
        .dueMissed: Meaning(
            hazard: 0,
            severity: .error,
            title: "A due time that the worst path misses"
        ),
        .capabilityMissing: Meaning(
            hazard: 0,
            severity: .error,
            title: "This device does not do that"
        ),
        .argumentOutOfRange: Meaning(
            hazard: 0,
            severity: .error,
            title: "A value outside the range the device or lab allows"
        ),
        .unusedValue: Meaning(
            hazard: 0,
            severity: .warning,
            title: "A value or name that nothing uses"
        ),
    ]
}
