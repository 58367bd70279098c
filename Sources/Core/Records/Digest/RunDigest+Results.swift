import Execution
import Expressions
import Labs
import Quantities

extension RunDigest {
    /// A result with its inputs in their units, and where it comes from.
    mutating func note(result index: Int, _ value: Double, _ inputs: [Double], _ at: Instant) {
        guard let spec = basis.program.results.at(index), results.count < Self.greatestResults
        else { return }
        let step = stepOfResult.at(index).flatMap { basis.step($0) }
        let reports = zip(spec.inputs, inputs).map { expression, value in
            ResultReport.Input(
                name: basis.spokenName(of: expression),
                value: Quantity(si: value, unit: basis.unit(of: expression))
            )
        }
        results.append(
            ResultReport(
                name: spec.name,
                value: Quantity(si: value, unit: basis.unit(of: spec.value)),
                goal: spec.goal,
                inputs: reports,
                at: at,
                step: step?.id ?? spec.name,
                iteration: step?.iteration ?? "",
                lineage: lineage(of: spec.value, iteration: step?.iteration ?? "")
            )
        )
    }

    /// The vessels a value was measured on; where nothing names one, those its iteration touched.
    private func lineage(of value: Expr, iteration: String) -> Lineage {
        var vessels: [Int] = []
        for name in value.names {
            guard case .variable(let text) = name,
                let slot = basis.program.slots.firstIndex(where: { $0.name == text })
            else { continue }
            for vessel in self.vessels(behind: slot) where !vessels.contains(vessel) {
                vessels.append(vessel)
            }
        }
        if vessels.isEmpty { vessels = touched(in: iteration) }
        var lineage = Lineage()
        lineage.vessels = Self.few(vessels.map(basis.vesselName))
        lineage.uncertain = Self.few(
            vessels.filter { ledger.state.contents.at($0)?.isUncertain ?? false }
                .map(basis.vesselName)
        )
        let past = vessels.compactMap { ledger.ancestry.at($0) }
        let brought = Self.once(past.flatMap(\.materials)).compactMap {
            basis.lab.materials.at($0)?.name
        }
        lineage.sources = Self.few(
            Self.once(past.flatMap(\.sources)).map(basis.vesselName) + brought
        )
        lineage.steps = Self.few(
            Self.once(past.flatMap(\.steps)).compactMap { basis.step($0)?.id }
        )
        return lineage
    }

    /// The vessels a slot's value was read from: on the balance, in a table's wells, named by the
    /// question, or inside the assembly whose point was read.
    private func vessels(behind slot: Int) -> [Int] {
        switch sourceOfSlot.at(slot) {
        case .act(let index): return basis.program.acts.at(index).map(vessels(under:)) ?? []
        case .question(let index):
            return basis.program.questions.at(index).map(vessels(askedBy:)) ?? []
        case .computed, nil: return []
        }
    }

    private func vessels(under act: Act) -> [Int] {
        if case .weigh(let weigh) = act { return [weigh.vessel] }
        return basis.assembly(of: act).map(ledger.vessels(inside:)) ?? []
    }

    private func vessels(askedBy question: Question) -> [Int] {
        let wells = question.fields.flatMap(\.wells)
        guard !wells.isEmpty else { return items(namedIn: question.say) }
        let known = (0..<basis.names.vessels.count)
        return known.filter { wells.contains(basis.names.vessels.name(of: $0)) }
    }

    private func items(namedIn text: String) -> [Int] {
        let words = text.split { !($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
        var found: [Int] = []
        for (index, item) in basis.lab.deck.items.enumerated()
        where words.contains(where: { $0 == item.name }) {
            found.append(contentsOf: ledger.vessels(ofItem: index))
        }
        return found
    }

    private func touched(in iteration: String) -> [Int] {
        let touched = ledger.ancestry.indices.filter { vessel in
            ledger.ancestry[vessel].steps.contains { step in
                iteration.isEmpty || basis.step(step)?.iteration == iteration
            }
        }
        // What was only drawn from is a source, not what was measured.
        let made = touched.filter { !ledger.ancestry[$0].sources.isEmpty }
        return made.isEmpty ? touched : made
    }

    private static func once(_ numbers: [Int]) -> [Int] {
        var seen: Set<Int> = []
        return numbers.filter { seen.insert($0).inserted }
    }

    /// The first twelve, and how many more there are.
    private static func few(_ names: [String]) -> [String] {
        names.count <= 12 ? names : Array(names.prefix(11)) + ["and \(names.count - 11) more"]
    }
}
