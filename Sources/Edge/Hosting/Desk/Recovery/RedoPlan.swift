import Checking
import Documents
import Execution
import Expressions
import Foundation
import Interlocks
package import Journaling
import Labs
import Quantities

/// A plan that makes in a fresh well what a run put into one that is given up.
///
/// What the run really did, by its record, is done again: every dose with a tip of its own, from
/// where it came. What no program can do again (weighing, what people brought) is refused with what
/// it was. The plan is checked like any other.
package struct RedoPlan {
    /// What goes into the fresh well.
    private struct Dose: Hashable {
        var assembly: Int
        var source: Int
        var volume: Double
        var strokes: Int
    }

    private let given: Int
    private let fresh: Int
    private let checked: CheckedPlan
    private let loaded: LoadedLab

    /// - Throws: `Failure` where there is no such run or well, the lab has changed since, the fresh
    ///   well is not empty, or something cannot be done again.
    package static func make(
        run number: Int64,
        well: String,
        into fresh: String,
        in reader: JournalReader,
        _ loaded: LoadedLab
    ) throws(Failure) -> [UInt8] {
        let (run, lines) = try record(number, reader)
        guard run.header.labHash == loaded.lab.hash else {
            throw Failure("The lab file has changed since run \(number).")
        }
        guard let checked = try RevivedRun.review(run.header, reader, loaded).checked else {
            throw Failure("Run \(number)'s plan is refused now.")
        }
        let plan = RedoPlan(
            given: try vessel(well, loaded),
            fresh: try vessel(fresh, loaded),
            checked: checked,
            loaded: loaded
        )
        let state = (try? RecordedState.read(reader, loaded)) ?? loaded.state
        guard state.contents[plan.fresh].portions.isEmpty else {
            throw Failure("\(fresh) is not fresh: it holds something.")
        }
        let doses = try plan.doses(lines)
        guard !doses.isEmpty else { throw Failure("Run \(number) put nothing into \(well).") }
        return plan.document(doses, redoing: run.header)
    }

    private static func vessel(_ name: String, _ loaded: LoadedLab) throws(Failure) -> Int {
        let table = loaded.names.vessels
        guard let vessel = (0..<table.count).first(where: { table.name(of: $0) == name }) else {
            throw Failure("There is no well “\(name)”; write it as plate/A3.")
        }
        return vessel
    }

    private static func record(
        _ number: Int64,
        _ reader: JournalReader
    ) throws(Failure) -> (JournalReader.Run, [[UInt8]]) {
        var lines: [[UInt8]] = []
        do throws(JournalFault) {
            let export = try RunExport(number, in: reader)
            try export.eachEvent { lines.append($0) }
            guard let run = try reader.run(number) else { throw JournalFault("no run") }
            return (run, lines)
        } catch {
            throw Failure(error.message)
        }
    }

    // MARK: What was done

    /// The acts that were done, or may have been, in their order.
    private func acts(_ lines: [[UInt8]]) -> [Act] {
        lines.compactMap { line in
            guard let tree = try? DocumentTree.read(line, file: "journal", syntax: .json),
                case let event = DocumentValue(tree), case .text(let kind)? = event.member("event"),
                case .decimal(let digits)? = event.member("act"), let index = Int(digits),
                checked.program.acts.indices.contains(index)
            else { return nil }
            let isDone =
                switch kind {
                case "act-ended": event.member("outcome") == .text("confirmed")
                case "fixed": event.member("by") == .text(FixUp.done.rawValue)
                default: kind == "uncertain"
                }
            return isDone ? checked.program.acts[index] : nil
        }
    }

    private func doses(_ lines: [[UInt8]]) throws(Failure) -> [Dose] {
        var doses: [Dose] = []
        var sources: [Int: Int] = [:]
        for act in acts(lines) {
            guard case .liquid(let assembly, let liquid) = act else {
                try refuse(act)
                continue
            }
            switch liquid {
            case .pickUp, .eject: sources[assembly] = nil
            case .aspirate(let vessel, _, _): sources[assembly] = vessel
            case .dispense(given, let volume, _, _):
                guard let source = sources[assembly], source != given else { continue }
                doses.append(
                    Dose(
                        assembly: assembly,
                        source: source,
                        volume: try number(volume, act),
                        strokes: 0
                    )
                )
            case .mix(given, _, let times, _):
                if !doses.isEmpty { doses[doses.count - 1].strokes = times }
            case .blowOut(given): throw cannot(act)
            default: break
            }
        }
        return doses
    }

    /// What people and balances put into the well no pipette does again.
    private func refuse(_ act: Act) throws(Failure) {
        switch act {
        case .weigh(let weigh) where weigh.vessel == given: throw cannot(act)
        case .person(let person):
            for change in person.changes {
                switch change {
                case .pour(_, given), .add(_, _, given): throw cannot(act)
                default: break
                }
            }
        default: break
        }
    }

    private func cannot(_ act: Act) -> Failure {
        let title = act.title(names: loaded.names, lab: loaded.lab)
        return Failure("This cannot be done again by a plan; write one yourself: \(title)")
    }

    /// A volume that was known before the run, m³.
    private func number(_ volume: Expr, _ act: Act) throws(Failure) -> Double {
        guard let number = volume.number(in: NoConstants()) else { throw cannot(act) }
        return number
    }

    // MARK: The plan

    private func document(_ doses: [Dose], redoing header: RunHeader) -> [UInt8] {
        let table = loaded.names.vessels
        let (given, fresh) = (table.name(of: given), table.name(of: fresh))
        let assemblies = loaded.lab.assemblies
        var homed: Set<Int> = []
        var steps: [DocumentValue] = []
        for dose in doses where homed.insert(dose.assembly).inserted {
            steps.append(.members(["do": .text(assemblies[dose.assembly].name + ".home")]))
        }
        let microlitre = PhysicalUnit.named("uL") ?? .one
        for dose in doses {
            steps.append(
                .members([
                    "do": .text(assemblies[dose.assembly].name + ".transfer"),
                    "from": .text(table.name(of: dose.source)), "to": .text(fresh),
                    "volume": .quantity(Quantity(si: dose.volume, unit: microlitre)),
                    "tip": .text("each"),
                    "mix": dose.strokes > 0 ? .integer(dose.strokes) : nil,
                ])
            )
        }
        return DocumentWriter.yaml(
            .members([
                "athanor": .text("plan/1"), "id": .text(header.plan + "-redo"),
                "title": .text("\(fresh) in place of \(given) of run \(header.run)"),
                "author": .members(["kind": .text("human"), "name": .text(NSUserName())]),
                "lab": .members(["name": .text(loaded.lab.name)]),
                "defaults": .members(["timeout": .text("30 min"), "else": .text("safe-stop")]),
                "steps": .list(steps),
            ])
        )
    }
}
