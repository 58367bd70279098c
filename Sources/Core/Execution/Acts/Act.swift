package import Expressions
package import Quantities

/// The smallest things a plan is made of.
///
/// Each has one effect on the world and one lowering to device actions. `assembly` is an index into
/// `Lab.assemblies`.
package enum Act: Hashable, Sendable {
    /// Commands a target and rate, and ends when the chamber is there.
    case ramp(assembly: Int, to: Expr, rate: Expr)
    case hold(assembly: Int, time: Expr, band: Expr, grace: Expr)
    /// Stops heating (or follows `rate` down) and ends when the chamber is that cool.
    case cool(assembly: Int, to: Expr, rate: Expr?)
    case heatOff(assembly: Int)
    case flow(assembly: Int, to: Expr)
    case shut(assembly: Int)
    case switched(assembly: Int, Switching)
    case liquid(assembly: Int, LiquidAct)
    case tare(assembly: Int)
    case zero(assembly: Int)
    /// A person adds material until the balance shows the target; its reading goes to the slot.
    case weigh(WeighAct)
    /// Reads a point of the image into a slot; over a time, its mean.
    case measure(point: Int, slot: Int, over: Lapse, within: Bounds)
    case person(PersonAct)
    case pump(assembly: Int, volume: Expr, rate: Expr, PumpDirection)
    case axes(assembly: Int, x: Expr, y: Expr, z: Expr)
    case homeAxes(assembly: Int)
}

package enum Switching: String, Hashable, Sendable, Codable {
    case on, off
}

package enum PumpDirection: String, Hashable, Sendable {
    case draw, push
}

package enum DispenseStyle: String, Hashable, Sendable {
    /// The tip touches the liquid or the wall.
    case touch
    /// From above, without contact: the tip stays clean.
    case above
}

/// What the liquid handler does, one plunger or tip movement at a time.
///
/// Vessels are numbers of `VesselTable`; volumes m³, rates m³/s.
package enum LiquidAct: Hashable, Sendable {
    case home
    case pickUp(tip: Int)
    case eject
    case aspirate(vessel: Int, volume: Expr, rate: Expr?)
    case dispense(vessel: Int, volume: Expr, rate: Expr?, DispenseStyle)
    /// Air behind the liquid; a blow-out expels what it keeps back.
    case airGap(volume: Expr)
    case blowOut(vessel: Int?)
    case mix(vessel: Int, volume: Expr, times: Int, rate: Expr?)
    case wash(vessel: Int, volume: Expr, times: Int)
    case prime(vessel: Int, volume: Expr)
    /// To the liquid handler's waste: the tail of a dilution series.
    case discard(volume: Expr)
}

package struct WeighAct: Hashable, Sendable {
    package var assembly: Int
    package var material: Int
    package var vessel: Int
    package var target: Expr
    package var tolerance: Expr
    package var slot: Int

    package init(
        assembly: Int,
        material: Int,
        vessel: Int,
        target: Expr,
        tolerance: Expr,
        slot: Int
    ) {
        self.assembly = assembly
        self.material = material
        self.vessel = vessel
        self.target = target
        self.tolerance = tolerance
        self.slot = slot
    }
}

/// What a person is asked to do, and what it changes.
package struct PersonAct: Hashable, Sendable {
    package var say: String
    package var changes: [PersonChange]
    /// How long it takes at most.
    package var takes: Lapse

    package init(say: String, changes: [PersonChange], takes: Lapse) {
        self.say = say
        self.changes = changes
        self.takes = takes
    }
}

package enum PersonChange: Hashable, Sendable {
    /// Item and slot by index into `Deck.items` and `Deck.slots`.
    case move(item: Int, slot: Int)
    case pour(from: Int, to: Int)
    case cover(item: Int, Switching)
    case add(material: Int, amount: Expr, vessel: Int)
    case identify(item: Int, barcode: String?)
    case calibrate(assembly: Int)
}
