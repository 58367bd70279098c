import Findings
import Labs
import Quantities

extension LabDecoder {
    func readClasses(_ field: Field) -> [LiquidClass] {
        field.uniqueList(of: "a liquid class", by: \.name) { item in
            item.mapping { members in
                let name = members.required("name")?.identifier()
                let greatest = members.required("greatest-rate")?.quantity(of: .flow)
                let aspirate = members.required("aspirate-rate")
                let dispense = members.required("dispense-rate")
                let drawn = aspirate?.quantity(of: .flow)
                let given = dispense?.quantity(of: .flow)
                guard let name, let greatest, let drawn, let given else { return nil }
                for (place, rate) in [(aspirate, drawn), (dispense, given)]
                where rate.si > greatest.si {
                    place?.report(.badLab, "This rate is above “greatest-rate”, \(greatest).")
                }
                return LiquidClass(
                    name: name,
                    greatestRate: greatest.si,
                    aspirateRate: drawn.si,
                    dispenseRate: given.si
                )
            }
        }
    }

    func readMaterials(_ field: Field) -> [Material] {
        field.uniqueList(of: "a material", by: \.name) { item in
            item.mapping { readMaterial(&$0) }
        }
    }

    private func readMaterial(_ members: inout Members) -> Material? {
        let name = members.required("name")?.nonEmptyText()
        let phase = members.required("phase")?.choice(of: Material.Phase.self)
        let formula = members.optional("formula")?.text() ?? ""
        let density = members.optional("density")?.quantity(of: .density)
        let flash = members.optional("flash-point")?.quantity(of: .temperature)
        let boiling = members.optional("boiling-point")?.quantity(of: .temperature)
        let greatest = members.optional("greatest-temperature")?.quantity(of: .temperature)
        let ramp = members.optional("greatest-ramp")?.quantity(of: .rampRate)
        let hazards = members.optional("hazards")?.list(0...20) { $0.identifier() } ?? []
        let classPlace = members.optional("liquid-class")
        let liquidClass = classPlace?.lookUp(
            "liquid class",
            among: liquidClasses.map(\.name),
            declared: declared.classes
        )
        let restriction = members.optional("restriction").flatMap { self.restriction($0) } ?? .free
        guard let name, let phase else { return nil }
        if phase == .liquid, classPlace == nil {
            members.report(.missingKey, "A liquid needs its “liquid-class”.")
        } else if phase != .liquid, let classPlace {
            classPlace.report(.badLab, "Only liquids have a liquid class.")
        }
        return Material(
            name: name,
            phase: phase,
            formula: formula,
            density: density?.si ?? (phase == .gas ? 1 : 1000),
            flashPoint: flash?.si,
            boilingPoint: boiling?.si,
            greatestTemperature: greatest?.si,
            greatestRamp: ramp?.si,
            hazards: hazards,
            liquidClass: liquidClass,
            restriction: restriction
        )
    }

    /// `free`, `forbidden` or `{needs: safety}`.
    private func restriction(_ field: Field) -> Material.Restriction? {
        guard field.form == .mapping else {
            switch field.choice(among: ["free", "forbidden"]) {
            case 0: return .free
            case 1: return .forbidden
            default: return nil
            }
        }
        return field.mapping { members in
            members.required("needs")?.choice(of: Person.Role.self).map { .needs($0) }
        }
    }

    func readChemistry(_ members: inout Members) -> ChemistryRules? {
        let incompatible = members.optional("incompatible")?.list(0...1000) { pair($0) }
        let order = members.optional("order")?.list(0...1000) { pair($0) }
        let reactions = members.optional("reactions")?.list(0...1000) { item in
            item.mapping { reaction(&$0) }
        }
        return ChemistryRules(
            incompatible: incompatible ?? [],
            order: order ?? [],
            reactions: reactions ?? []
        )
    }

    private func pair(_ field: Field) -> ChemistryRules.Pair? {
        field.mapping { members in
            let a = members.required("a").flatMap { side($0) }
            let b = members.required("b").flatMap { side($0) }
            let because = members.required("because")?.nonEmptyText()
            guard let a, let b, let because else { return nil }
            return ChemistryRules.Pair(a: a, b: b, because: because)
        }
    }

    private func reaction(_ members: inout Members) -> ChemistryRules.Reaction? {
        let a = members.required("a").flatMap { side($0) }
        let b = members.required("b").flatMap { side($0) }
        let gas = members.required("gas")?.quantity(of: .number)
        let heat = members.required("heat")?.quantity(of: .energy / .volume)
        let because = members.required("because")?.nonEmptyText()
        guard let a, let b, let gas, let heat, let because else { return nil }
        return ChemistryRules.Reaction(a: a, b: b, gas: gas.si, heat: heat.si, because: because)
    }

    /// A material, or a hazard word that some material has.
    private func side(_ field: Field) -> String? {
        guard let name = field.nonEmptyText() else { return nil }
        let words = materials.flatMap(\.hazards)
        guard declared.materials.contains(name) || words.contains(name) else {
            var known = declared.materials
            for word in words where !known.contains(word) { known.append(word) }
            field.reportUnknown(name, "material or hazard word", among: known)
            return nil
        }
        return name
    }
}
