import Labs
import Quantities

/// What one furnace can be like.
struct FurnaceRange: Sendable {
    /// Chamber, K, as of `asOf`.
    var temperature: Bounds
    var energised = Known.no
    /// The setpoint while energised, K.
    var target: Bounds
    /// When `temperature` was determined, s since the run's start.
    var asOf: Bounds
    /// J, by the heater, up to `asOf`.
    var energy = Bounds.zero

    /// Brings the temperature to `now`: towards the setpoint where energised, else towards the
    /// surroundings; and counts what holding the setpoint costs.
    mutating func settle(at now: Bounds, physics: FurnacePhysics) {
        let shortest = max(0, min(now.low - asOf.low, now.high - asOf.high))
        let longest = max(0, now.low - asOf.low, now.high - asOf.high)
        // A thread beside this one may have left it later than this thread's own clock.
        asOf = Bounds(max(asOf.low, now.low), max(asOf.high, now.high))
        guard longest > 0 else { return }
        var next = temperature
        if energised != .yes {
            next = FurnaceTimes.drifted(temperature, for: shortest, physics: physics)
        }
        if energised != .no {
            let kept = FurnaceTimes.kept(target, physics: physics).hull(temperature)
            next = energised == .yes ? kept : next.hull(kept)
            var spent = FurnaceTimes.holdingPower(next, physics: physics)
            if energised == .maybe { spent = spent.hull(.zero) }
            energy = energy + Bounds(spent.low * shortest, spent.high * longest)
        }
        temperature = next
    }

    mutating func merge(_ other: FurnaceRange) {
        temperature = temperature.hull(other.temperature)
        if energised == .no {
            target = other.target
        } else if other.energised != .no {
            target = target.hull(other.target)
        }
        energised = energised.merged(other.energised)
        asOf = asOf.hull(other.asOf)
        energy = energy.hull(other.energy)
    }
}
