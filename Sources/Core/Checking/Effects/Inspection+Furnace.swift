import Execution
import Labs
import Quantities

/// What furnace acts do to the chamber, the clock and the energy bill.
extension Inspection {
    /// Commands and polls cost at most so long, s.
    static let exchange = 3.0

    func ramp(_ index: Int) {
        let physics = facts.furnaces[index].assembly.physics
        world.furnaces[index].settle(at: world.clock, physics: physics)
        let from = world.furnaces[index].temperature
        let to = operands.amount
        let rate = operands.rate ?? Bounds(1e-12, .infinity)
        let lag = physics.lag.seconds
        let up = FurnaceTimes.warming(from: from, to: to, rate: rate, physics: physics)
        let fallsAtAll = from.high > to.low
        let down =
            fallsAtAll
            ? FurnaceTimes.cooling(from: from, to: to, rate: rate, physics: physics) : .zero
        let least = max(0, max(up.low, down.low) - lag)
        let most = max(up.high, down.high.isFinite ? down.high : 0) + lag + Self.exchange
        let reached = FurnaceTimes.kept(to, physics: physics)
        finish(index, from: from, to: reached, time: Bounds(least, most), target: to)
    }

    func hold(_ index: Int) {
        let physics = facts.furnaces[index].assembly.physics
        world.furnaces[index].settle(at: world.clock, physics: physics)
        let from = world.furnaces[index].temperature
        let target = world.furnaces[index].target
        let kept = FurnaceTimes.kept(target, physics: physics)
        let time = Bounds(
            max(0, operands.extra.low),
            operands.extra.high + physics.lag.seconds + Self.exchange
        )
        finish(index, from: from, to: kept, time: time, target: target)
    }

    private func finish(
        _ index: Int,
        from: Bounds,
        to: Bounds,
        time: Bounds,
        target: Bounds
    ) {
        let physics = facts.furnaces[index].assembly.physics
        world.furnaces[index].energised = .yes
        world.furnaces[index].target = target
        pass(index, from.hull(to))
        let before = world.clock
        advance(time)
        let spent = Bounds(world.clock.low - before.low, world.clock.high - before.high)
        let energy = FurnaceTimes.energy(from: from, to: to, time: spent, physics: physics)
        world.furnaces[index].energy = world.furnaces[index].energy + energy
        world.furnaces[index].temperature = to
        world.furnaces[index].asOf = world.clock
    }

    /// Tells the rules what the chamber goes through, and notes it for the proof.
    func pass(_ index: Int, _ range: Bounds) {
        for rule in rules.heated { rule.heated(index, through: range, in: self) }
        let assembly = facts.furnaces[index].index
        let step = self.step
        if let known = proof.steps[step].temperatures.firstIndex(where: { $0.assembly == assembly })
        {
            proof.steps[step].temperatures[known].range =
                proof.steps[step].temperatures[known].range.hull(range)
        } else {
            proof.steps[step].temperatures.append(AssemblyRange(assembly: assembly, range: range))
        }
    }

    func cool(_ index: Int) {
        let physics = facts.furnaces[index].assembly.physics
        world.furnaces[index].settle(at: world.clock, physics: physics)
        let from = world.furnaces[index].temperature
        let to = operands.amount
        let falls = Bounds(min(from.low, to.low), from.high)
        let time = FurnaceTimes.cooling(from: from, to: to, rate: operands.rate, physics: physics)
        let lag = physics.lag.seconds
        pass(index, falls.hull(Bounds(min(physics.ambient.low, to.low), from.high)))
        let before = world.clock
        let most = time.high.isFinite ? time.high : lab.limits.longestPlan.seconds
        advance(Bounds(max(0, time.low - lag), most + lag + Self.exchange))
        if operands.rate != nil {
            let spent = Bounds(0, max(0, world.clock.high - before.high))
            let power = FurnaceTimes.holdingPower(falls, physics: physics)
            world.furnaces[index].energy =
                world.furnaces[index].energy + Bounds(0, power.high * spent.high)
        }
        world.furnaces[index].energised = .no
        // A cooling thermocouple shows more than the chamber has; with a rate, the arrival band
        // counts as there.
        let margin = operands.rate == nil ? 0 : Lowering.arrivalBand
        world.furnaces[index].temperature = Bounds(
            min(physics.ambient.low, to.low),
            max(to.high + margin, physics.ambient.high)
        )
        world.furnaces[index].asOf = world.clock
        // What was in the chamber ends as warm as the chamber, whatever it went through.
        for place in warmable(index) { warm(place, world.furnaces[index].temperature) }
    }

    func heatOff(_ index: Int) {
        let physics = facts.furnaces[index].assembly.physics
        world.furnaces[index].settle(at: world.clock, physics: physics)
        world.furnaces[index].energised = .no
        pass(index, world.furnaces[index].temperature)
        advance(Bounds(0, Self.exchange + 10))
    }

    /// The items that can be in the chamber.
    func warmable(_ index: Int) -> [Int] {
        guard let slot = facts.furnaces[index].slot else { return [] }
        return items(possiblyIn: slot)
    }

    func items(possiblyIn slot: Int) -> [Int] {
        var found: [Int] = []
        for item in world.slots.indices where world.slots[item] == Int32(slot) {
            found.append(item)
        }
        for place in world.possible
        where place.slot == Int32(slot) && world.slots[place.item] < 0
            && !found.contains(place.item)
        {
            found.append(place.item)
        }
        return found
    }

    func warm(_ item: Int, _ range: Bounds) {
        if let known = world.warmItems.firstIndex(where: { $0.item == item }) {
            world.warmItems[known].temperature = range
        } else {
            world.warmItems.append(WarmItem(item: item, temperature: range))
        }
    }
}
