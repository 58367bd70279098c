import Execution
import Findings
import Labs
import Plans
import Quantities

/// The lab is as the plan's author believed, and its devices are fit for use.
enum LabClaims: Rule {
    static let codes: [FindingCode] = [.labStateDiffers]
    static let moments: Moments = [.planned, .person]

    static func planned(in check: Inspection) {
        contents(in: check)
        devices(in: check)
    }

    private static func contents(in check: Inspection) {
        var differences: [String] = []
        var vessels: [Int] = []
        for claim in check.plan.contents {
            for vessel in check.wells(claim.vessels) {
                guard let difference = difference(claim, vessel, in: check) else { continue }
                differences.append(difference)
                vessels.append(vessel)
            }
        }
        guard !differences.isEmpty else { return }
        check.report(.labStateDiffers, path: DocumentPath([.key("contents")])) {
            let more = differences.count > 6 ? " and \(differences.count - 6) more" : ""
            return Report(
                "The lab is not as the plan claims: "
                    + differences.prefix(6).joined(separator: "; ")
                    + more + ".",
                [NamedQuantity("differences", Say.count(Double(differences.count)))],
                trace: check.steps(touching: vessels)
            )
        }
    }

    private static func difference(
        _ claim: ContentClaim,
        _ vessel: Int,
        in check: Inspection
    ) -> String? {
        let present =
            check.facts.start.contents.indices.contains(vessel)
            ? check.facts.start.contents[vessel] : VesselContents()
        let name = check.name(ofVessel: vessel)
        let isVolume = claim.amount.dimensions == .volume
        let portion = present.portions.first { check.material($0.material) == claim.material }
        guard let portion else {
            let holds = present.portions.map { check.material($0.material) }.joined(
                separator: " and "
            )
            return "\(name) holds \(holds.isEmpty ? "nothing" : holds), not \(claim.material)"
        }
        if present.portions.count > 1 {
            let holds = present.portions.map { check.material($0.material) }.joined(
                separator: " and "
            )
            return "\(name) holds \(holds), not \(claim.material) alone"
        }
        let amount = isVolume ? portion.volume : portion.mass
        guard abs(amount - claim.amount.si) > max(abs(claim.amount.si) * 0.01, 1e-12) else {
            return nil
        }
        let said = isVolume ? Say.volume(amount) : Say.mass(amount)
        return "\(name) holds \(said) \(claim.material), not \(claim.amount)"
    }

    /// Devices the plan uses are in automatic, and calibrated.
    private static func devices(in check: Inspection) {
        for device in check.usedDevices where check.facts.start.devices.indices.contains(device) {
            let state = check.facts.start.devices[device]
            let name = check.lab.devices[device].name
            if state.mode != .automatic {
                check.report(.labStateDiffers, path: DocumentPath([.key("steps"), .key(name)])) {
                    Report(
                        "\(name) is in \(state.mode.rawValue) mode; a run needs it in automatic."
                    )
                }
            } else if let today = check.options.today, let until = state.calibratedUntil,
                until < today
            {
                check.report(.labStateDiffers, path: DocumentPath([.key("steps"), .key(name)])) {
                    Report("The calibration of \(name) ended on \(until); today is \(today).")
                }
            }
        }
    }
}

extension Inspection {
    /// The vessels a claim names; none where it names no vessel.
    func wells(_ text: String) -> [Int] {
        if text.first == "$" {
            let name = String(text.dropFirst())
            guard let group = plan.groups.first(where: { $0.name == name }) else { return [] }
            return group.wells.first == "$" ? [] : wells(group.wells)
        }
        guard let address = WellAddress(parsing: text),
            let item = facts.names.vessels.item(named: address.item)
        else { return [] }
        guard let first = address.first, let last = address.last else {
            return Array(facts.vessels(of: item))
        }
        var found: [Int] = []
        for column in first.column...max(first.column, last.column) {
            for row in first.row...max(first.row, last.row) {
                if let vessel = facts.names.vessels.vessel(item: item, row: row, column: column) {
                    found.append(vessel)
                }
            }
        }
        return found
    }

    /// Steps whose acts touch any of the vessels, in order, once each.
    func steps(touching vessels: [Int]) -> [String] {
        var lines: [String] = []
        var last = -1
        for node in program.nodes where node.step != last && lines.count < 6 {
            guard case .act(let index) = node.kind,
                program.acts[index].vessels.contains(where: vessels.contains)
            else { continue }
            last = node.step
            lines.append("\(program.steps[node.step].id): \(program.steps[node.step].title)")
        }
        return lines
    }

    /// Devices that the plan's acts command, each once, in the lab's order.
    var usedDevices: [Int] {
        var used = [Bool](repeating: false, count: lab.assemblies.count)
        for act in program.acts {
            if let assembly = act.assembly { used[assembly] = true }
        }
        var devices: [Int] = []
        for index in used.indices where used[index] {
            for device in lab.assemblies[index].devices
            where lab.devices.indices.contains(device) && !devices.contains(device) {
                devices.append(device)
            }
        }
        return devices
    }
}
