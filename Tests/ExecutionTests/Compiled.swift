import Documents
import Execution
import Expressions
import Findings
import Labs
import Plans

/// A plan's steps, compiled for `SmallLab`.
struct Compiled {
    var program: Program?
    var findings: [Finding]

    /// `steps` are YAML list items; `head` holds further top-level keys.
    init(
        _ steps: String,
        head: String = "",
        lab: Lab = SmallLab.lab,
        state: LabState = SmallLab.state
    ) {
        let text =
            "athanor: plan/1\nid: test\ntitle: Test\nauthor: {kind: human, name: Somebody}\n"
            + head + "\nsteps:\n" + steps + "\n"
        let (plan, found) = PlanDocument.decode([UInt8](text.utf8), file: "test.yaml")
        guard let plan else {
            findings = found
            return
        }
        (program, findings) = Compiler.compile(
            plan,
            lab: lab,
            names: SmallLab.names,
            state: state
        )
    }

    var codes: [FindingCode] { findings.map(\.code) }
    var messages: String { findings.map(\.message).joined(separator: "\n") }

    /// Every act in the order of the program, in words.
    var acts: [String] {
        (program?.acts ?? []).map { $0.title(names: SmallLab.names, lab: SmallLab.lab) }
    }

    /// The liquid acts in short: `+tips-1/A1`, `buffer>`, `>plate/A1`, `-`.
    var liquids: [String] {
        (program?.acts ?? []).compactMap { act in
            guard case .liquid(_, let liquid) = act else { return nil }
            func name(_ vessel: Int) -> String { SmallLab.names.vessels.name(of: vessel) }
            return switch liquid {
            case .pickUp(let tip): "+" + name(tip)
            case .eject: "-"
            case .aspirate(let vessel, _, _): name(vessel) + ">"
            case .dispense(let vessel, _, _, _): ">" + name(vessel)
            case .mix(let vessel, _, let times, _): "mix \(times) " + name(vessel)
            case .discard: ">waste"
            case .blowOut(let vessel): "blow " + (vessel.map(name) ?? "")
            case .home: "home"
            case .airGap: "air"
            case .wash(let vessel, _, let times): "wash \(times) " + name(vessel)
            case .prime(let vessel, _): "prime " + name(vessel)
            }
        }
    }

    func kinds(_ matches: (NodeKind) -> Bool) -> [NodeKind] {
        (program?.nodes ?? []).map(\.kind).filter(matches)
    }

    var slotNames: [String] { (program?.slots ?? []).map(\.name) }
}
