import Devices
package import Documents
import Execution
import Interlocks
import Labs
package import Quantities
import Running
import Scanning
import Synchronization

/// Holding a device and moving it by hand.
extension HostDesk {
    /// A lease lives so long without a heartbeat; the host adds nothing to it.
    package static let leaseTime = Lapse.milliseconds(250)
    /// A lease for one bounded step at a time, from a terminal that tells no key's release, lives
    /// so long: nothing moves by holding it.
    package static let stepLeaseTime = Lapse(seconds: 5)

    /// Gives a device to a person, alone.
    ///
    /// - Throws: `Refusal` while a run is on, where somebody else holds it, or it is out of use.
    package func lease(
        _ name: String,
        for visitor: Visitor
    ) async throws(Refusal) -> DocumentValue {
        try visitor.requireLeave(to: .operate)
        let device = try device(name)
        return try await onRecord(by: visitor) { content throws(Refusal) in
            try refuseWhileRunning(content)
            if let other = content.leases.first(where: { $0.device == device }) {
                throw Refusal(.conflict, "\(other.by) holds \(name).")
            }
            switch content.modes[device] {
            case .automatic, .manual: break
            case .maintenance, .outOfService:
                throw Refusal(.conflict, "\(name) is in mode \(content.modes[device].rawValue).")
            }
            return ("lease", ["device": name])
        } carryOut: { content throws(Refusal) in
            let lease = Lease(
                number: content.nextLease,
                device: device,
                by: visitor.user,
                token: UInt64.random(in: 1...(1 << 52)),
                until: now + Self.stepLeaseTime
            )
            content.nextLease += 1
            content.leases.append(lease)
            host.order(.lease(device: device, until: lease.until))
            return document(lease)
        }
    }

    /// A sign of life: echoes the newest token and gets the next one.
    package func beat(
        _ key: Lease.Key,
        for visitor: Visitor
    ) throws(Refusal) -> DocumentValue {
        try content.withLock { content throws(Refusal) in
            let place = try self.place(of: key, visitor, content)
            prolong(place, &content)
            return document(content.leases[place])
        }
    }

    /// One bounded step of an axis; refused while the last one is under way, so that presses do
    /// not queue.
    package func step(
        _ key: Lease.Key,
        axis name: String,
        by text: String,
        for visitor: Visitor
    ) async throws(Refusal) -> DocumentValue {
        try await onRecord(by: visitor) { content throws(Refusal) in
            ("jog", ["device": try held(key, visitor, content), "axis": name, "by": text])
        } carryOut: { content throws(Refusal) in
            let place = try self.place(of: key, visitor, content)
            let lease = content.leases[place]
            let (jog, axis) = try self.axis(name, of: lease.device)
            let unit = try self.unit(of: axis, lease.device)
            guard let step = try? Quantity(parsing: text), step.dimensions == unit.dimensions,
                step.si.isFinite, abs(step.si) <= (axis.steps.last ?? 0) * (1 + 1e-9)
            else {
                let most = Quantity(si: axis.steps.last ?? 0, unit: unit)
                throw Refusal(.invalid, "A step of \(name) is at most \(most), not “\(text)”.")
            }
            if let id = lease.pending, content.view.outcomes[id] == nil {
                throw Refusal(.conflict, "The last step is still under way.")
            }
            let motion = JogMotion(jog, axis, device: lease.device, in: site.loaded)
            let isHomed = isHomed(lease, content)
            let bodies = try motion.step(step.si, content.view.image, homed: isHomed)
            // Not before nothing is refused any more: who is refused keeps their token.
            prolong(place, &content)
            var last: CommandID?
            content.commands += bodies.count
            for body in bodies { last = host.command(device: lease.device, body) }
            content.leases[place].pending = last
            content.leases[place].target = motion.place(after: step.si, content.view.image)
            return document(content.leases[place])
        }
    }

