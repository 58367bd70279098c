package import Checking
import Devices
package import Execution
package import Interlocks
package import Labs
import Plans
package import Quantities
package import Running

/// How far a run is, in a few lines: state, steps, what goes on now, points, volumes, time left.
package struct LiveStatus: Sendable {
    private let checked: CheckedPlan
    private let lab: Lab
    private let names: LabNames
    /// Points worth a look: those the plan records, else every temperature.
    private let points: [Int]
    private var done = 0
    /// Acts under way, in the order they began.
    private var acts: [Int] = []
    /// Vessels touched last, the newest first.
    private var vessels: [Int] = []

    private static let greatestActs = 4
    private static let greatestPoints = 8

    package init(_ checked: CheckedPlan, lab: Lab, names: LabNames) {
        self.checked = checked
        self.lab = lab
        self.names = names
        var points = checked.plan.record.compactMap { names.point($0.point) }
        for (index, point) in names.points.enumerated() where points.count < Self.greatestPoints {
            if case .quantity(let unit) = point.definition.kind, unit.dimensions == .temperature,
                point.definition.every != nil, !points.contains(index)
            {
                points.append(index)
            }
        }
        self.points = Array(points.prefix(Self.greatestPoints))
    }

    package mutating func take(_ records: [RunRecord]) {
        for record in records {
            switch record {
            case .stepLeft(_, .confirmed, _): done += 1
            case .actBegan(let act, _, _):
                acts.append(act)
                touch(act)
            case .actEnded(let act, _, _, _): acts.removeAll { $0 == act }
            default: break
            }
        }
    }

    private mutating func touch(_ act: Int) {
        guard case .liquid(_, let liquid) = checked.program.acts[act] else { return }
        let vessel: Int? =
            switch liquid {
            case .aspirate(let vessel, _, _), .dispense(let vessel, _, _, _),
                .mix(let vessel, _, _, _), .wash(let vessel, _, _), .prime(let vessel, _):
                vessel
            case .blowOut(let vessel): vessel
            case .home, .pickUp, .eject, .airGap, .discard: nil
            }
        guard let vessel else { return }
        vessels.removeAll { $0 == vessel }
        vessels.insert(vessel, at: 0)
        if vessels.count > 2 { vessels.removeLast() }
    }

    /// The lines; `elapsed` since the run began, `deck` as the run has left it so far.
    package func text(
        _ state: RunState?,
        image: ProcessImage,
        deck: LabState,
        elapsed: Lapse,
        _ style: TextStyle
    ) -> String {
        let all = checked.program.steps.count
        let share = all == 0 ? 1 : min(1, Double(done) / Double(all))
        let filled = Int(share * 24)
        let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: 24 - filled)
        var lines = [
            "\(style.ink(.bold, (state ?? .idle).rawValue))  \(bar)  \(done) of \(all) steps, "
                + "\(Spoken.lapse(elapsed)); \(left(after: elapsed))"
        ]
        for act in acts.suffix(Self.greatestActs) where checked.program.acts.indices.contains(act) {
            lines.append("  now    " + checked.program.acts[act].title(names: names, lab: lab))
        }
        let shown = points.map { point in
            let definition = names.points[point].definition
            return "\(names.points[point].name) \(ReadingText.value(image[point], of: definition))"
        }
        lines += Self.wrapped("  shows  ", shown, style.width)
        let held = vessels.map { vessel in
            "\(names.vessels.name(of: vessel)) \(Spoken.volume(deck.contents[vessel].volume))"
        }
        if !held.isEmpty { lines.append("  holds  " + held.joined(separator: ", ")) }
        return lines.map { Columns.cut($0, style.width) }.joined(separator: "\n")
    }

    /// As many of `parts` on a line as fit.
    private static func wrapped(_ head: String, _ parts: [String], _ width: Int) -> [String] {
        var lines: [String] = []
        for part in parts {
            if let last = lines.last, last.count + part.count + 2 <= width {
                lines[lines.count - 1] += ", " + part
            } else {
                let indent = lines.isEmpty ? head : String(repeating: " ", count: head.count)
                lines.append(indent + part)
            }
        }
        return lines
    }

    /// What is left of the proved duration.
    private func left(after elapsed: Lapse) -> String {
        let proved = checked.proof.duration
        let longest = max(0, proved.high - elapsed.seconds)
        let shortest = max(0, proved.low - elapsed.seconds)
        guard longest > 0 else { return "longer than proved" }
        return "left \(shortest > 0 ? Spoken.lapse(Lapse(seconds: shortest)) + " to " : "at most ")"
            + Spoken.lapse(Lapse(seconds: longest))
    }
}
