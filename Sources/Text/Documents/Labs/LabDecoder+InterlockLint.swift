import Devices
import Expressions
import Findings
import Labs
import Quantities

/// Interlocks that guard nothing, or let nothing run.
extension LabDecoder {
    /// A trip can come and need not be there, and nothing in it divides by what can be zero.
    func lintTrip(_ trip: Expr, _ place: Field) {
        for divisor in trip.divisors where divisor.bounds(rangeOfPoint)?.contains(0) ?? true {
            place.report(
                .guardConstant,
                "This can divide by zero; what is not finite votes to trip. Compare products "
                    + "instead, or add a limit that keeps the divisor from zero to the profile."
            )
        }
        let (canBeFalse, canBeTrue) = turns(trip)
        if !canBeTrue {
            place.report(
                .guardConstant,
                "This can never trip: no reading inside the devices' limits makes it true. Look at "
                    + "its limits, and at “and” and “or”."
            )
        } else if !canBeFalse {
            place.report(
                .guardConstant,
                "This always trips: every reading inside the devices' limits makes it true, so "
                    + "nothing of its zone could ever run."
            )
        }
    }

    /// Of two interlocks of a zone, one must be able to rest while the other does.
    func lintTogether(_ interlocks: [InterlockDefinition], _ places: [String: Field]) {
        for (index, second) in interlocks.enumerated() {
            for first in interlocks[..<index] where first.zone == second.zone {
                guard turns(first.trip).0, turns(second.trip).0,
                    !turns(.or(first.trip, second.trip)).0
                else { continue }
                places[second.name]?.report(
                    .guardConstant,
                    "This contradicts “\(first.name)”: whatever is read, one of the two trips, so "
                        + "nothing of zone \(zones[second.zone].name) could ever run."
                )
            }
        }
    }

    /// Whether the condition can be false, and whether it can be true.
    private func turns(_ condition: Expr) -> (Bool, Bool) {
        ConditionTrial.verdict(condition, rangeOfPoint) ?? condition.flags(rangeOfPoint)
    }

    /// What a healthy device can show.
    private func rangeOfPoint(_ name: Expr) -> ExprRange {
        guard case .point(let name) = name, let (device, point) = owner(of: name) else {
            return .anything
        }
        switch point.kind {
        case .flag: return .eitherFlag
        case .choice: return .anything
        case .quantity:
            let profile = usedProfiles[devices[device].profile]
            return .numbers(profile.limit(point.name) ?? .everything)
        }
    }
}

extension Expr {
    /// What it divides by.
    fileprivate var divisors: [Expr] {
        switch self {
        case .literal, .flag, .text, .variable, .point: []
        case .not(let a), .negate(let a): a.divisors
        case .arithmetic(.divide, let a, let b): a.divisors + b.divisors + [b]
        case .arithmetic(_, let a, let b), .comparison(_, let a, let b), .and(let a, let b),
            .or(let a, let b):
            a.divisors + b.divisors
        case .within(let x, let distance, let y): x.divisors + distance.divisors + y.divisors
        case .call(_, let arguments): arguments.flatMap(\.divisors)
        }
    }
}
