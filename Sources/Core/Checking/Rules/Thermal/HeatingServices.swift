import Execution
import Findings
import Labs
import Quantities

/// While a furnace is hot, its exhaust and water are on, and what needs an inert gas has it.
enum HeatingServices: Rule {
    static let codes: [FindingCode] = [.heatWithoutService]
    static let moments: Moments = [.heating, .otherActs]

    static func before(_ act: Act, in check: Inspection) {
        switch act {
        case .ramp(let index, to: _, rate: _), .hold(let index, time: _, band: _, grace: _):
            guard let furnace = check.furnace(index) else { return }
            let found = check.facts.furnaces[furnace]
            var hottest = check.operands.amount.high
            if case .hold = act { hottest = check.world.furnaces[furnace].target.high }
            guard hottest > found.assembly.openBelow else { return }
            services(of: furnace, hottest, in: check)
            gas(furnace, hottest, in: check)
        case .switched(let index, .off): switchOff(index, in: check)
        case .shut(let index): shut(index, in: check)
        case .flow(let index, to: _): if check.operands.amount.high <= 0 { shut(index, in: check) }
        default: break
        }
    }

    private static func services(of furnace: Int, _ hottest: Double, in check: Inspection) {
        let found = check.facts.furnaces[furnace]
        let missing = found.assembly.services.filter { check.isOn($0) != .yes }
        guard !missing.isEmpty else { return }
        check.report(.heatWithoutService, .assembly(found.index)) {
            let names = missing.map { check.lab.assemblies[$0].name }
            return Report(
                "\(found.name) is heated to \(Say.temperature(hottest)) while \(Say.list(names)) "
                    + (missing.count == 1 ? "is" : "are") + " not surely on.",
                [NamedQuantity("temperature", Say.temperature(hottest))],
                allowed: AllowedRange(high: Say.temperature(found.assembly.openBelow)),
                fix: check.insertSwitches(missing)
            )
        }
    }

    /// Metal powders burn in air.
    private static func gas(_ furnace: Int, _ hottest: Double, in check: Inspection) {
        for item in check.warmable(furnace) {
            for vessel in check.facts.vessels(of: item) {
                for portion in check.contents(vessel).portions
                where check.words(of: Int(portion.material)).contains("flammable-solid") {
                    let isCovered = check.facts.gases.contains { gas in
                        gas.feeds == furnace && check.world.flows[gas.assembly].low > 0
                            && !check.words(of: gas.material).contains("oxidiser")
                    }
                    if isCovered { continue }
                    check.report(.heatWithoutService, .vessel(vessel)) {
                        Report(
                            "\(check.material(Int(portion.material))) in "
                                + "\(check.name(ofVessel: vessel)) is heated to "
                                + "\(Say.temperature(hottest)) without an inert gas flowing.",
                            [NamedQuantity("temperature", Say.temperature(hottest))]
                        )
                    }
                }
            }
        }
    }

    private static func switchOff(_ service: Int, in check: Inspection) {
        for furnace in check.facts.furnaces.indices {
            let found = check.facts.furnaces[furnace]
            guard found.assembly.services.contains(service) else { continue }
            guard let hot = hot(furnace, in: check) else { continue }
            check.report(.heatWithoutService, .assembly(found.index)) {
                Report(
                    "\(check.lab.assemblies[service].name) is switched off while \(found.name) may "
                        + "be at \(Say.temperature(hot)); cool to "
                        + "\(Say.temperature(found.assembly.openBelow)) first.",
                    [NamedQuantity("temperature", Say.temperature(hot))],
                    allowed: AllowedRange(high: Say.temperature(found.assembly.openBelow)),
                    fix: check.insertCooling(furnace)
                )
            }
        }
    }

    private static func shut(_ assembly: Int, in check: Inspection) {
        guard let gas = check.facts.gases.first(where: { $0.assembly == assembly }),
            let furnace = gas.feeds, check.world.flows[assembly].high > 0,
            !check.words(of: gas.material).contains("oxidiser"),
            !check.facts.gases.contains(where: {
                $0.assembly != assembly && $0.feeds == furnace
                    && check.world.flows[$0.assembly].low > 0
            }), let hot = hot(furnace, in: check)
        else { return }
        let found = check.facts.furnaces[furnace]
        check.report(.heatWithoutService, .assembly(assembly)) {
            Report(
                "\(gas.name) is shut while \(found.name) may be at \(Say.temperature(hot)); cool "
                    + "to \(Say.temperature(found.assembly.openBelow)) under it first.",
                [NamedQuantity("temperature", Say.temperature(hot))],
                allowed: AllowedRange(high: Say.temperature(found.assembly.openBelow)),
                fix: check.insertCooling(furnace)
            )
        }
    }

    /// How hot the furnace may be, where that is too hot to do without.
    private static func hot(_ furnace: Int, in check: Inspection) -> Double? {
        let found = check.facts.furnaces[furnace]
        check.world.furnaces[furnace].settle(at: check.world.clock, physics: found.assembly.physics)
        let present = check.world.furnaces[furnace]
        var hottest = present.temperature.high
        if present.energised != .no { hottest = max(hottest, present.target.high) }
        return hottest > found.assembly.openBelow + 1e-6 ? hottest : nil
    }
}

extension Inspection {
    /// Switches services on before the present step.
    func insertSwitches(_ services: [Int]) -> Fix? {
        guard program.steps.indices.contains(step) else { return nil }
        let path = program.steps[step].path
        let changes = services.map { service -> Fix.Change in
            let isValve = facts.services.first { $0.assembly == service }?.style == .valve
            let verb = isValve ? "open" : "switch-on"
            let name = "\(lab.assemblies[service].name).\(verb)"
            return .add(path, .mapping([.init("do", .text(name))]))
        }
        return Fix("switch them on first", changes)
    }
}
