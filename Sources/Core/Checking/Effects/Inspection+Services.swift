import Execution
import Expressions
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

    func pump(_ assembly: Int, _ volume: Expr, _ direction: PumpDirection) {
        guard world.flows.indices.contains(assembly) else { return }
        let held = world.flows[assembly]
        let moved = operands.amount
        let isAll = isWholeLoad(assembly, volume)
        world.loads.removeAll { $0.assembly == assembly }
        if direction == .draw {
            world.flows[assembly] = held + moved
            if held.high <= 0 { world.loads.append(PumpLoad(assembly: assembly, written: volume)) }
        } else {
            world.flows[assembly] = isAll ? .zero : Self.difference(held, moved)
        }
        let rate = operands.rate ?? Bounds(1e-12, .infinity)
        advance(
            Bounds(
                moved.low / max(rate.high, 1e-18) * 0.9,
                moved.high / max(rate.low, 1e-18) * 1.15 + Self.exchange
            )
        )
    }

    /// Whether the volume is, as it is written, all that the pump has drawn.
    func isWholeLoad(_ assembly: Int, _ volume: Expr) -> Bool {
        world.loads.contains { $0.assembly == assembly && $0.written == volume }
    }

    /// Whether the service is on at this point.
    func isOn(_ assembly: Int) -> Known {
        world.services.indices.contains(assembly) ? world.services[assembly].on : .no
    }
}
