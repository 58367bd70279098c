import Devices
import Labs
import Lines
import Quantities
import Scanning
import Synchronization

/// Writing single points by hand.
extension HostDesk {
    /// The newest view of the lab.
    package var view: LabView { content.withLock { $0.view } }

    /// Writes one point for a person, and tells how that ended.
    ///
    /// - Throws: `Refusal` where the visitor may not, a run is on, somebody holds the device, or
    ///   the text is no value of the point.
    package func write(
        _ name: String,
        _ value: String,
        for visitor: Visitor
    ) async throws(Refusal) -> HandWords {
        try visitor.requireLeave(to: .operate)
        let writing: PointWriting
        do {
            writing = try PointWriting(name, value, in: site.loaded)
        } catch {
            throw Refusal(.invalid, error.message)
        }
        let lease = try hold(writing.device, seconds: PointWriting.longest, for: visitor)
        try await record("write", ["point": name, "value": value], lease, visitor)
        var words = HandWords(name, await writing.carryOut(at: self), view, site.loaded)
        words.held = conclude(lease, [writing.body], words)
        noteEnding(of: "write", words, by: visitor)
        return words
    }

    /// Has a device carry out one action for a person, and tells how that ended.
    ///
    /// - Throws: `Refusal` where the visitor may not, a run is on, somebody holds the device, or it
    ///   has no such action with these arguments.
    package func act(
        _ name: String,
        _ action: String,
        _ arguments: [(name: String, text: String)],
        for visitor: Visitor
    ) async throws(Refusal) -> HandWords {
        try visitor.requireLeave(to: .operate)
        let device = try device(name)
        let hand: HandAction
        do {
            hand = try HandAction(action, of: device, arguments, in: site.loaded)
        } catch {
            throw Refusal(.invalid, error.message)
        }
        let lease = try hold(device, seconds: hand.longest, for: visitor)
        let told = arguments.map { "\($0.name)=\($0.text)" }.joined(separator: " ")
        try await record("act", ["device": name, "action": action, "with": told], lease, visitor)
        let ending = await hand.carryOut(at: self)
        var words = HandWords("\(name) \(action)", ending, view, site.loaded)
        words.held = conclude(lease, hand.bodies, words)
        if words.isDone { noteStartUp(hand) }
        noteEnding(of: "act", words, by: visitor)
        return words
    }

    /// An act that was put on record and did not end as it should does not stand there alone.
    private func noteEnding(of act: String, _ words: HandWords, by visitor: Visitor) {
        guard !words.isDone else { return }
        acts.note("not-done", ["instead-of": act, "because": words.sentence], by: visitor)
    }

    /// Puts an act on disk before it is done; the device is given back where that fails.
    private func record(
        _ act: String,
        _ details: KeyValuePairs<String, String>,
        _ lease: Int,
        _ visitor: Visitor
    ) async throws(Refusal) {
        let before = stops.load(ordering: .sequentiallyConsistent)
        do throws(Refusal) {
            try await acts.require(act, details, by: visitor)
            guard stops.load(ordering: .sequentiallyConsistent) == before else {
                acts.note("not-done", ["instead-of": act, "because": "stopped"], by: visitor)
                return try refuseStopped(since: before)
            }
        } catch {
            content.withLock { content in content.leases.removeAll { $0.number == lease } }
            throw error
        }
    }

    /// Keeps a device for one act: nobody else gets it, no run begins, no host ends meanwhile.
    ///
    /// What the scan permits is another matter: it is told of each lease by whoever commands.
    private func hold(
        _ device: Int,
        seconds: Double,
        for visitor: Visitor
    ) throws(Refusal) -> Int {
        try content.withLock { content throws(Refusal) in
            try refuseWhileRunning(content)
            if let lease = content.leases.first(where: { $0.device == device }) {
                let held = site.loaded.lab.devices[device].name
                throw Refusal(.conflict, "\(lease.by) holds \(held).")
            }
            let lease = Lease(
                number: content.nextLease,
                device: device,
                by: visitor.user,
                token: UInt64.random(in: 1...(1 << 52)),
                until: now + Lapse(seconds: seconds)
            )
            content.nextLease += 1
            content.leases.append(lease)
            return lease.number
        }
    }

    /// Ends an act: the device is given back, or stays held where what it was told lasts only as
    /// long as somebody holds it; then the lease, which lives by heartbeats from now on.
    private func conclude(
        _ number: Int,
        _ bodies: [CommandBody],
        _ words: HandWords
    ) -> HandWords.Held? {
        let ends = ManualEnds(site.loaded.lab)
        return content.withLock { content in
            guard let place = content.leases.firstIndex(where: { $0.number == number }) else {
                return nil
            }
            let device = content.leases[place].device
            guard words.isDone, bodies.contains(where: { ends.undo($0, of: device) }) else {
                content.leases.remove(at: place)
                host.order(.endLease(device: device))
                return nil
            }
            prolong(place, &content)
            let actions = site.loaded.lab.manualEnd(of: device).map(\.name)
            return HandWords.Held(
                lease: content.leases[place].number,
                token: content.leases[place].token,
                then: actions
            )
        }
    }

    /// An action's confirmation holds: what it says of the device's state is so.
    func noteDone(_ action: ActionDefinition, device: Int) {
        let profile = site.loaded.lab.profiles[site.loaded.lab.devices[device].profile]
        guard profile.jog?.home == action.name else { return }
        content.withLock { $0.state.devices[device].homing = .homed }
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
