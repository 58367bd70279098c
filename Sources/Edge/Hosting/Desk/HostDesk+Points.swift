import Devices
import Labs
import Lines
import Scanning
import Synchronization

/// Writing single points by hand.
extension HostDesk {
    /// The newest view of the lab.
    package var view: LabView { content.withLock { $0.view } }

    /// A person's write of one point, once it is sure that it may be tried.
    ///
    /// - Throws: `Refusal` where the visitor may not, a run is on, somebody else holds the device,
    ///   or the text is no value of the point.
    package func writing(
        _ name: String,
        _ value: String,
        for visitor: Visitor
    ) throws(Refusal) -> PointWriting {
        try visitor.requireLeave(to: .operate)
        guard site.farEnd == .simulators else {
            throw Refusal(.conflict, LinePorts.hardwareRefusal(of: "Writing"))
        }
        let writing: PointWriting
        do {
            writing = try PointWriting(name, value, in: site.loaded)
        } catch {
            throw Refusal(.invalid, error.message)
        }
        try content.withLock { content throws(Refusal) in
            try refuseWhileRunning(content)
            try refuseHeld(writing.device, content)
        }
        acts.note("write", ["point": name, "value": value], by: visitor)
        return writing
    }

    /// An action of a device by a person, once it is sure that it may be tried.
    ///
    /// - Throws: `Refusal` where the visitor may not, a run is on, somebody holds the device, or it
    ///   has no such action with these arguments.
    package func acting(
        _ name: String,
        _ action: String,
        _ arguments: [(name: String, text: String)],
        for visitor: Visitor
    ) throws(Refusal) -> HandAction {
        try visitor.requireLeave(to: .operate)
        guard site.farEnd == .simulators else {
            throw Refusal(.conflict, LinePorts.hardwareRefusal(of: "Acting by hand"))
        }
        let device = try device(name)
        let hand: HandAction
        do {
            hand = try HandAction(action, of: device, arguments, in: site.loaded)
        } catch {
            throw Refusal(.invalid, error.message)
        }
        try content.withLock { content throws(Refusal) in
            try refuseWhileRunning(content)
            try refuseHeld(device, content)
        }
        let told = arguments.map { "\($0.name)=\($0.text)" }.joined(separator: " ")
        acts.note("act", ["device": name, "action": action, "with": told], by: visitor)
        return hand
    }

    /// An action's confirmation holds: what it says of the device's state is so.
    func noteDone(_ action: ActionDefinition, device: Int) {
        let profile = site.loaded.lab.profiles[site.loaded.lab.devices[device].profile]
        guard profile.jog?.home == action.name else { return }
        content.withLock { $0.state.devices[device].homing = .homed }
    }

    /// One command would end the other's hold on the device.
    private func refuseHeld(_ device: Int, _ content: Content) throws(Refusal) {
        guard let lease = content.leases.first(where: { $0.device == device }) else { return }
        let held = site.loaded.lab.devices[device].name
        throw Refusal(.conflict, "\(lease.by) holds \(held).")
    }

    /// Follows the lab until `isDone`, or for `seconds` at most; whether it was done in time.
    func follow(
        seconds: Double,
        until isDone: (LabView) -> Bool
    ) async -> Bool {
        let end = ContinuousClock.now + .seconds(seconds)
        while true {
            if isDone(view) { return true }
            guard ContinuousClock.now < end, !Task.isCancelled else { return false }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }
}
