import Expressions
import Quantities

/// The liquid handler's tip: whether one is on, what it holds, what it has touched.
struct TipHold: Sendable {
    var on = Known.no
    /// The tip's place in its rack, and how much it takes, m³.
    var vessel = -1
    var capacity = 0.0
    /// By the plunger's count, and truly (with the doses' errors), m³.
    var nominal = Bounds.zero
    var held = Bounds.zero
    /// Air at the tip's end, drawn last, and air between or above liquids, m³.
    var gap = Bounds.zero
    var innerGap = Bounds.zero
    /// How the whole of `nominal` was written, where one draw made it: the same expression later
    /// is the same number, whatever it is.
    var written: Expr?
    var portions: [PortionRange] = []
    /// Number of the liquid drawn last, and of the one the outside is wet with; 0 is none.
    var liquid = LiquidNumber.none
    var touched = LiquidNumber.none
    /// The vessel last touched, for messages; -1 is none.
    var lastVessel = -1

    /// A new tip from `vessel`.
    mutating func pickUp(_ vessel: Int, capacity: Double) {
        self = TipHold()
        on = .yes
        self.vessel = vessel
        self.capacity = capacity
    }

    mutating func merge(_ other: TipHold, mixture: inout Int32) {
        if on == .no, other.on == .no { return }
        on = on.merged(other.on)
        if vessel != other.vessel { vessel = -1 }
        capacity = min(capacity, other.capacity)
        nominal = nominal.hull(other.nominal)
        if written != other.written { written = nil }
        held = held.hull(other.held)
        gap = gap.hull(other.gap)
        innerGap = innerGap.hull(other.innerGap)
        if portions != other.portions { PortionRange.merge(&portions, other.portions) }
        if liquid != other.liquid {
            mixture += 1
            liquid = mixture
        }
        if touched != other.touched {
            mixture += 1
            touched = mixture
        }
        if lastVessel < 0 { lastVessel = other.lastVessel }
    }
}
