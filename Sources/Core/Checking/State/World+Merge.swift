import Labs
import Quantities

extension World {
    /// Takes in what else is possible here; both are first brought to their own present.
    mutating func merge(_ other: World, facts: LabFacts, mixture: inout Int32) {
        var other = other
        settle(facts)
        other.settle(facts)
        clock = clock.hull(other.clock)
        vessels.merge(other.vessels, facts: facts, mixture: &mixture)
        mergePlaces(other)
        for item in covers.indices { covers[item] = covers[item].merged(other.covers[item]) }
        mergeWarmth(other)
        mergeTips(other, &mixture)
        for index in homed.indices { homed[index] = homed[index].merged(other.homed[index]) }
        for index in furnaces.indices { furnaces[index].merge(other.furnaces[index]) }
        for index in services.indices { services[index].merge(other.services[index]) }
        for index in flows.indices { flows[index] = flows[index].hull(other.flows[index]) }
        loads = loads.filter { other.loads.contains($0) }
        for index in values.indices {
            values[index] = Self.both(values[index], other.values[index])
        }
        for index in marks.indices { marks[index] = Self.either(marks[index], other.marks[index]) }
        if brought != other.brought { PortionRange.merge(&brought, other.brought) }
        if drawn != other.drawn { PortionRange.merge(&drawn, other.drawn) }
        for cap in other.caps where !caps.contains(cap) { caps.append(cap) }
        mergeBackground(other)
        if lastVisit != other.lastVisit { lastVisit = -1 }
    }

    /// Brings every furnace and service to the present clock.
    mutating func settle(_ facts: LabFacts) {
        for index in furnaces.indices {
            furnaces[index].settle(at: clock, physics: facts.furnaces[index].assembly.physics)
        }
        for service in facts.services where services[service.assembly].on != .no {
            services[service.assembly].settle(at: clock, power: service.power)
        }
    }

    /// A value that one path leaves unassigned cannot be read afterwards.
    private static func both(_ a: Bounds?, _ b: Bounds?) -> Bounds? {
        guard let a, let b else { return nil }
        return a.hull(b)
    }

    private static func either(_ a: Bounds?, _ b: Bounds?) -> Bounds? {
        guard let a else { return b }
        guard let b else { return a }
        return a.hull(b)
    }

    private mutating func mergePlaces(_ other: World) {
        guard slots != other.slots || possible != other.possible else { return }
        for item in slots.indices where slots[item] != other.slots[item] || slots[item] < 0 {
            for slot in other.places(of: item) { add(item, slot) }
            for slot in places(of: item) { add(item, slot) }
            slots[item] = -1
        }
    }

    private mutating func add(_ item: Int, _ slot: Int32) {
        let place = PossiblePlace(item: item, slot: slot)
        if !possible.contains(place) { possible.append(place) }
    }

    /// Every slot the item can be in.
    func places(of item: Int) -> [Int32] {
        slots[item] >= 0
            ? [slots[item]] : possible.compactMap { $0.item == item ? $0.slot : nil }
    }

    private mutating func mergeWarmth(_ other: World) {
        for warm in other.warmItems {
            if let mine = warmItems.firstIndex(where: { $0.item == warm.item }) {
                warmItems[mine].temperature = warmItems[mine].temperature.hull(warm.temperature)
            } else {
                warmItems.append(warm)
            }
        }
    }

    private mutating func mergeTips(_ other: World, _ mixture: inout Int32) {
        tip.merge(other.tip, mixture: &mixture)
        tipsUsed = tipsUsed.hull(other.tipsUsed)
        guard tips != other.tips else { return }
        for vessel in tips.indices where tips[vessel] != other.tips[vessel] {
            tips[vessel] = .used
        }
    }

    private mutating func mergeBackground(_ other: World) {
        for end in other.background {
            if let mine = background.firstIndex(where: { $0.thread == end.thread }) {
                background[mine].clock = background[mine].clock.hull(end.clock)
            } else {
                background.append(end)
            }
        }
    }
}

extension ServiceRange {
    mutating func settle(at now: Bounds, power: Double) {
        let (a, b) = (now.low - since.low, now.high - since.high)
        let longest = max(0, a, b)
        let shortest = on == .yes ? max(0, min(a, b)) : 0
        since = Bounds(max(since.low, now.low), max(since.high, now.high))
        energy = energy + Bounds(power * shortest, power * longest)
    }

    mutating func merge(_ other: ServiceRange) {
        on = on.merged(other.on)
        since = since.hull(other.since)
        energy = energy.hull(other.energy)
    }
}
