import Devices
import Execution
import Findings
import Labs
import Quantities

/// The whole check, from the first rule to the proof.
extension Inspection {
    func run() {
        for rule in rules.planned { rule.planned(in: self) }
        if !program.threads.isEmpty { threadStates[0] = .running }
        let ends = explore(thread: 0)
        if ends {
            for end in world.background { world.clock = world.clock.latest(end.clock) }
            for rule in rules.ended { rule.joined(in: self) }
            if let finally = program.finally { _ = explore(thread: finally) }
        }
        world.settle(facts)
        if ends { for rule in rules.ended { rule.ended(in: self) } }
        followMachine()
        if exhausted { refuseExhausted() }
        complete()
    }

    /// The machine that runs must come by everywhere this walk has been, and to the end.
    private func followMachine() {
        var walk = ControlWalk(program, capacity: options.greatestStates) { node in
            Lapse(seconds: min(self.waits[node] ?? 0, 1e9))
        }
        switch walk.run() {
        case .complete: break
        case .exhausted: exhausted = true
        case .stuck(let node):
            report(.deadlock, at: program.nodes[node].step) {
                Report("Branches wait for each other here; none of them can go on.")
            }
        case .late(let node):
            report(.cannotHappen, at: program.nodes[node].step) {
                Report(
                    "A timeout around this step comes before the wait has ended.",
                    key: "timeout"
                )
            }
        }
        guard !exhausted, !ledger.hasErrors else { return }
        for index in program.nodes.indices
        where visited[index] && program.nodes[index].kind.isAsked && !walk.reached[index] {
            report(.planTooLarge, at: program.nodes[index].step) {
                Report("The run's machine does not come by here; nothing is proved.")
            }
        }
    }

    private func refuseExhausted() {
        report(.planTooLarge, path: DocumentPath([.key("steps")])) {
            Report("The plan has more ways through it than can be proved; nothing is accepted.")
        }
    }

    /// Writes what was found out into the proof.
    private func complete() {
        proof.duration = world.clock
        proof.tips = world.tipsUsed
        proof.energy = energy
        proof.consumption = uses(world.drawn, .drawn) + uses(world.brought, .brought)
        proof.vessels = world.vessels.records.map {
            VesselProof(vessel: $0.vessel, volume: $0.volume, mass: $0.mass)
        }
        proof.assumptions = assumptions
    }

    private func uses(_ portions: [PortionRange], _ origin: MaterialUse.Origin) -> [MaterialUse] {
        portions.map {
            MaterialUse(
                material: Int($0.material),
                origin: origin,
                volume: $0.volume,
                mass: $0.mass
            )
        }
    }

    /// J of every heater and switched service.
    var energy: Bounds {
        var sum = Bounds.zero
        for furnace in world.furnaces { sum = sum + furnace.energy }
        for service in world.services { sum = sum + service.energy }
        return sum + standing
    }

    /// J of what draws power whatever the plan does, as the meters' profiles state it; a tenth
    /// either way, since nobody meters it apart.
    private var standing: Bounds {
        let power = lab.devices.reduce(0.0) { sum, device in
            guard lab.profiles.indices.contains(device.profile) else { return sum }
            let model = lab.profiles[device.profile].simulator
            let own = device.parameters.first { $0.name == "standing-power" }?.value.si
            return sum + (own ?? model.parameter("standing-power") ?? 0)
        }
        guard power > 0 else { return .zero }
        let most = world.clock.high + Self.margin
        return Bounds(0.9 * power * max(0, world.clock.low), 1.1 * power * most)
    }

    /// A meter may count from so long before the run began, s.
    private static let margin = 60.0

    private var assumptions: [String] {
        var lines: [String] = []
        for (index, furnace) in facts.furnaces.enumerated()
        where proof.steps.contains(where: {
            $0.temperatures.contains { $0.assembly == furnace.index }
        }) {
            lines.append(Self.physics(furnace))
            lines.append(
                "At the start \(furnace.name) is no hotter than "
                    + "\(Say.temperature(furnace.assembly.openBelow))."
            )
            _ = index
        }
        for handler in facts.handlers where world.tipsUsed.high > 0 || world.lastVisit >= 0 {
            lines.append(
                "\(handler.name) doses within \(Say.digits(handler.assembly.inaccuracy * 100)) % "
                    + "of what it is told; no tip is on at the start."
            )
        }
        lines.append("People do what a task says, within the time it is given.")
        lines.append("Like movements take like times, so due times neither drift apart nor jump.")
        return lines
    }

    private static func physics(_ furnace: LabFacts.Furnace) -> String {
        let physics = furnace.assembly.physics
        return "\(furnace.name) stores \(Say.digits(physics.heatCapacity.low)) to "
            + "\(Say.digits(physics.heatCapacity.high)) J/K, loses \(Say.digits(physics.loss.low)) "
            + "to \(Say.digits(physics.loss.high)) W/K to surroundings at "
            + "\(Say.temperature(physics.ambient.low)) to "
            + "\(Say.temperature(physics.ambient.high)), "
            + "heats with \(Say.power(physics.power)), overshoots by at most "
            + "\(Say.difference(physics.overshoot)) and lags by at most "
            + "\(Say.time(physics.lag.seconds))."
    }
}

extension Program {
    /// Whether every index in the program names something, so that the walk cannot stray.
    func isSound(for lab: Lab, names: LabNames) -> Bool {
        guard let first = threads.first, nodes.indices.contains(first.first) else { return false }
        for thread in threads {
            guard nodes.indices.contains(thread.first) else { return false }
            if let parent = thread.parent, !threads.indices.contains(parent) { return false }
        }
        if let finally, !threads.indices.contains(finally) { return false }
        for node in nodes where !isSound(node, acts: acts.count) { return false }
        let vessels = names.vessels.count
        let items = lab.deck.items.count
        for act in acts {
            if let assembly = act.assembly, !lab.assemblies.indices.contains(assembly) {
                return false
            }
            for vessel in act.vessels where !(0..<vessels).contains(vessel) { return false }
            for item in act.items where !(0..<items).contains(item) { return false }
        }
        return true
    }

    private func isSound(_ node: Node, acts: Int) -> Bool {
        guard steps.indices.contains(node.step) else { return false }
        switch node.kind {
        case .act(let index): return index >= 0 && index < acts
        case .fork(let threads, _, _):
            return threads.lowerBound >= 0 && threads.upperBound <= self.threads.count
        case .start(let thread), .join(let thread): return self.threads.indices.contains(thread)
        default: return true
        }
    }
}
