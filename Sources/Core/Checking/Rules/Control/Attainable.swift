import Devices
import Execution
import Expressions
import Findings
import Labs
import Quantities

/// Nothing is waited for that cannot come.
enum Attainable: Rule {
    static let codes: [FindingCode] = [.cannotHappen]
    static let moments: Moments = [.heating, .guarded, .otherActs]

    static func before(_ act: Act, in check: Inspection) {
        switch act {
        case .ramp(let index, to: _, rate: _):
            check.furnace(index).map { ramp($0, index, in: check) }
        case .cool(let index, to: _, rate: _):
            check.furnace(index).map { cool($0, index, in: check) }
        case .hold(let index, time: _, band: _, grace: _):
            guard let furnace = check.furnace(index),
                check.world.furnaces[furnace].energised != .yes
            else { return }
            check.report(.cannotHappen, .assembly(index)) {
                Report(
                    "\(check.facts.furnaces[furnace].name) is not heating; ramp to a temperature "
                        + "before holding it."
                )
            }
        case .measure(let point, slot: _, over: _, let within):
            guard case .numbers(let can) = check.range(ofPoint: point, .ever),
                within != .everything, can.intersection(within) == nil
            else { return }
            check.report(.cannotHappen) {
                Report(
                    "‘\(check.facts.names.points[point].name)’ can never be in that range.",
                    key: "within"
                )
            }
        default: break
        }
    }

    private static func ramp(_ furnace: Int, _ index: Int, in check: Inspection) {
        let physics = check.facts.furnaces[furnace].assembly.physics
        let target = check.operands.amount
        if target.low < physics.ambient.low {
            tooCold(furnace, index, target.low, physics.ambient.high, in: check)
        }
        let needed = FurnaceTimes.rampPower(target.high, rate: 0, physics: physics)
        guard needed > physics.power * (1 + 1e-9) else { return }
        let reachable = physics.ambient.low + physics.power / physics.loss.high
        check.report(.cannotHappen, .assembly(index)) {
            Report(
                "Keeping \(Say.temperature(target.high)) may take \(Say.power(needed)); the heater "
                    + "has \(Say.power(physics.power)), so it may never be reached.",
                [
                    NamedQuantity("needed", Say.power(needed)),
                    NamedQuantity("power", Say.power(physics.power)),
                ],
                allowed: AllowedRange(high: Say.temperature(reachable)),
                key: "to"
            )
        }
    }

    private static func cool(_ furnace: Int, _ index: Int, in check: Inspection) {
        let physics = check.facts.furnaces[furnace].assembly.physics
        let target = check.operands.amount.low
        guard target <= physics.ambient.high + 1e-6 else { return }
        tooCold(furnace, index, target, physics.ambient.high, in: check)
    }

    private static func tooCold(
        _ furnace: Int,
        _ index: Int,
        _ target: Double,
        _ ambient: Double,
        in check: Inspection
    ) {
        check.report(.cannotHappen, .assembly(index)) {
            Report(
                "\(check.facts.furnaces[furnace].name) cannot be waited for to cool to "
                    + "\(Say.temperature(target)): its surroundings may be at "
                    + "\(Say.temperature(ambient)).",
                [
                    NamedQuantity("target", Say.temperature(target)),
                    NamedQuantity("surroundings", Say.temperature(ambient)),
                ],
                allowed: AllowedRange(low: Say.temperature(ambient + 5)),
                key: "to",
                fix: check.literalFix("to", Say.temperature(ambient + 10), "stop a little above")
            )
        }
    }

    static func guarded(_ condition: Expr, _ use: GuardUse, in check: Inspection) {
        switch use {
        case .wait(let canBeTrue), .monitor(let canBeTrue, _):
            guard !canBeTrue else { return }
            check.report(.cannotHappen) {
                Report(
                    "This can never come true as things are commanded here: "
                        + check.presentTemperatures(condition),
                    key: "condition"
                )
            }
        case .decision: break
        }
    }
}

extension Inspection {
    /// What the condition's points can be, for a message.
    func presentTemperatures(_ condition: Expr) -> String {
        let parts = condition.names.compactMap { name -> String? in
            guard case .point(let text) = name,
                case .numbers(let range) = self.range(ofPoint: text, .soon),
                range.low.isFinite, range.high.isFinite,
                let point = facts.names.point(text),
                case .quantity(let unit) = facts.names.points[point].definition.kind
            else { return nil }
            return
                "‘\(text)’ is \(Say.rounded(range.low, unit)) to \(Say.rounded(range.high, unit))"
        }
        return parts.isEmpty ? "its values rule it out." : parts.joined(separator: ", ") + "."
    }
}
