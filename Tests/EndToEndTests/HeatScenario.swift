import Checking
import Devices
import Execution
import Findings
import Hosting
import Interlocks
import Labs
import Quantities
import Rehearsal
import Running
import Simulation
import Testing

/// One fault in a plan that heats, and the interlock that has to be the first to see it.
struct HeatScenario: CustomTestStringConvertible {
    var interlock: String
    var plan: Plan
    /// Faults by device, and what people do to points, each at so many seconds.
    var faults: [(kind: FaultSpec.Kind, device: String, at: Double)] = []
    var deeds: [(point: String, value: Double, at: Double)] = []
    /// When it can be seen or becomes dangerous, s; see each scenario.
    var since: Double

    enum Plan: String {
        case firing, gas, pipetting, holding
    }

    var testDescription: String {
        let causes = faults.map { $0.kind.rawValue + " of " + $0.device } + deeds.map { $0.point }
        return interlock + " by " + causes.joined(separator: ", ")
    }

    /// What came of it.
    struct Outcome {
        /// First trips of each zone, in order.
        var first: [Int: (interlock: Int, at: Instant)] = [:]
        var records: [String] = []
        var hours = 0.0
    }

    func play(in loaded: LoadedLab) throws -> Outcome {
        let review = PlanReview(Array(plan.text.utf8), file: "heat.yaml", in: loaded)
        let checked = try #require(
            review.checked,
            "\(review.findings.map { $0.code.rawValue + ": " + $0.message })"
        )
        var options = Rehearsal.Options()
        options.faults = try faults.map { fault in
            FaultSpec(
                kind: fault.kind,
                device: try #require(loaded.names.device(fault.device)),
                at: .start + Lapse(seconds: fault.at),
                lasting: nil
            )
        }
        options.deeds = try deeds.map { deed in
            Rehearsal.BenchDeed(
                at: .start + Lapse(seconds: deed.at),
                point: try #require(loaded.names.point(deed.point)),
                value: deed.value
            )
        }
        return try Outcome(checked, options, in: loaded)
    }
}

extension HeatScenario.Outcome {
    init(
        _ checked: CheckedPlan,
        _ options: Rehearsal.Options,
        in loaded: LoadedLab
    ) throws(Failure) {
        var (first, told) = ([Int: (interlock: Int, at: Instant)](), [String]())
        var rehearsal = Rehearsal(checked, in: loaded, options: options)
        try rehearsal.play { _, records, _ in
            for record in records {
                switch record {
                case .tripped(let interlock, let unread, let at):
                    let rule = loaded.lab.interlocks[interlock]
                    if first[rule.zone] == nil { first[rule.zone] = (interlock, at) }
                    let name = unread.map { loaded.names.points[$0.point].name }
                    let point = name.map { ", unread " + $0 } ?? ""
                    told.append("\((at - .start).seconds) s trip \(rule.name)\(point)")
                case .fault(let kind, _, _, let at):
                    told.append("\((at - .start).seconds) s \(kind.rawValue)")
                case .state(let state, let at):
                    told.append("\((at - .start).seconds) s \(state.rawValue)")
                default: break
                }
            }
        }
        self.first = first
        records = told
        hours = (rehearsal.run.now - .start).seconds / 3600
    }
}

extension HeatScenario.Plan {
    /// Loaded within a quarter of an hour, then heated.
    var text: String {
        let load = """
            athanor: plan/1
            id: heat
            author: {kind: human, name: test}
            defaults: {timeout: 1 h, else: safe-stop}
            steps:
            - {do: operator-task, say: Load, moves: [{add: TiO2, amount: 2 g, to: cup-3}, \
            {item: cup-3, to: furnace}], takes: 15 min}
            - {do: exhaust.switch-on}
            - {do: water.switch-on}

            """
        let end = """
            - {do: furnace.cool, to: 60 degC, timeout: 40 h}
            - {do: water.switch-off}
            - {do: exhaust.switch-off}
            """
        switch self {
        case .firing:
            return load
                + "- {do: furnace.ramp, to: 1200 degC, rate: 6 K/min, timeout: 8 h, "
                // The run only waits for its services, so that interlocks alone make safe.
                + "faults: {supply-lost: hold}}\n"
                + "- {do: furnace.hold, for: 2 h, timeout: 4 h, faults: {supply-lost: hold}}\n"
                + end
        case .holding:
            return load
                + "- {do: furnace.ramp, to: 450 degC, rate: 6 K/min, timeout: 8 h}\n"
                + "- {do: furnace.hold, for: 10 h, timeout: 20 h}\n" + end
        case .gas:
            return load
                + "- {do: argon.flow, to: 100 sccm}\n- {do: wait, for: 1 h}\n- {do: argon.shut}\n"
                + "- {do: water.switch-off}\n- {do: exhaust.switch-off}\n"
        case .pipetting:
            return """
                athanor: plan/1
                id: pipette
                author: {kind: human, name: test}
                defaults: {timeout: 10 min, else: safe-stop}
                steps:
                - {do: pipette.home}
                - {do: pipette.transfer, from: diluent, to: 'plate-2/A1:H12', volume: 90 uL, \
                tip: one, timeout: 60 min}
                """
        }
    }
}
