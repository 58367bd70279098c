import Findings
import Labs
import Quantities

/// What a reaction gives off fits the vessel.
enum ReactionCapacity: Rule {
    static let codes: [FindingCode] = [.reactionOverCapacity]
    static let moments: Moments = .received

    static func received(_ vessel: Int, _ added: [PortionRange], in check: Inspection) {
        let reactions = check.lab.rules.reactions
        guard !reactions.isEmpty else { return }
        check.eachMeeting(vessel, added) { new, present in
            for reaction in reactions {
                if check.isNamed(reaction.a, new), check.isNamed(reaction.b, present) {
                    judge(reaction, new, present, vessel, in: check)
                } else if check.isNamed(reaction.b, new), check.isNamed(reaction.a, present) {
                    judge(reaction, present, new, vessel, in: check)
                }
            }
        }
    }

    private static func judge(
        _ reaction: ChemistryRules.Reaction,
        _ a: Int,
        _ b: Int,
        _ vessel: Int,
        in check: Inspection
    ) {
        let portion = check.contents(vessel).portions.first { Int($0.material) == a }
        let volume = portion?.volume.high ?? 0
        let (gas, heat) = (reaction.gas * volume, reaction.heat * volume)
        let limits = check.lab.limits
        guard gas > limits.greatestReactionGas || heat > limits.greatestReactionHeat else { return }
        let most = min(
            reaction.gas > 0 ? limits.greatestReactionGas / reaction.gas : .infinity,
            reaction.heat > 0 ? limits.greatestReactionHeat / reaction.heat : .infinity
        )
        check.report(.reactionOverCapacity, .vessel(vessel)) {
            Report(
                "\(Say.volume(volume)) of \(check.material(a)) with \(check.material(b)) in "
                    + "\(check.name(ofVessel: vessel)) can give \(Say.volume(gas)) of gas and "
                    + "\(Say.energy(heat)); at most \(Say.volume(limits.greatestReactionGas)) and "
                    + "\(Say.energy(limits.greatestReactionHeat)) are allowed. \(reaction.because)",
                [
                    NamedQuantity("gas", Say.volume(gas)),
                    NamedQuantity("heat", Say.energy(heat)),
                ],
                allowed: AllowedRange(high: Say.volume(most))
            )
        }
    }
}
