import Findings

/// Every rule, sorted by the moments it is asked at.
struct RuleTable: Sendable {
    private(set) var heating: [any Rule.Type] = []
    private(set) var liquid: [any Rule.Type] = []
    private(set) var otherActs: [any Rule.Type] = []
    private(set) var person: [any Rule.Type] = []
    private(set) var received: [any Rule.Type] = []
    private(set) var heated: [any Rule.Type] = []
    private(set) var waited: [any Rule.Type] = []
    private(set) var guarded: [any Rule.Type] = []
    private(set) var timed: [any Rule.Type] = []
    private(set) var ended: [any Rule.Type] = []
    private(set) var planned: [any Rule.Type] = []

    /// In the order of the catalogue of hazards.
    static let all: [any Rule.Type] = [
        Overfilling.self, DrawingFromEnough.self, TipCapacity.self, TipNeeded.self, OneTip.self,
        TipSupply.self, CrossContamination.self, TipUsedOnce.self, SmallestVolume.self,
        HeldVolume.self, WasteFilling.self, CoverOff.self, LiquidRate.self, OpenLiquid.self,
        HomedFirst.self, DoorShut.self, SlotFree.self, Gripping.self, Reach.self,
        HighestTemperature.self, LowestTemperature.self, RampRate.self, ColdOpening.self,
        ThermalStep.self, HeatingServices.self, FlashPoint.self, BoilingPoint.self,
        EnergyOff.self, FurnaceLoad.self,
        DryPump.self, DeadHead.self, Pressure.self, VacuumTrap.self, GasExhaust.self,
        OxidiserAndFuel.self,
        Compatibility.self, InventoryRule.self, AdditionOrder.self, ReactionCapacity.self,
        Restrictions.self,
        AbsurdDuration.self, Released.self, GuardPolling.self, Attainable.self, Repeats.self,
        LabClaims.self, LabVersion.self, FiniteNumbers.self, LimitsKept.self,
        HiddenInstructions.self, Authority.self, BudgetKept.self, ConstantGuards.self,
        DueTimes.self, ArgumentRange.self, UnusedValues.self,
    ]

    private static let complete = RuleTable(all)

    /// The table without the rules all of whose codes are `disabled`.
    static func without(_ disabled: Set<FindingCode>) -> RuleTable {
        disabled.isEmpty
            ? complete : RuleTable(all.filter { !$0.codes.allSatisfy(disabled.contains) })
    }

    private init(_ rules: [any Rule.Type]) {
        for rule in rules {
            let moments = rule.moments
            if moments.contains(.heating) { heating.append(rule) }
            if moments.contains(.liquid) { liquid.append(rule) }
            if moments.contains(.otherActs) { otherActs.append(rule) }
            if moments.contains(.person) { person.append(rule) }
            if moments.contains(.received) { received.append(rule) }
            if moments.contains(.heated) { heated.append(rule) }
            if moments.contains(.waited) { waited.append(rule) }
            if moments.contains(.guarded) { guarded.append(rule) }
            if moments.contains(.timed) { timed.append(rule) }
            if moments.contains(.ended) { ended.append(rule) }
            if moments.contains(.planned) { planned.append(rule) }
        }
    }
}
