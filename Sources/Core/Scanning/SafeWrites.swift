package import Devices
package import Labs

/// The writes of the zones' safe sequences: what `.safe` may carry and nothing may block.
package struct SafeWrites: Sendable {
    /// One step of a zone's safe sequence, ready to be requested.
    package struct Step: Hashable, Sendable {
        package var device: Int
        package var action: ActionDefinition
        package var arguments: [NamedParameter]
        package var bodies: [CommandBody]
    }

    /// By zone, in the sequence's order.
    package let zones: [[Step]]

    /// Steps whose action does not exist, or cannot be put into commands, are left out; the lab's
    /// decoder refuses such a lab.
    package init(_ lab: Lab) {
        let commands = ActionCommands(lab)
        zones = lab.zones.map { zone in
            zone.safeSequence.compactMap { step in
                guard lab.devices.indices.contains(step.device),
                    let action = lab.profiles[lab.devices[step.device].profile].action(step.action),
                    let bodies = commands.bodies(
                        of: action,
                        arguments: step.arguments,
                        device: step.device
                    )
                else { return nil }
                return Step(
                    device: step.device,
                    action: action,
                    arguments: step.arguments,
                    bodies: bodies
                )
            }
        }
    }

    /// Whether the request writes one of the zone's safe outputs with another value.
    func contradicts(_ request: CommandRequest, zone: Int) -> Bool {
        guard case .write(let point, _) = request.body, zones.indices.contains(zone) else {
            return false
        }
        var isWritten = false
        for step in zones[zone] where step.device == request.device {
            for body in step.bodies {
                guard case .write(point, _) = body else { continue }
                if body == request.body { return false }
                isWritten = true
            }
        }
        return isWritten
    }

    /// Whether the request is one of its zone's safe writes.
    func contain(_ request: CommandRequest) -> Bool {
        guard case .safe(let zone) = request.origin, zones.indices.contains(zone) else {
            return false
        }
        return zones[zone].contains {
            $0.device == request.device && $0.bodies.contains(request.body)
        }
    }
}
