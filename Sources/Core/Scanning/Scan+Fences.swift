import Labs

/// What is permitted or refused beside interlocks and limits: horns, the ends of holds, and
/// whatever would undo a zone that is safe.
extension Scan {
    /// What ends a person's hold is never blocked, but undoes no zone that was made safe.
    func haltRefusal(of request: CommandRequest) -> Refusal? {
        guard leases.contain(request) else { return .notASafeWrite }
        let isUndoing = isMaking.indices.contains { zone in
            (isMaking[zone] || trips[zone] > 0) && safeWrites.contradicts(request, zone: zone)
        }
        return isUndoing ? .zoneTripped : nil
    }

    /// How a stop or a manual end has ended: one that was not acknowledged is sent again.
    package mutating func noteHalt(_ id: CommandID, _ outcome: CommandOutcome) {
        if let request = leases.again(id, outcome) { halts.append(request) }
    }

    /// The horn sounds whatever has tripped, but on no device that somebody works at.
    func hornRefusal(of request: CommandRequest) -> Refusal? {
        guard let horn, horn.device == request.device, case .write(let point, _) = request.body,
            point == horn.point, guards.allow(request)
        else { return .outsideLimits }
        switch modes[request.device] {
        case .automatic, .manual: return nil
        case .maintenance, .outOfService: return .wrongMode
        }
    }

    /// Whether the request would take an output elsewhere than a tripped zone's safe sequence put
    /// it, on a device outside that zone: the contactor on a shared relay board.
    func unmakesSafe(_ request: CommandRequest) -> Bool {
        trips.indices.contains { trips[$0] > 0 && safeWrites.contradicts(request, zone: $0) }
    }

    /// Whether the request would undo what a zone's safe sequence is about to do or has just done.
    func unmakesSequence(_ request: CommandRequest) -> Bool {
        isMaking.indices.contains { zone in
            isMaking[zone]
                && (zoneOfDevice[request.device] == zone
                    || safeWrites.contradicts(request, zone: zone))
        }
    }

    /// A zone's safe sequence begins, or has ended.
    package mutating func noteMaking(zone: Int, _ isUnderWay: Bool) {
        if isMaking.indices.contains(zone) { isMaking[zone] = isUnderWay }
    }
}
