import Execution
import Findings
import Labs
import Quantities

/// An oxidising gas meets no fuel: no burning gas, no flammable contents of its furnace.
enum OxidiserAndFuel: Rule {
    static let codes: [FindingCode] = [.oxidiserWithFuel]
    static let moments: Moments = [.otherActs, .heating]

    private static let fuels = ["fuel", "flammable", "flammable-solid"]

    static func before(_ act: Act, in check: Inspection) {
        switch act {
        case .flow(let index, to: _):
            guard check.operands.amount.high > 0,
                let gas = check.facts.gases.first(where: { $0.assembly == index })
            else { return }
            let words = check.words(of: gas.material)
            if words.contains("oxidiser") { fed(gas, words: fuels, in: check) }
            if words.contains(where: fuels.contains) { fed(gas, words: ["oxidiser"], in: check) }
        case .ramp(let index, to: _, rate: _):
            guard let furnace = check.furnace(index) else { return }
            for gas in check.facts.gases
            where gas.feeds == furnace && check.world.flows[gas.assembly].high > 0
                && check.words(of: gas.material).contains("oxidiser")
            {
                contents(furnace, gas, fuels, in: check)
            }
        default: break
        }
    }

    private static func fed(_ gas: LabFacts.Gas, words: [String], in check: Inspection) {
        for other in check.facts.gases
        where other.assembly != gas.assembly && other.feeds == gas.feeds
            && check.world.flows[other.assembly].high > 0
            && check.words(of: other.material).contains(where: words.contains)
        {
            check.report(.oxidiserWithFuel, .assembly(gas.assembly)) {
                Report(
                    "\(gas.name) flows into the same space as \(other.name); together they burn."
                )
            }
        }
        if let furnace = gas.feeds { contents(furnace, gas, words, in: check) }
    }

    private static func contents(
        _ furnace: Int,
        _ gas: LabFacts.Gas,
        _ words: [String],
        in check: Inspection
    ) {
        for item in check.warmable(furnace) {
            for vessel in check.facts.vessels(of: item) {
                for portion in check.contents(vessel).portions
                where check.words(of: Int(portion.material)).contains(where: words.contains) {
                    check.report(.oxidiserWithFuel, .vessel(vessel)) {
                        Report(
                            "\(gas.name) flows over \(check.material(Int(portion.material))) in "
                                + "\(check.name(ofVessel: vessel)); together they burn."
                        )
                    }
                }
            }
        }
    }
}
