import Devices
import Expressions
import Findings
import Labs
import Plans
import Quantities

/// Ten million: strokes beyond any real transfer; only guards arithmetic.
private let greatestStrokes = 10_000_000.0

extension Compilation {
    /// A verb of a liquid handler; returns the wells it went over.
    mutating func liquid(_ bound: BoundCall) -> [Int] {
        switch bound.call.verb {
        case .transfer: return transfer(bound)
        case .dilute: return dilute(bound)
        case .mix: return mix(bound)
        default: break
        }
        if bound.step.due != nil { due(before: bound.step, bound.instance) }
        switch bound.call.verb {
        case .aspirate:
            let (wells, volume) = (
                wells(bound, "from"), quantity(bound, "volume", .quantity(.volume))
            )
            let rate = quantity(bound, "rate", .quantity(.flow))
            guard let wells, let volume else { return [] }
            for well in wells {
                liquid(.aspirate(vessel: well, volume: volume, rate: rate), bound)
            }
            return wells
        case .dispense:
            let (wells, volume) = (
                wells(bound, "to"), quantity(bound, "volume", .quantity(.volume))
            )
            let (rate, style) = (quantity(bound, "rate", .quantity(.flow)), style(bound))
            guard let wells, let volume else { return [] }
            for well in wells {
                liquid(.dispense(vessel: well, volume: volume, rate: rate, style), bound)
            }
            return wells
        case .wash:
            let (vessel, volume) = (
                single(bound, "from"), quantity(bound, "volume", .quantity(.volume))
            )
            let times = integer(bound, "times")
            guard let vessel, let volume, let times else { return [] }
            liquid(.wash(vessel: vessel, volume: volume, times: times), bound)
        case .prime:
            let (vessel, volume) = (
                single(bound, "from"), quantity(bound, "volume", .quantity(.volume))
            )
            guard let vessel, let volume else { return [] }
            liquid(.prime(vessel: vessel, volume: volume), bound)
        case .airGap:
            guard let volume = quantity(bound, "volume", .quantity(.volume)) else { return [] }
            liquid(.airGap(volume: volume), bound)
        case .blowOut:
            liquid(.blowOut(vessel: single(bound, "to")), bound)
        case .pickUp: pickUp(bound)
        case .eject:
            _ = choice(bound, "into")
            liquid(.eject, bound)
        default: liquid(.home, bound)
        }
        return []
    }

    mutating func liquid(_ act: LiquidAct, _ bound: BoundCall) {
        perform(.liquid(assembly: bound.assembly, act), bound.instance)
    }

    private mutating func single(_ bound: BoundCall, _ name: String) -> Int? {
        guard let wells = wells(bound, name) else { return nil }
        guard wells.count == 1 else {
            report(.badPairing, .key(name), "One vessel belongs here, not \(wells.count).")
            return nil
        }
        return wells.first
    }

    func style(_ bound: BoundCall) -> DispenseStyle {
        if case .text("above") = bound.call.argument("dispense") { .above } else { .touch }
    }

    // MARK: Tips

    /// The step's tip policy, or the plan's.
    mutating func tipPolicy(_ bound: BoundCall) -> TipPolicy {
        choice(bound, "tip").flatMap(TipPolicy.init(rawValue:)) ?? plan.defaults.tip
    }

    /// Picks up the next new tip.
    mutating func pickUpNext(_ bound: BoundCall) {
        tips.fill(lab, names, state)
        if let tip = tips.take() {
            liquid(.pickUp(tip: tip), bound)
        } else if tips.missing == 1 {
            tipShortage = Shortage(path: place.path, step: place.id)
        }
    }

    private mutating func pickUp(_ bound: BoundCall) {
        guard bound.call.argument("tip") != nil else { return pickUpNext(bound) }
        guard let tip = single(bound, "tip") else { return }
        guard names.vessels.type(of: tip).use == .tipRack else {
            report(
                .unknownVessel,
                .key("tip"),
                "‘\(names.vessels.name(of: tip))’ is no place of a tip rack."
            )
            return
        }
        tips.take(named: tip)
        liquid(.pickUp(tip: tip), bound)
    }

    /// Where tips ran out.
    struct Shortage {
        var path: DocumentPath
        var step: String?
    }

    /// One finding for the whole plan, with the counts.
    mutating func reportTipShortage() {
        guard let shortage = tipShortage else { return }
        place.id = shortage.step
        report(
            .tipsRunOut,
            .path(shortage.path),
            "The plan needs \(tips.needed) new tips; the deck has \(tips.needed - tips.missing).",
            numbers: [
                NamedQuantity("needed", .number(Double(tips.needed))),
                NamedQuantity("available", .number(Double(tips.needed - tips.missing))),
            ],
            allowed: AllowedRange(high: .number(Double(tips.needed - tips.missing)))
        )
    }

    // MARK: Strokes

    /// A volume in as few equal strokes as tip and plunger allow, beside an air gap.
    ///
    /// A volume that is known only while running is one stroke; the checker judges its range.
    mutating func strokes(_ volume: Expr, gap: Expr?, _ bound: BoundCall) -> (Expr, count: Int) {
        guard case .liquidHandler(let handler) = lab.assemblies[bound.assembly].role,
            let constant = volume.constant
        else { return (volume, 1) }
        tips.fill(lab, names, state)
        let room = min(handler.stroke, tips.capacity) - (gap?.constant?.si ?? 0)
        // Rounding of unit conversions must not cost a stroke.
        let count = (constant.si / room * (1 - 1e-9)).rounded(.up)
        guard room > 0, count > 1, count < greatestStrokes else { return (volume, 1) }
        let part = Quantity(si: constant.si / count, unit: constant.unit)
        return (.literal(part), Int(count))
    }
}
