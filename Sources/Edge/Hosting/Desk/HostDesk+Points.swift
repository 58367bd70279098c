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
            if let lease = content.leases.first(where: { $0.device == writing.device }),
                lease.by != visitor.user
            {
                let held = site.loaded.lab.devices[writing.device].name
                throw Refusal(.conflict, "\(lease.by) holds \(held).")
            }
        }
        return writing
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
