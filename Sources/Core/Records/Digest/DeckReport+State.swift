package import Labs

extension DeckReport {
    /// The deck as `state` has it.
    package init(_ state: LabState, _ basis: RunBasis) { self.init(state, lab: basis.lab) }

    /// The deck of `lab` as `state` has it; also for `deck show`.
    package init(_ state: LabState, lab: Lab) {
        self.init()
        wastedTips = state.wastedTips
        let table = VesselTable(items: lab.deck.items, types: lab.labwareTypes)
        var number = Array(repeating: -1, count: lab.materials.count)
        var present = Array(repeating: 0, count: lab.materials.count)
        for contents in state.contents {
            for portion in contents.portions { present.change(portion.material) { $0 += 1 } }
        }
        for (index, count) in present.enumerated() where count > 0 {
            number[index] = materials.count
            materials.append(lab.materials[index].name)
        }
        for (index, item) in lab.deck.items.enumerated() {
            guard let type = lab.labwareTypes.at(item.type), let place = state.items.at(index)
            else { continue }
            let slot = lab.deck.slots.first { $0.name == place.slot }
            let first = table.firstOfItem[index]
            let wells = (first..<(first + type.wells)).map { vessel in
                WellReport(
                    name: table.name(of: vessel),
                    capacity: type.capacity,
                    portions: state.contents.at(vessel)?.portions.renumbered(number) ?? [],
                    tip: state.tips.at(vessel) ?? .none
                )
            }
            items.append(
                DeckItem(
                    name: item.name,
                    type: type.name,
                    use: type.use,
                    slot: place.slot,
                    kind: slot?.kind ?? .bench,
                    x: slot?.x ?? 0,
                    y: slot?.y ?? 0,
                    rows: type.rows,
                    columns: type.columns,
                    cover: place.cover,
                    wells: wells
                )
            )
        }
    }
}

extension [Portion] {
    fileprivate func renumbered(_ number: [Int]) -> [Portion] {
        compactMap { portion in
            guard let index = number.at(portion.material), index >= 0 else { return nil }
            var same = portion
            same.material = index
            return same
        }
    }
}
