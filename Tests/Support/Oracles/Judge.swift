package import Labs
package import Plans

/// Decides whether a plan does harm, by carrying it out on paper in several scenarios.
package struct Judge: Sendable {
    package let lab: Lab
    package let names: LabNames
    package let state: LabState

    package init(lab: Lab, names: LabNames, state: LabState) {
        self.lab = lab
        self.names = names
        self.state = state
    }

    /// Harmful as soon as one scenario does harm.
    package func judge(_ plan: Plan) -> Judgement {
        var why = ""
        var isMeaningful = false
        for scenario in Scenario.all {
            do throws(Meaningless) {
                let harms = try harms(of: plan, scenario)
                if !harms.isEmpty { return .harmful(harms) }
                isMeaningful = true
            } catch {
                why = error.why
            }
        }
        return isMeaningful ? .harmless : .meaningless(why)
    }

    private func harms(of plan: Plan, _ scenario: Scenario) throws(Meaningless) -> [Harm] {
        let unfolding = try Unfolding(plan, lab: lab, names: names, scenario: scenario)
        var stage = Stage(ReferenceWorld(lab: lab, names: names, state: state), unfolding.deeds)
        try stage.play()
        stage.world.end(plan)
        return stage.world.harms
    }
}

/// Plays several threads of deeds side by side, the earliest first.
struct Stage {
    private struct Actor {
        enum Wait { case nothing, join(String), children(Int) }

        var deeds: [Deed]
        var next = 0
        var time: Double
        var wait = Wait.nothing
        var parent: Int?
        var name: String?
    }

    var world: ReferenceWorld
    private var actors: [Actor]
    /// By assembly: who uses it, and until when.
    private var users: [Int: (actor: Int, until: Double)] = [:]

    init(_ world: ReferenceWorld, _ deeds: [Deed]) {
        self.world = world
        actors = [Actor(deeds: deeds, time: 0)]
    }

    mutating func play() throws(Meaningless) {
        var rounds = 0
        while true {
            rounds += 1
            guard rounds < 1_000_000 else { throw Meaningless("too long to judge") }
            release()
            let ready = actors.indices.filter { index in
                guard case .nothing = actors[index].wait else { return false }
                return actors[index].next < actors[index].deeds.count
            }
            guard let actor = ready.min(by: { actors[$0].time < actors[$1].time }) else { break }
            world.now = actors[actor].time
            let deed = actors[actor].deeds[actors[actor].next]
            actors[actor].next += 1
            carryOut(deed, by: actor)
        }
        let stuck = actors.contains { if case .nothing = $0.wait { false } else { true } }
        if stuck { throw Meaningless("branches wait for each other") }
        world.now = actors.map(\.time).max() ?? 0
    }

    private func isDone(_ actor: Actor) -> Bool {
        guard case .nothing = actor.wait else { return false }
        return actor.next >= actor.deeds.count
    }

    /// Those who waited go on when what they waited for is done.
    private mutating func release() {
        for index in actors.indices {
            let awaited: [Actor]
            switch actors[index].wait {
            case .nothing: continue
            case .join(let name): awaited = actors.filter { $0.name == name }
            case .children: awaited = actors.filter { $0.parent == index && $0.name == nil }
            }
            guard awaited.allSatisfy({ isDone($0) }) else { continue }
            actors[index].time = awaited.map(\.time).reduce(actors[index].time, max)
            actors[index].wait = .nothing
        }
    }

    private mutating func use(_ assembly: Int, for seconds: Double, by actor: Int) {
        if let user = users[assembly], user.actor != actor, user.until > world.now + 1 {
            world.note(.twoCommanders, world.lab.assemblies[assembly].name)
        }
        users[assembly] = (actor, world.now + seconds)
    }

    private mutating func carryOut(_ deed: Deed, by actor: Int) {
        var takes = 0.0
        switch deed {
        case .ramp(let assembly, let to, let rate):
            takes = world.ramp(assembly, to: to, rate: rate)
            use(assembly, for: takes, by: actor)
        case .cool(let assembly, let to, let rate):
            takes = world.cool(assembly, to: to, rate: rate)
            use(assembly, for: takes, by: actor)
        case .heatOff(let assembly):
            use(assembly, for: 1, by: actor)
            world.heatOff(assembly)
        case .flow(let assembly, let flow):
            takes = 5
            use(assembly, for: takes, by: actor)
            world.flow(assembly, flow)
        case .switched(let assembly, let on):
            takes = 2
            use(assembly, for: takes, by: actor)
            world.switched(assembly, on: on)
        case .weigh(let material, let vessel, let mass):
            takes = 60
            world.weigh(material, mass, into: vessel)
        case .person(let moves, let time):
            takes = time
            world.carryOut(moves)
        case .wait(let time): takes = time
        case .fork(let branches):
            for deeds in branches {
                actors.append(Actor(deeds: deeds, time: world.now, parent: actor))
            }
            actors[actor].wait = .children(branches.count)
        case .start(let name, let deeds):
            actors.append(Actor(deeds: deeds, time: world.now, parent: actor, name: name))
        case .join(let name): actors[actor].wait = .join(name)
        default:
            takes = world.pipette(deed)
            if let index = world.names.handlerIndex(world.lab) {
                use(index, for: takes, by: actor)
            }
        }
        actors[actor].time = world.now + max(0, takes)
    }
}

extension LabNames {
    func handlerIndex(_ lab: Lab) -> Int? {
        lab.assemblies.firstIndex { if case .liquidHandler = $0.role { true } else { false } }
    }
}

extension ReferenceWorld {
    /// Carries out a deed of the liquid handler; returns roughly how long it takes, s.
    mutating func pipette(_ deed: Deed) -> Double {
        switch deed {
        case .home:
            isHomed = true
            return 20
        case .pickUp(let place): pickUp(place)
        case .eject: tip = nil
        case .aspirate(let vessel, let volume): aspirate(vessel, volume)
        case .dispense(let vessel, let volume, let fromAbove):
            dispense(vessel, volume, fromAbove: fromAbove)
        case .airGap(let volume): airGap(volume)
        case .blowOut(let vessel): blowOut(vessel)
        case .mix(let vessel, let volume, let times): mix(vessel, volume, times: times)
        case .flush(let vessel, let volume): flush(vessel, volume)
        case .discard(let volume): discard(volume)
        default: break
        }
        return 3
    }
}
