import Expressions
import Labs
import Quantities

/// What the laboratory can be like at one point of the plan, over every way of getting there.
///
/// A value: branches copy it, joins take the hull. Arrays are flat, so a copy costs references.
struct World: Sendable {
    /// Since the run's start, s: on the quickest and on the slowest way.
    var clock = Bounds.zero
    var vessels: VesselStore
    /// Slot of each item, -1 where it depends on the path (then `possible` lists the slots).
    var slots: [Int32]
    var possible: [PossiblePlace] = []
    var covers: [Known]
    /// Temperature of items that have been in a furnace, K.
    var warmItems: [WarmItem] = []
    var tip = TipHold()
    /// By vessel, as raw tip states of the racks.
    var tips: [TipState]
    var tipsUsed = Bounds.zero
    /// By assembly.
    var homed: [Known]
    /// By furnace of `LabFacts.furnaces`.
    var furnaces: [FurnaceRange]
    /// By assembly: switched services that are on, since when, and J so far.
    var services: [ServiceRange]
    /// By assembly: gas flow, m³/s; volume in a pump's syringe, m³.
    var flows: [Bounds]
    /// Pumps whose whole load one draw made, and how it was written.
    var loads: [PumpLoad] = []
    /// By slot of the program; nil until assigned.
    var values: [Bounds?]
    /// By mark of the program; nil until passed.
    var marks: [Bounds?]
    /// What was brought in: by material, m³ and kg.
    var brought: [PortionRange] = []
    var drawn: [PortionRange] = []
    /// The clock is capped when the loop of this step ends.
    var caps: [ClockCap] = []
    /// Background threads not joined yet, and when they end.
    var background: [BackgroundEnd] = []
    /// The vessel the liquid handler visited last, -1 where unknown.
    var lastVisit = -1

    init(facts: LabFacts, values: Int, marks: Int, state: LabState, lab: Lab) {
        vessels = VesselStore(count: facts.names.vessels.count)
        slots = facts.initialSlots
        covers = state.items.map { $0.cover == .on ? .yes : .no }
        tips = state.tips
        homed = facts.initialHoming
        furnaces = facts.furnaces.map { furnace in
            FurnaceRange(
                temperature: Bounds(
                    furnace.assembly.physics.ambient.low,
                    max(furnace.assembly.openBelow, furnace.assembly.physics.ambient.high)
                ),
                target: .zero,
                asOf: .zero
            )
        }
        services = Array(repeating: ServiceRange(), count: lab.assemblies.count)
        flows = Array(repeating: .zero, count: lab.assemblies.count)
        self.values = Array(repeating: nil, count: values)
        self.marks = Array(repeating: nil, count: marks)
    }
}

struct PumpLoad: Hashable, Sendable {
    var assembly: Int
    var written: Expr
}

struct PossiblePlace: Hashable, Sendable {
    var item: Int
    var slot: Int32
}

struct WarmItem: Hashable, Sendable {
    var item: Int
    var temperature: Bounds
}

struct ServiceRange: Hashable, Sendable {
    var on = Known.no
    /// Since when it is on.
    var since = Bounds.zero
    /// J so far, up to `since`.
    var energy = Bounds.zero
}

struct ClockCap: Hashable, Sendable {
    var step: Int
    var latest: Double
}

struct BackgroundEnd: Hashable, Sendable {
    var thread: Int
    var clock: Bounds
}
