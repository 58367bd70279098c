import Checking
import Labs
import Quantities

extension Bill {
    /// What was proved beside what was seen.
    init(_ digest: RunDigest, _ facts: RunFacts) {
        self.init()
        let proof = digest.basis.proof
        duration = Row(
            name: "time",
            proved: proof.duration,
            observed: (facts.ended - facts.began).seconds,
            unit: PhysicalUnit("s", .time, 1)
        )
        energy = Row(
            name: "energy",
            proved: proof.energy,
            observed: facts.energy,
            unit: PhysicalUnit("kWh", .energy, 3.6e6)
        )
        tips = Row(
            name: "tips",
            proved: proof.tips,
            observed: Double(digest.ledger.tipsUsed),
            unit: .one
        )
        materials = Self.materials(digest)
    }

    /// Every material that was proved or seen to be used, in the lab's order.
    private static func materials(_ digest: RunDigest) -> [Row] {
        let basis = digest.basis
        return basis.lab.materials.enumerated().compactMap { index, material in
            let proved = basis.proof.consumption.first { $0.material == index }
            let drawn = digest.ledger.left(ofMaterial: index)
            let solid = material.phase == .solid
            let observed = solid ? drawn.mass + digest.ledger.weighed[index] : drawn.volume
            let bounds = (solid ? proved?.mass : proved?.volume) ?? .zero
            guard observed > 0 || bounds.high > 0 else { return nil }
            return Row(
                name: material.name,
                proved: bounds,
                observed: observed,
                unit: amountUnit(max(observed, bounds.high), solid: solid)
            )
        }
    }

    /// The unit that keeps figures short.
    private static func amountUnit(_ si: Double, solid: Bool) -> PhysicalUnit {
        if solid {
            return si < 1e-3
                ? PhysicalUnit("mg", .mass, 1e-6) : PhysicalUnit("g", .mass, 1e-3)
        }
        return si < 1e-6
            ? PhysicalUnit("uL", .volume, 1e-9) : PhysicalUnit("mL", .volume, 1e-6)
    }
}

extension DeckLedger {
    /// How much of a material has left the vessels that held it at the start.
    func left(ofMaterial material: Int) -> (volume: Double, mass: Double) {
        var volume = 0.0
        var mass = 0.0
        for (before, after) in zip(basis.state.contents, state.contents) {
            for portion in before.portions where portion.material == material {
                let now = after.portions.first { $0.material == material }
                volume += max(0, portion.volume - (now?.volume ?? 0))
                mass += max(0, portion.mass - (now?.mass ?? 0))
            }
        }
        return (volume, mass)
    }
}
