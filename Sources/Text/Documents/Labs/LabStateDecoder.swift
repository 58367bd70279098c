import Devices
import Findings
import Labs
import Quantities

/// Reads a state onto an earlier one.
struct LabStateDecoder {
    let lab: Lab
    let names: LabNames
    private var state: LabState
    /// Vessels whose contents were given already.
    private var filled: [Bool]

    init(lab: Lab, names: LabNames, since earlier: LabState) {
        self.lab = lab
        self.names = names
        state = earlier
        filled = Array(repeating: false, count: names.vessels.count)
    }

    mutating func read(_ members: inout Members) -> LabState? {
        Version.check(&members, kind: "state")
        if let place = members.required("lab"), let name = place.nonEmptyText(), name != lab.name {
            place.report(
                .labDiffers,
                "This is the state of lab “\(JSONText.visible(name))”; the lab is “\(lab.name)”."
            )
        }
        state.revision = members.optional("revision")?.integer(in: 0...Int.max) ?? 0
        each(members.optional("items")) { $0.item(&$1) }
        lintSlots(members.peek("items") ?? members.field)
        each(members.optional("contents")) { $0.contents(&$1) }
        each(members.optional("tips")) { $0.tips(&$1) }
        state.wastedTips = members.optional("tip-waste")?.integer(in: 0...1_000_000) ?? 0
        each(members.optional("devices")) { $0.device(&$1) }
        return state
    }

    private mutating func each(
        _ field: Field?,
        _ body: (inout LabStateDecoder, inout Members) -> Void
    ) {
        guard let items = field?.items(0...100_000) else { return }
        for item in items {
            var decoder = self
            let done: Void? = item.mapping { members in body(&decoder, &members) }
            if done != nil { self = decoder }
        }
    }

    private mutating func item(_ members: inout Members) {
        let index = members.required("item")?
            .reference("labware item", among: lab.deck.items.map(\.name))
        let slot = members.required("slot")?.reference("slot", among: lab.deck.slots.map(\.name))
        let coverPlace = members.optional("covered")
        let covered = coverPlace?.flag() ?? false
        let barcode = members.optional("barcode")?.nonEmptyText()
        guard let index, let slot else { return }
        if covered, lab.labwareTypes[lab.deck.items[index].type].cover == .none {
            coverPlace?.report(.badLab, "No lid fits “\(lab.deck.items[index].name)”.")
        }
        state.items[index] = ItemState(
            slot: lab.deck.slots[slot].name,
            cover: covered ? .on : .off,
            barcode: barcode
        )
    }

    private func lintSlots(_ place: Field) {
        for slot in lab.deck.slots {
            let count = state.items.count { $0.slot == slot.name }
            guard count > slot.places else { continue }
            place.report(
                .slotOccupied,
                "\(count) items stand on “\(slot.name)”, which has \(slot.places) places."
            )
        }
    }

    /// The vessels an address names; nil (reported) where there are none.
    private func vessels(_ place: Field) -> [Int]? {
        guard let text = place.nonEmptyText() else { return nil }
        guard let address = WellAddress(parsing: text) else {
            place.refuse(wanting: "a vessel or wells", "Write “buffer” or “plate/A1:H12”.")
            return nil
        }
        guard let item = names.vessels.item(named: address.item) else {
            place.reportUnknown(address.item, "vessel", among: lab.deck.items.map(\.name))
            return nil
        }
        let type = names.vessels.type(ofItem: item)
        guard let first = address.first, let last = address.last else {
            let from = names.vessels.firstOfItem[item]
            return Array(from..<names.vessels.firstOfItem[item + 1])
        }
        guard last.row < type.rows, last.column < type.columns else {
            let corner = LabwareType.wellName(row: type.rows - 1, column: type.columns - 1)
            place.report(.unknownVessel, "“\(address.item)” has wells A1 to \(corner).")
            return nil
        }
        var found: [Int] = []
        for column in first.column...last.column {
            for row in first.row...last.row {
                if let vessel = names.vessels.vessel(item: item, row: row, column: column) {
                    found.append(vessel)
                }
            }
        }
        return found
    }

