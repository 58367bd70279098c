import Execution
import Labs
import Quantities

/// Switched services, gases and pumps.
extension Inspection {
    func setFlow(_ assembly: Int, _ flow: Bounds) {
        guard world.flows.indices.contains(assembly) else { return }
        world.flows[assembly] = flow
        let action = flow.high > 0 ? "set-flow" : "shut"
        advance(Bounds(0, confirmation(assembly, action, 10) + Self.exchange))
    }

    func switchService(_ assembly: Int, _ switching: Switching) {
        guard let service = facts.services.first(where: { $0.assembly == assembly }) else { return }
        world.services[assembly].settle(at: world.clock, power: service.power)
        world.services[assembly].since = world.clock
        world.services[assembly].on = switching == .on ? .yes : .no
        advance(Bounds(0, 10))
    }

    func pump(_ assembly: Int, _ direction: PumpDirection) {
        guard world.flows.indices.contains(assembly) else { return }
        let held = world.flows[assembly]
        let moved = operands.amount
        world.flows[assembly] =
            direction == .draw
            ? held + moved : Bounds(max(0, held.low - moved.high), max(0, held.high - moved.low))
        let rate = operands.rate ?? Bounds(1e-12, .infinity)
        advance(
            Bounds(
                moved.low / max(rate.high, 1e-18) * 0.9,
                moved.high / max(rate.low, 1e-18) * 1.15 + Self.exchange
            )
        )
    }

    /// Whether the service is on at this point.
    func isOn(_ assembly: Int) -> Known {
        world.services.indices.contains(assembly) ? world.services[assembly].on : .no
    }
}
