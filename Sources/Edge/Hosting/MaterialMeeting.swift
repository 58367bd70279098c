import Labs
import Quantities

/// Whether a material may be added by hand to what a vessel holds.
struct MaterialMeeting {
    private let lab: Lab
    private let vessel: String

    init(_ loaded: LoadedLab, _ vessel: Int) {
        lab = loaded.lab
        self.vessel = loaded.names.vessels.name(of: vessel)
    }

    /// - Throws: `Failure` with the lab's rule that forbids it.
    func allow(_ added: Int, _ amount: Quantity, in contents: VesselContents) throws(Failure) {
        for portion in contents.portions where portion.material != added {
            let (new, present) = (lab.materials[added], lab.materials[portion.material])
            let pair =
                lab.rules.incompatible.first { pair in
                    (pair.a.means(new) && pair.b.means(present))
                        || (pair.a.means(present) && pair.b.means(new))
                }
                ?? lab.rules.order.first { $0.a.means(new) && $0.b.means(present) }
            if let pair { throw refusal(new, present, pair.because) }
            try react(new, amount, present)
        }
    }

    private func react(
        _ new: Material,
        _ amount: Quantity,
        _ present: Material
    ) throws(Failure) {
        for reaction in lab.rules.reactions
        where reaction.a.means(new) && reaction.b.means(present) && amount.dimensions == .volume {
            let tooMuch =
                reaction.gas * amount.si > lab.limits.greatestReactionGas
                || reaction.heat * amount.si > lab.limits.greatestReactionHeat
            if tooMuch { throw refusal(new, present, reaction.because) }
        }
    }

    private func refusal(_ new: Material, _ present: Material, _ because: String) -> Failure {
        Failure(
            "\(new.name) must not go into \(vessel), which holds \(present.name). \(because) "
                + "Empty the vessel first."
        )
    }
}

extension String {
    /// Whether a rule's word is the material's name or one of its hazards.
    fileprivate func means(_ material: Material) -> Bool {
        self == material.name || material.hazards.contains(self)
    }
}
