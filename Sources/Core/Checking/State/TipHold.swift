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
    var gap = Bounds.zero
    /// What was drawn, where it is all from one draw of a volume known only while running: the same
    /// expression dispensed is the same volume, however wide its range.
    var drawn: Expr?
    var portions: [PortionRange] = []
    /// Number of the liquid drawn last, and of the one the outside is wet with; 0 is none.
    var liquid = LiquidNumber.none
    var touched = LiquidNumber.none
    /// The vessel last touched, for messages; -1 is none.
    var lastVessel = -1

    /// Whether dispensing `volume`, which is within `range`, empties the tip.
    func isAllDrawn(_ volume: Expr, _ range: Bounds) -> Bool {
        drawn.map { $0 == volume } ?? (range.low >= nominal.high * (1 - 1e-9))
    }

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
        held = held.hull(other.held)
        gap = gap.hull(other.gap)
        if drawn != other.drawn { drawn = nil }
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
