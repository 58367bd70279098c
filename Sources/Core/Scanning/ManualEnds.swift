package import Devices
package import Labs

/// What the outputs of a device become once nobody holds it any more.
///
/// Setpoints, valves and relays that a person left on would stay so for ever; motion has its own
/// stop.
package struct ManualEnds: Sendable {
    /// By device: the commands of its `manual-end` actions.
    private let bodies: [[CommandBody]]

    /// Actions that cannot be put into commands are left out; the decoders refuse such files.
    package init(_ lab: Lab) {
        let commands = ActionCommands(lab)
        bodies = lab.devices.indices.map { device in
            lab.manualEnd(of: device).flatMap { action in
                commands.bodies(of: action, arguments: [], device: device) ?? []
            }
        }
    }

    package func bodies(of device: Int) -> [CommandBody] { bodies[safe: device] ?? [] }

    /// Whether what the command does lasts only as long as somebody holds the device.
    package func undo(_ body: CommandBody, of device: Int) -> Bool {
        bodies(of: device).contains { end in
            guard case .write(let point, let value) = end else { return end != body }
            guard case .write(let written, let wanted) = body else { return true }
            return written == point && wanted != value
        }
    }
}

extension Lab {
    /// The actions that put a device's outputs where they belong once nobody holds it any more.
    package func manualEnd(of device: Int) -> [ActionDefinition] {
        guard let instance = devices[safe: device], let profile = profiles[safe: instance.profile]
        else { return [] }
        let names = instance.manualEnd ?? profile.manualEnd.map { [$0] } ?? []
        return names.compactMap { profile.action($0) }
    }
}
