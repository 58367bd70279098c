import Devices
import Labs
import Quantities
import Scanning

extension LineMachine {
    /// What is not sent in time is not sent; safe writes are never too late.
    mutating func dropExpired(at time: Int64) {
        for command in queue where command.hasExpired(at: time) {
            conclude(command.request.id, .notSent, at: time)
        }
        queue.removeAll { $0.hasExpired(at: time) }
    }

    /// When the first queued command can be sent, or expires.
    func earliestCommand() -> Int64 {
        var earliest = Clock.never
        for command in queue {
            earliest = min(earliest, openAt(command))
            if !command.isSafe {
                earliest = min(earliest, command.expires.nanoseconds &+ 1)
            }
        }
        return max(earliest, clock < silentUntil ? silentUntil : clock)
    }

    /// When its lane and its device are open for the command; `never` while the lane is taken.
    private func openAt(_ command: PermittedCommand) -> Int64 {
        guard let index = station(of: command.request.device) else { return clock }
        let isFree = isOpen(lane(of: command, index)) || mayInterrupt(command, index)
        guard isFree else { return Clock.never }
        let station = stations[index]
        guard command.isSafe else { return max(station.openAt, heldUntil(command, station)) }
        // A late reply must not pass for what the device holds now.
        return needsLook(command, station)
            ? max(station.pausedUntil, station.quarantinedUntil) : station.pausedUntil
    }

    /// Whether what is written depends on what the device holds.
    private func needsLook(_ command: PermittedCommand, _ station: Station) -> Bool {
        guard fixed.style != .serial, case .write(let point, _) = command.request.body,
            fixed.rules.indices.contains(station.firstRule + point)
        else { return false }
        return fixed.rules[station.firstRule + point].look == .needed
    }

    /// The command to send now: safe writes to devices that answer, then other safe writes, then
    /// the rest in the order of their coming.
    ///
    /// After a command timed out, polls and the others' commands get a turn before a device that
    /// does not answer gets its next safe write.
    private func chooseCommand(at time: Int64) -> Int? {
        var safe = -1
        var other = -1
        for (index, command) in queue.enumerated() where openAt(command) <= time {
            guard command.isSafe else {
                if other < 0 { other = index }
                continue
            }
            let number = station(of: command.request.device) ?? 0
            if stations.indices.contains(number), stations[number].failures == 0 { return index }
            if safe < 0 { safe = index }
        }
        if safe >= 0, turn == .commands || other < 0 && !pollIsReady(at: time) { return safe }
        return other < 0 ? nil : other
    }

    private func pollIsReady(at time: Int64) -> Bool {
        for index in ready.indices
        where readyAt(index) <= time && isOpen(fixed.polls[index].lane) {
            return true
        }
        return false
    }

    mutating func sendCommand(at time: Int64, into bytes: inout [UInt8]) -> Bool {
        while let place = chooseCommand(at: time) {
            let command = queue.remove(at: place)
            guard let index = station(of: command.request.device) else { continue }
            guard fixed.style == .serial else {
                if beginWrite(command, index, at: time, into: &bytes) { return true }
                if main.stage != .idle { return false }
                continue
            }
            let plan = fixed.plan
            bytes.removeAll(keepingCapacity: true)
            var flight = Flight.idle
            flight.station = index
            flight.command = command.request.id.number
            flight.reaction = command.request.origin == .refresh ? .nothing : .readBack
            switch writeSerial(command.request.body, plan, &flight, &bytes) {
            case .failure(let refusal):
                conclude(command.request.id, .refused(code: refusal.rawValue), at: time)
            case .success(let patience):
                let lane = lane(of: command, index)
                if !isOpen(lane) { timeOut(lane, at: time, because: .cutOff) }
                launch(flight, lane, patience: patience, at: time, &bytes)
                return true
            }
        }
        return false
    }
}

extension WireRefusal: Error {}

extension PermittedCommand {
    func hasExpired(at time: Int64) -> Bool { !isSafe && time > expires.nanoseconds }
}

extension LinePlan {
    func profile(of station: Station) -> DeviceProfile {
        lab.profiles[lab.devices[station.device].profile]
    }
}
