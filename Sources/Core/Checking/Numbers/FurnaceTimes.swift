import Execution
import Labs
import Quantities

/// How long heating and cooling take, and what they cost, under a chamber's declared bounds:
/// C dT/dt = P − G (T − ambient), with C, G and the surroundings each anywhere in its range.
enum FurnaceTimes {
    /// Relative margin on closed forms, so that rounding never makes a bound unsound.
    private static let margin = 1e-9

    /// Where the chamber stays while its controller keeps `target`.
    static func kept(_ target: Bounds, physics: FurnacePhysics) -> Bounds {
        // A ramp ends within the arrival band, however little the chamber overshoots.
        let band = max(physics.overshoot, Lowering.arrivalBand + 1)
        return Bounds(target.low - band, target.high + physics.overshoot)
    }

    /// The chamber `seconds` after heating stopped, at least: it cools no slower than the bounds
    /// allow, and no further than the surroundings.
    static func drifted(_ from: Bounds, for seconds: Double, physics: FurnacePhysics) -> Bounds {
        let ambient = physics.ambient
        var high = max(from.high, ambient.high)
        if from.high > ambient.high {
            let slowest = physics.loss.low / physics.heatCapacity.high
            let left = (from.high - ambient.high) * Exponential.decay(slowest * seconds)
            high = min(from.high, ambient.high + left * (1 + margin))
        }
        return Bounds(min(from.low, ambient.low), high)
    }

    /// W to keep the chamber at `temperature`, at most the heater's power.
    static func holdingPower(_ temperature: Bounds, physics: FurnacePhysics) -> Bounds {
        let low = physics.loss.low * (temperature.low - physics.ambient.high)
        let high = physics.loss.high * (temperature.high - physics.ambient.low)
        return Bounds(max(0, min(low, physics.power)), max(0, min(high, physics.power)))
    }

    /// W that warming at `rate` K/s takes at `temperature` at worst.
    static func rampPower(_ temperature: Double, rate: Double, physics: FurnacePhysics) -> Double {
        physics.heatCapacity.high * rate
            + physics.loss.high * (temperature - physics.ambient.low)
    }

    /// The steepest rate, K/s, the heater can surely keep up to `temperature`.
    static func steepestRate(upTo temperature: Double, physics: FurnacePhysics) -> Double {
        (physics.power - physics.loss.high * (temperature - physics.ambient.low))
            / physics.heatCapacity.high
    }

    /// Seconds to warm between any two temperatures of the ranges at no more than `rate`.
    static func warming(
        from: Bounds,
        to: Bounds,
        rate: Bounds,
        physics: FurnacePhysics
    ) -> Bounds {
        let least = max(0, to.low - from.high) / max(rate.high, 1e-12)
        let most = max(0, to.high - from.low) / max(rate.low, 1e-12)
        return Bounds(least, most)
    }

    /// Seconds to cool by itself between any two temperatures of the ranges, no faster than `rate`
    /// where there is one; infinite where it may never get there.
    static func cooling(
        from: Bounds,
        to: Bounds,
        rate: Bounds?,
        physics: FurnacePhysics
    ) -> Bounds {
        let quick = limitedDecay(
            from: from.low,
            to: to.high,
            ambient: physics.ambient.low,
            speed: physics.loss.high / physics.heatCapacity.low,
            rate: rate?.high
        )
        let slow = limitedDecay(
            from: from.high,
            to: to.low,
            ambient: physics.ambient.high,
            speed: physics.loss.low / physics.heatCapacity.high,
            rate: rate?.low
        )
        return Bounds(min(quick * (1 - margin), slow), slow * (1 + margin))
    }

    /// Time to fall `from` to `to`: at `rate` while the natural decay is faster, then by decay.
    private static func limitedDecay(
        from: Double,
        to: Double,
        ambient: Double,
        speed: Double,
        rate: Double?
    ) -> Double {
        guard from > to else { return 0 }
        guard to > ambient else { return .infinity }
        var time = 0.0
        var begin = from
        if let rate, rate > 0, rate.isFinite {
            let crossing = max(ambient + rate / speed, to)
            if begin > crossing {
                time += (begin - crossing) / rate
                begin = crossing
            }
        }
        guard begin > to else { return time }
        return time + Exponential.log((begin - ambient) / (to - ambient)) / speed
    }

    /// J to bring the chamber from one range to the other within `time` seconds.
    static func energy(
        from: Bounds,
        to: Bounds,
        time: Bounds,
        physics: FurnacePhysics
    ) -> Bounds {
        let whole = from.hull(to)
        let loss = holdingPower(whole, physics: physics)
        let storedLeast = physics.heatCapacity.low * max(0, to.low - from.high)
        let storedMost = physics.heatCapacity.high * max(0, to.high - from.low)
        let most = min(physics.power * time.high, storedMost + loss.high * time.high)
        return Bounds(min(storedLeast, most), most)
    }
}
