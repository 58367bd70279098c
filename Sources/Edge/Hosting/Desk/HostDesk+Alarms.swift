import Interlocks
package import Labs
package import Quantities
import Synchronization

/// What people do to alarms, interlocks and modes.
extension HostDesk {
    /// Somebody has seen an alarm, or every one.
    package func acknowledge(_ number: Int?, for visitor: Visitor) throws(Refusal) {
        try visitor.requireLeave(to: .acknowledge)
        try content.withLock { content throws(Refusal) in
            guard let number else {
                for alarm in content.alarms.book.alarms {
                    _ = content.alarms.acknowledge(alarm.number)
                }
                return
            }
            guard content.alarms.acknowledge(number) else {
                throw Refusal(.unknown, "There is no alarm \(number).")
            }
        }
        acts.note("acknowledge", ["alarm": number.map { "\($0)" } ?? "all"], by: visitor)
    }

    /// Keeps an alarm silent for a while (ISA-18.2), for a reason; a trip never.
    package func shelve(
        _ number: Int,
        reason: String,
        lasting lapse: Lapse,
        for visitor: Visitor
    ) throws(Refusal) {
        try visitor.requireLeave(to: .acknowledge)
        try Self.check(reason, lapse, of: "Shelving")
        try content.withLock { content throws(Refusal) in
            guard let alarm = content.alarms.book.alarms.first(where: { $0.number == number })
            else { throw Refusal(.unknown, "There is no alarm \(number).") }
            switch alarm.source {
            case .trip, .bypass, .notSafe:
                throw Refusal(.conflict, "Alarm \(number) is of a hazard; it is not shelved.")
            default: _ = content.alarms.shelve(number, until: now + lapse)
            }
        }
        acts.note("shelve", ["alarm": "\(number)", "reason": reason], by: visitor)
    }

    /// What is left out for a while is so for a reason, and never for longer than a shift.
    private static func check(_ reason: String, _ lapse: Lapse, of what: String) throws(Refusal) {
        guard !reason.allSatisfy(\.isWhitespace), reason.utf8.count <= 500 else {
            throw Refusal(.invalid, "\(what) needs a reason, of at most 500 bytes.")
        }
        guard lapse > .zero, lapse <= Self.longestBypass else {
            throw Refusal(.invalid, "\(what) lasts more than nothing and at most 8 h.")
        }
    }

    /// Resets a latched trip: an edge, by a person, only where its condition is healthy.
    ///
    /// Whether it is healthy the scan decides; gives what is to be said.
    package func reset(
        interlock name: String,
        for visitor: Visitor
    ) async throws(Refusal) -> String {
        try visitor.requireLeave(to: .reset)
        let interlock = try interlock(name)
        content.withLock { $0.resets[interlock] = nil }
        try await acts.require("reset", ["interlock": name], by: visitor)
        host.order(.reset(interlock: interlock))
        let isDecided = await follow(seconds: 3) { _ in
            content.withLock { $0.resets[interlock] != nil }
        }
        switch isDecided ? content.withLock({ $0.resets[interlock] }) : nil {
        case .reset: return "Interlock \(name) is reset. Nothing starts by that."
        case .notTripped: throw Refusal(.conflict, "Interlock “\(name)” is not tripped.")
        case .unhealthy:
            let rule = site.loaded.lab.interlocks[interlock]
            throw Refusal(
                .conflict,
                "Interlock “\(name)” is not reset: its cause is still there, or cannot be known. "
                    + rule.mend
            )
        case nil: throw Refusal(.conflict, "The scan has not answered. Try again.")
        }
    }

    /// Leaves an interlock unjudged for a while; for a reason, and never for longer than a shift.
    package func bypass(
        interlock name: String,
        reason: String,
        lasting lapse: Lapse,
        for visitor: Visitor
    ) async throws(Refusal) {
        try visitor.requireLeave(to: .bypass)
        let interlock = try interlock(name)
        try Self.check(reason, lapse, of: "A bypass")
        try await acts.require("bypass", ["interlock": name, "reason": reason], by: visitor)
        content.withLock { content in
            let until = now + lapse
            content.bypasses.removeAll { $0.interlock == interlock }
            content.bypasses.append(
                Bypass(interlock: interlock, by: visitor.user, reason: reason, until: until)
            )
            content.alarms.noteBypass(interlock, at: now)
            host.order(.bypass(interlock: interlock, until: until))
        }
    }

    /// Ends a bypass before its time.
    package func endBypass(interlock name: String, for visitor: Visitor) throws(Refusal) {
        // Making safer needs no more than seeing to alarms does.
        try visitor.requireLeave(to: .acknowledge)
        let interlock = try interlock(name)
        try content.withLock { content throws(Refusal) in
            guard content.bypasses.contains(where: { $0.interlock == interlock }) else {
                throw Refusal(.conflict, "Interlock “\(name)” is not bypassed.")
            }
            content.bypasses.removeAll { $0.interlock == interlock }
            host.order(.bypass(interlock: interlock, until: .start))
        }
        acts.note("end-bypass", ["interlock": name], by: visitor)
    }

    private func interlock(_ name: String) throws(Refusal) -> Int {
        let known = site.loaded.lab.interlocks
        guard let found = known.firstIndex(where: { $0.name == name }) else {
            throw unknown("interlock", name, among: known.map(\.name))
        }
        return found
    }

    /// Puts a device into another mode; not while a run is on.
    package func setMode(
        _ mode: DeviceState.Mode,
        of name: String,
        for visitor: Visitor
    ) async throws(Refusal) {
        switch mode {
        case .automatic, .manual: try visitor.requireLeave(to: .operate)
        case .maintenance, .outOfService: try visitor.requireLeave(to: .maintain)
        }
        let device = try device(name)
        try await onRecord(by: visitor) { content throws(Refusal) in
            try refuseWhileRunning(content)
            if let lease = content.leases.first(where: { $0.device == device }),
                lease.by != visitor.user
            {
                throw Refusal(.conflict, "\(lease.by) holds \(name).")
            }
            return ("mode", ["device": name, "mode": mode.rawValue])
        } carryOut: { _ throws(Refusal) in
            _ = host.order(.mode(mode, device: device))
        }
    }

    func device(_ name: String) throws(Refusal) -> Int {
        guard let device = site.loaded.names.device(name) else {
            throw unknown("device", name, among: site.loaded.lab.devices.map(\.name))
        }
        return device
    }

    func refuseWhileRunning(_ content: Content) throws(Refusal) {
        guard let run = content.run, run.isOn else { return }
        throw Refusal(.conflict, "Run \(run.number) is on; nothing is moved by hand meanwhile.")
    }
}
