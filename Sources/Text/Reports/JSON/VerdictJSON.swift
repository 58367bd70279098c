package import Checking
package import Findings
package import Labs
import Quantities
import Records

/// The verdict of a check as one JSON object.
package enum VerdictJSON {
    /// `proof` is what was proved; nil where the plan is refused.
    package static func render(
        plan: String,
        hash: String,
        proof: Proof?,
        lab: Lab,
        findings: [Finding]
    ) -> String {
        var json = JSONWriter()
        json.open()
        json.member("verdict", proof == nil ? "refused" : "accepted")
        json.member("plan", plan)
        json.member("hash", hash)
        json.member("lab", lab.name)
        json.member("lab-hash", lab.hash)
        json.key("proof")
        if let proof { json.proof(proof, lab) } else { json.null() }
        json.key("findings")
        json.findings(findings)
        json.close()
        return String(decoding: json.bytes, as: UTF8.self)
    }
}

extension JSONWriter {
    /// Bounds in a unit: `{"low":…,"high":…,"unit":…}`; an open end is null.
    mutating func bounds(_ name: String, _ bounds: Bounds, _ unit: PhysicalUnit) {
        key(name)
        open()
        member("low", unit.value(si: bounds.low))
        member("high", unit.value(si: bounds.high))
        member("unit", unit.symbol)
        close()
    }

    fileprivate mutating func proof(_ proof: Proof, _ lab: Lab) {
        open()
        bounds("duration", proof.duration, PhysicalUnit("s", .time, 1))
        bounds("energy", proof.energy, PhysicalUnit("kWh", .energy, 3.6e6))
        bounds("tips", proof.tips, .one)
        key("consumption")
        openList()
        for use in proof.consumption {
            open()
            member("material", lab.materials.at(use.material)?.name)
            member("origin", use.origin.rawValue)
            if use.mass.high > 0 {
                bounds("mass", use.mass, PhysicalUnit("g", .mass, 1e-3))
            } else {
                bounds("volume", use.volume, PhysicalUnit("mL", .volume, 1e-6))
            }
            close()
        }
        closeList()
        key("vessels")
        openList()
        let table = VesselTable(items: lab.deck.items, types: lab.labwareTypes)
        for vessel in proof.vessels where (0..<table.count).contains(vessel.vessel) {
            open()
            member("vessel", table.name(of: vessel.vessel))
            bounds("volume", vessel.volume, PhysicalUnit("uL", .volume, 1e-9))
            bounds("mass", vessel.mass, PhysicalUnit("g", .mass, 1e-3))
            close()
        }
        closeList()
        key("assumptions")
        openList()
        for assumption in proof.assumptions { text(assumption) }
        closeList()
        member("states", proof.states)
        close()
    }
}