    /// Moves an axis on while something is held: asked again and again, each time with the newest
    /// token; once that stays away the lease lapses, and the scan stops the device.
    ///
    /// No more travel is queued than its speed covers in the time of a lease, so that it comes to
    /// rest even with the host dead.
    package func move(
        _ key: Lease.Key,
        axis name: String,
        way: Double,
        for visitor: Visitor
    ) async throws(Refusal) -> DocumentValue {
        try await onRecord(by: visitor) { content throws(Refusal) in
            ("move", ["device": try held(key, visitor, content), "axis": name, "way": "\(way)"])
        } carryOut: { content throws(Refusal) in
            let place = try self.place(of: key, visitor, content)
            let lease = content.leases[place]
            let (jog, axis) = try self.axis(name, of: lease.device)
            let motion = JogMotion(jog, axis, device: lease.device, in: site.loaded)
            let isHomed = isHomed(lease, content)
            let bodies = try motion.onward(way, content.view.image, homed: isHomed)
            prolong(place, &content, by: Self.leaseTime)
            content.leases[place].target = nil
            // Commands that queue up would each lead to where the axis was to be long ago.
            if let id = lease.pending, content.view.outcomes[id] == nil {
                return document(content.leases[place])
            }
            content.commands += bodies.count
            for body in bodies {
                content.leases[place].pending = host.command(device: lease.device, body)
            }
            // The next one goes on from where the axis is by then: an old position brakes it.
            host.order(.refresh(device: lease.device))
            return document(content.leases[place])
        }
    }

    /// Ends whatever the device does, at once; needs no lease.
    package func halt(_ name: String, for visitor: Visitor) throws(Refusal) {
        try visitor.requireLeave(to: .stop)
        let device = try device(name)
        guard site.loaded.lab.profiles[site.loaded.lab.devices[device].profile].jog != nil else {
            throw Refusal(.conflict, "\(name) has no stop of its own: athanor safe.")
        }
        stops.add(1, ordering: .sequentiallyConsistent)
        host.order(.halt(device: device))
        acts.note("halt", ["device": name], by: visitor)
    }

    /// Finds a lost position again.
    package func home(
        _ key: Lease.Key,
        for visitor: Visitor
    ) async throws(Refusal) -> DocumentValue {
        try await onRecord(by: visitor) { content throws(Refusal) in
            ("home", ["device": try held(key, visitor, content)])
        } carryOut: { content throws(Refusal) in
            let place = try self.place(of: key, visitor, content)
            let lease = content.leases[place]
            let name = site.loaded.lab.devices[lease.device].name
            let profile = site.loaded.lab.profiles[site.loaded.lab.devices[lease.device].profile]
            guard let home = profile.jog?.home, let action = profile.action(home),
                let bodies = ActionCommands(site.loaded.lab).bodies(
                    of: action,
                    arguments: [],
                    device: lease.device
                )
            else { throw Refusal(.conflict, "\(name) has nothing to home.") }
            prolong(place, &content)
            content.leases[place].target = nil
            content.commands += bodies.count
            var last: CommandID?
            for body in bodies { last = host.command(device: lease.device, body) }
            if let last {
                let (lab, names) = (site.loaded.lab, site.loaded.names)
                content.homings[lease.device] = Homing(
                    command: last,
                    confirmation: ActionConfirmation(action, [], device: lease.device, lab, names)
                )
            }
            return document(content.leases[place])
        }
    }

    /// Gives the device back.
    package func endLease(_ number: Int, for visitor: Visitor) throws(Refusal) {
        try content.withLock { content throws(Refusal) in
            guard let place = content.leases.firstIndex(where: { $0.number == number }),
                content.leases[place].by == visitor.user
            else { throw Refusal(.unknown, "You hold no lease \(number).") }
            let lease = content.leases.remove(at: place)
            if lease.isAtRest(content.view.image) { host.order(.rest(device: lease.device)) }
            host.order(.endLease(device: lease.device))
        }
    }

