/// What kind of fault a finding reports.
///
/// Raw values are stable: programs may match on them. `hazard` is the number in the project's
/// catalogue of laboratory hazards (`docs/hazards.md`), 0 where the fault is one of form.
public enum FindingCode: String, Hashable, Sendable, CaseIterable {
    case syntax = "syntax"
    case tooLarge = "too-large"
    case unknownKey = "unknown-key"
    case duplicateKey = "duplicate-key"
    case missingKey = "missing-key"
    case wrongType = "wrong-type"
    case aliasUsed = "alias-used"
    case unknownName = "unknown-name"
    case duplicateName = "duplicate-name"
    case badExpression = "bad-expression"
    case badPairing = "bad-pairing"
    case badProfile = "bad-profile"
    case badLab = "bad-lab"
    case wrongAnswer = "wrong-answer"
    case vesselOverfilled = "vessel-overfilled"
    case notEnoughLiquid = "not-enough-liquid"
    case tipOverfilled = "tip-overfilled"
    case noTip = "no-tip"
    case tipAlreadyOn = "tip-already-on"
    case tipsRunOut = "tips-run-out"
    case tipContaminates = "tip-contaminates"
    case tipReused = "tip-reused"
    case belowSmallestVolume = "below-smallest-volume"
    case dispensesMoreThanHeld = "dispenses-more-than-held"
    case wasteFull = "waste-full"
    case unknownVessel = "unknown-vessel"
    case lidOn = "lid-on"
    case flowTooFast = "flow-too-fast"
    case openLiquidTooHot = "open-liquid-too-hot"
    case notHomed = "not-homed"
    case doorOpen = "door-open"
    case spaceConflict = "space-conflict"
    case slotOccupied = "slot-occupied"
    case nothingGripped = "nothing-gripped"
    case accessWhileMoving = "access-while-moving"
    case outOfReach = "out-of-reach"
    case temperatureTooHigh = "temperature-too-high"
    case temperatureTooLow = "temperature-too-low"
    case rampTooSteep = "ramp-too-steep"
    case openedHot = "opened-hot"
    case thermalShock = "thermal-shock"
    case heatWithoutService = "heat-without-service"
    case aboveFlashPoint = "above-flash-point"
    case aboveBoilingPoint = "above-boiling-point"
    case leftEnergised = "left-energised"
    case furnaceEmpty = "furnace-empty"
    case pumpDry = "pump-dry"
    case deadHead = "dead-head"
    case overPressure = "over-pressure"
    case vacuumHeat = "vacuum-heat"
    case gasWithoutExhaust = "gas-without-exhaust"
    case oxidiserWithFuel = "oxidiser-with-fuel"
    case incompatibleMixture = "incompatible-mixture"
    case inventoryExceeded = "inventory-exceeded"
    case wrongOrderOfAddition = "wrong-order-of-addition"
    case reactionOverCapacity = "reaction-over-capacity"
    case restrictedMaterial = "restricted-material"
    case unitMismatch = "unit-mismatch"
    case bareNumber = "bare-number"
    case temperatureDifference = "temperature-difference"
    case unboundedWait = "unbounded-wait"
    case absurdDuration = "absurd-duration"
    case planTooLarge = "plan-too-large"
    case deadlock = "deadlock"
    case notReleased = "not-released"
    case unpolledGuard = "unpolled-guard"
    case cannotHappen = "cannot-happen"
    case notRepeatable = "not-repeatable"
    case labStateDiffers = "lab-state-differs"
    case labDiffers = "lab-differs"
    case deviceConflict = "device-conflict"
    case variableConflict = "variable-conflict"
    case notFinite = "not-finite"
    case limitDisabled = "limit-disabled"
    case instructionInLabel = "instruction-in-label"
    case notAuthorised = "not-authorised"
    case budgetExceeded = "budget-exceeded"
    case faultPolicyGap = "fault-policy-gap"
    case guardConstant = "guard-constant"
    case dueMissed = "due-missed"
    case capabilityMissing = "capability-missing"
    case argumentOutOfRange = "argument-out-of-range"
    case unusedValue = "unused-value"
}

extension FindingCode {
    /// What a code means.
    public struct Meaning: Sendable {
        /// The hazard's number in `docs/hazards.md`, from 1; 0 for a fault of form.
        public var hazard: Int
        /// The severity of findings with this code.
        public var severity: Severity
        /// One line, for `check --codes`.
        public var title: String
    }

    /// The hazard's number in `docs/hazards.md`, from 1; 0 for a fault of form.
    public var hazard: Int { meaning.hazard }
    /// The severity of findings with this code.
    public var severity: Severity { meaning.severity }
    /// What the code means, in one line.
    public var title: String { meaning.title }
}