    private mutating func contents(_ members: inout Members) {
        let place = members.required("in")
        let vessels = place.flatMap { self.vessels($0) }
        let portions = members.required("holds")?.list(0...1000) { item in
            item.mapping { portion(&$0) }
        }
        guard let place, let vessels, let portions else { return }
        let contents = VesselContents(portions)
        for vessel in vessels {
            let type = names.vessels.type(of: vessel)
            if type.use == .tipRack {
                return place.report(.badLab, "Tip racks hold tips, no liquids.")
            }
            if contents.volume > type.capacity * (1 + 1e-9) {
                return place.report(
                    .vesselOverfilled,
                    "“\(names.vessels.name(of: vessel))” holds at most "
                        + "\(DecimalText.short(type.capacity * 1e6)) mL."
                )
            }
            if filled[vessel] {
                return place.report(
                    .duplicateName,
                    "What “\(names.vessels.name(of: vessel))” holds was said above already."
                )
            }
            filled[vessel] = true
            state.contents[vessel] = contents
        }
    }

    private func portion(_ members: inout Members) -> Portion? {
        let place = members.required("material")
        let index = place?.reference("material", among: lab.materials.map(\.name))
        let volumePlace = members.optional("volume")
        let massPlace = members.optional("mass")
        let volume = volumePlace?.quantity(of: .volume)
        let mass = massPlace?.quantity(of: .mass)
        let (lessPlace, morePlace) = (members.optional("less"), members.optional("more"))
        let less = lessPlace?.quantity(of: .volume)
        let more = morePlace?.quantity(of: .volume)
        let amounts = [(volumePlace, volume), (massPlace, mass)]
        for (field, quantity) in amounts + [(lessPlace, less), (morePlace, more)] {
            if let quantity, quantity.si < 0 {
                field?.report(.notFinite, "An amount is not negative.")
            }
        }
        guard let index else { return nil }
        switch lab.materials[index].phase {
        case .liquid where volume == nil:
            members.report(.missingKey, "How much? A liquid has a “volume”.")
        case .solid where mass == nil:
            members.report(.missingKey, "How much? A solid has a “mass”.")
        case .gas: place?.report(.badLab, "Gases are not kept in vessels.")
        default: break
        }
        if let less, let volume, less.si > volume.si {
            lessPlace?.report(.notFinite, "No more can be missing than is said to be there.")
        }
        return Portion(
            material: index,
            volume: volume?.si ?? 0,
            mass: mass?.si ?? 0,
            less: less?.si ?? 0,
            more: more?.si ?? 0
        )
    }

    private mutating func tips(_ members: inout Members) {
        let place = members.required("in")
        let vessels = place.flatMap { self.vessels($0) }
        let tip = members.required("state")?.choice(of: TipState.self)
        guard let place, let vessels, let tip else { return }
        for vessel in vessels {
            guard names.vessels.type(of: vessel).use == .tipRack else {
                return place.report(.badLab, "This is no tip rack.")
            }
            state.tips[vessel] = tip
        }
    }

    private mutating func device(_ members: inout Members) {
        let index = members.required("device")?
            .reference("device", among: lab.devices.map(\.name))
        let mode = members.optional("mode")?.choice(of: DeviceState.Mode.self)
        let homing = members.optional("homing")?.choice(of: DeviceState.Homing.self)
        let until = members.optional("calibrated-until")?.date()
        guard let index else { return }
        state.devices[index] = DeviceState(
            mode: mode ?? .automatic,
            homing: homing ?? .unknown,
            calibratedUntil: until
        )
    }
}

extension Members {
    /// The value under `key`, for findings about it.
    func peek(_ key: String) -> Field? { field.peek(key) }
}

extension Field {
    /// A date, `2026-12-31`.
    fileprivate func date() -> String? {
        let parts = (scalarText ?? "").split(separator: "-", omittingEmptySubsequences: false)
        let widths = parts.map(\.utf8.count)
        guard form == .text, widths == [4, 2, 2],
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month),
            (1...31).contains(day)
        else {
            refuse(wanting: "a date", "Write it as 2026-12-31.")
            return nil
        }
        return scalarText
    }
}
