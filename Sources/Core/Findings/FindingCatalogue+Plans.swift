extension FindingCode {
    /// Faults of form, which are no hazard by themselves.
    static let formRows: [CatalogueRow] = [
        row(.syntax, 0, "The text is not well-formed YAML or JSON"),
        row(.tooLarge, 0, "The document or number is larger than any real one; reading stopped"),
        row(.unknownKey, 0, "A key that this kind of document does not have"),
        row(.duplicateKey, 0, "The same key twice in one mapping"),
        row(.missingKey, 0, "A required key is missing"),
        row(.wrongType, 0, "A value of the wrong kind"),
        row(.aliasUsed, 0, "YAML anchors and aliases are refused; write the value out"),
        row(.unknownName, 0, "A name that neither plan nor lab defines"),
        row(.duplicateName, 0, "The same name or id twice"),
        row(.badExpression, 0, "An expression that does not parse"),
        row(.badPairing, 0, "Well sets that do not pair 1:1, 1:n, n:1 or n:n·k"),
        row(.badProfile, 0, "A device profile or protocol that cannot be spoken"),
        row(.badLab, 0, "A lab description that contradicts itself"),
        row(.wrongAnswer, 0, "An answer outside what the plan declared"),
        row(.dueMissed, 0, "A due time that the worst path misses"),
        row(.capabilityMissing, 0, "This device does not do that"),
        row(.argumentOutOfRange, 0, "A value outside the range the device or lab allows"),
        warning(.unusedValue, 0, "A value or name that nothing uses"),
    ]

    /// Hazards of what a plan says, in what order and within which bounds.
    static let planRows: [CatalogueRow] = [
        row(.unitMismatch, 40, "A quantity in the wrong kind of unit"),
        row(.bareNumber, 40, "A number without a unit where a quantity belongs"),
        row(.temperatureDifference, 40, "A temperature difference in degC instead of K"),
        row(.unboundedWait, 41, "A loop or wait without a bound"),
        row(.absurdDuration, 41, "A duration no experiment has"),
        row(.planTooLarge, 41, "The plan unrolls to more steps than can be proved"),
        row(.deadlock, 42, "Parallel branches wait for each other"),
        row(.notReleased, 43, "A resource is not released on some path"),
        row(.unpolledGuard, 44, "A guard reads a point that is not polled fast enough"),
        row(.cannotHappen, 45, "A wait for what cannot happen"),
        row(.notRepeatable, 46, "An action that must not repeat is inside a retry"),
        row(.labStateDiffers, 47, "The plan was written for another state of the lab"),
        warning(.labDiffers, 47, "The plan was written for another version of the lab description"),
        row(.deviceConflict, 48, "Two branches command one device"),
        row(.variableConflict, 48, "A value is read across branches before their join"),
        row(.notFinite, 49, "A number that is NaN, infinite, negative or huge where it cannot be"),
        row(.limitDisabled, 50, "A plan tries to disable a limit or interlock"),
        warning(.instructionInLabel, 50, "A label holds text that reads like an instruction"),
        row(.notAuthorised, 51, "Beyond what the plan's author may do"),
        row(.budgetExceeded, 52, "Time, energy or consumables exceed the budget on the worst path"),
        row(.faultPolicyGap, 53, "A fault path ends outside the safe state"),
        row(.guardConstant, 54, "A guard that is always true or never true"),
    ]
}
