import Devices
import Expressions
import Findings
import Labs
import Plans
import Quantities

/// What `hold` keeps to where the plan says nothing, as its definition states it.
private let defaultBand = Expr.literal(Quantity(si: 5, unit: PhysicalUnit("K", .temperature, 1)))
private let defaultGrace = Expr.literal(Quantity(si: 60, unit: PhysicalUnit("s", .time, 1)))

extension Compilation {
    mutating func furnace(_ bound: BoundCall) {
        let furnace = bound.assembly
        switch bound.call.verb {
        case .ramp:
            let (to, rate) = (
                quantity(bound, "to", .quantity(.temperature)),
                quantity(bound, "rate", .quantity(.rampRate))
            )
            guard let to, let rate else { return }
            perform(.ramp(assembly: furnace, to: to, rate: rate), bound.instance)
        case .hold:
            let time = quantity(bound, "for", .quantity(.time))
            let band = quantity(bound, "within", .difference) ?? defaultBand
            let grace = quantity(bound, "grace", .quantity(.time)) ?? defaultGrace
            guard let time else { return }
            extendTimeout(bound, by: [time])
            perform(
                .hold(assembly: furnace, time: time, band: band, grace: grace),
                bound.instance
            )
        case .cool:
            let (to, rate) = (
                quantity(bound, "to", .quantity(.temperature)),
                quantity(bound, "rate", .quantity(.rampRate))
            )
            guard let to else { return }
            perform(.cool(assembly: furnace, to: to, rate: rate), bound.instance)
        case .profile: profile(bound)
        default: perform(.heatOff(assembly: furnace), bound.instance)
        }
    }

    /// Ramps and holds, one after the other.
    private mutating func profile(_ bound: BoundCall) {
        guard case .segments(let segments) = bound.call.argument("segments") else {
            if bound.call.argument("segments") != nil {
                report(.wrongType, .key("segments"), "Segments {to, rate, for} belong here.")
            }
            return
        }
        var dwells: [Expr] = []
        for (index, segment) in segments.enumerated() {
            func spot(_ key: String) -> Spot { .itemKey("segments", index, key) }
            let to = size(segment.to, .temperature, "to", at: spot("to"))
            let rate = size(segment.rate, .rampRate, "rate", at: spot("rate"))
            if let to, let rate {
                perform(.ramp(assembly: bound.assembly, to: to, rate: rate), bound.instance)
            }
            guard let dwell = segment.dwell,
                let time = size(dwell, .time, "for", at: spot("for"))
            else { continue }
            dwells.append(time)
            perform(
                .hold(
                    assembly: bound.assembly,
                    time: time,
                    band: defaultBand,
                    grace: defaultGrace
                ),
                bound.instance
            )
        }
        extendTimeout(bound, by: dwells)
    }

    /// A quantity that is not negative, looked up.
    mutating func size(
        _ expr: Expr,
        _ dimensions: Dimensions,
        _ name: String,
        at spot: Spot
    ) -> Expr? {
        guard let found = expression(expr, .quantity(dimensions), at: spot) else { return nil }
        guard case .literal(let constant) = found, constant.si < 0 else { return found }
        return isPossible(constant, name, .quantity(dimensions), at: spot) ? found : nil
    }

    /// The plan's default timeout does not count the time a soak is meant to last.
    private mutating func extendTimeout(_ bound: BoundCall, by times: [Expr]) {
        guard bound.step.timeout == nil else { return }
        for time in times {
            guard let longest = greatest(time) else { continue }
            let timeout = graph.program.steps[bound.instance].timeout
            graph.program.steps[bound.instance].timeout = timeout + Lapse(seconds: longest)
        }
    }

    /// Capabilities with few verbs, each one act.
    mutating func simple(_ bound: BoundCall) {
        let (assembly, instance) = (bound.assembly, bound.instance)
        switch bound.call.verb {
        case .flow:
            guard let to = quantity(bound, "to", .quantity(.flow)) else { return }
            perform(.flow(assembly: assembly, to: to), instance)
        case .shut: perform(.shut(assembly: assembly), instance)
        case .open, .switchOn: perform(.switched(assembly: assembly, .on), instance)
        case .close, .switchOff: perform(.switched(assembly: assembly, .off), instance)
        case .tare: perform(.tare(assembly: assembly), instance)
        case .zero: perform(.zero(assembly: assembly), instance)
        case .draw, .push:
            let (volume, rate) = (
                quantity(bound, "volume", .quantity(.volume)),
                quantity(bound, "rate", .quantity(.flow))
            )
            guard let volume, let rate else { return }
            let direction: PumpDirection = bound.call.verb == .draw ? .draw : .push
            perform(
                .pump(assembly: assembly, volume: volume, rate: rate, direction),
                instance
            )
        case .homeAxes: perform(.homeAxes(assembly: assembly), instance)
        case .move:
            let (x, y, z) = (
                quantity(bound, "x", .quantity(.length)),
                quantity(bound, "y", .quantity(.length)),
                quantity(bound, "z", .quantity(.length))
            )
            guard let x, let y, let z else { return }
            perform(.axes(assembly: assembly, x: x, y: y, z: z), instance)
        default:
            // Stirrers and circulators: no assembly offers them yet, so none is ever found.
            report(.capabilityMissing, .key("do"), "No device of this lab does that.")
        }
    }
}