    // MARK: Parts

    private func place(
        of key: Lease.Key,
        _ visitor: Visitor,
        _ content: Content
    ) throws(Refusal) -> Int {
        guard let place = content.leases.firstIndex(where: { $0.number == key.number }),
            content.leases[place].by == visitor.user, content.leases[place].until > now
        else { throw Refusal(.unknown, "The lease \(key.number) is over.") }
        guard content.leases[place].token == key.token else {
            throw Refusal(.conflict, "That was not the newest token; nothing is kept alive by it.")
        }
        return place
    }

    /// The name of the device that the key's lease holds.
    private func held(
        _ key: Lease.Key,
        _ visitor: Visitor,
        _ content: Content
    ) throws(Refusal) -> String {
        let place = try place(of: key, visitor, content)
        return site.loaded.lab.devices[content.leases[place].device].name
    }

    func prolong(
        _ place: Int,
        _ content: inout Content,
        by time: Lapse = stepLeaseTime
    ) {
        content.leases[place].token = UInt64.random(in: 1...(1 << 52))
        content.leases[place].until = now + time
        let lease = content.leases[place]
        host.order(.lease(device: lease.device, until: lease.until))
    }

    private func isHomed(_ lease: Lease, _ content: Content) -> Bool {
        content.state.devices[lease.device].homing == .homed
    }

    private func axis(_ name: String, of device: Int) throws(Refusal) -> (JogDefinition, JogAxis) {
        let lab = site.loaded.lab
        guard let jog = lab.profiles[lab.devices[device].profile].jog else {
            throw Refusal(.conflict, "\(lab.devices[device].name) does not move by hand.")
        }
        guard let axis = jog.axis(name) else {
            throw unknown("axis", name, among: jog.axes.map(\.name))
        }
        return (jog, axis)
    }

    private func unit(of axis: JogAxis, _ device: Int) throws(Refusal) -> PhysicalUnit {
        let lab = site.loaded.lab
        let profile = lab.profiles[lab.devices[device].profile]
        guard let point = profile.pointIndex(axis.point),
            case .quantity(let unit) = profile.points[point].kind
        else { throw Refusal(.conflict, "\(axis.name) has no position.") }
        return unit
    }

    private func document(_ lease: Lease) -> DocumentValue {
        .members([
            "ok": .flag(true), "lease": .integer(lease.number),
            "token": .integer(Int(lease.token)),
            "left-ms": .number(max(0, (lease.until - now).seconds * 1000).rounded()),
        ])
    }

    /// Some devices do not know where they are once a stop has met them moving.
    func noteStop(of device: Int, _ content: inout Content) {
        let lab = site.loaded.lab
        guard let jog = lab.profiles[lab.devices[device].profile].jog else { return }
        switch jog.afterStop {
        case .positionKept: break
        case .positionLost:
            content.state.devices[device].homing = .unknown
            content.homings[device] = nil
        }
    }

    /// A device that shows its homing done is homed; one that refused it, or was stopped, is not.
    func noteHomings(_ content: inout Content) {
        for device in content.homings.keys {
            guard var homing = content.homings[device],
                let outcome = content.view.outcomes[homing.command]
            else { continue }
            guard outcome == .acknowledged else {
                content.homings[device] = nil
                continue
            }
            let since = homing.acknowledged ?? content.view.now
            homing.acknowledged = since
            let isDone =
                homing.confirmation?.holds(content.view.image, since: since, at: content.view.now)
                ?? true
            content.homings[device] = isDone ? nil : homing
            guard isDone else { continue }
            content.state.devices[device].homing = .homed
            host.order(.rest(device: device))
        }
    }

    /// Leases whose heartbeat stayed away are over; the scan has stopped their devices itself.
    func expireLeases(_ content: inout Content, at now: Instant) {
        content.leases.removeAll { $0.until <= now }
    }
}
