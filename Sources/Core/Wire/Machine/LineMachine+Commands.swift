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
        guard !command.isSafe else { return station.pausedUntil }
        return max(station.openAt, heldUntil(command, station))
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
            let plan = fixed.plan
            bytes.removeAll(keepingCapacity: true)
            var flight = Flight.idle
            flight.station = index
            flight.command = command.request.id.number
            flight.reaction = command.request.origin == .refresh ? .nothing : .readBack
            let patience =
                plan.style == .serial
                ? writeSerial(command.request.body, plan, &flight, &bytes)
                : writeModbus(command.request.body, plan, &flight, &bytes)
            switch patience {
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

    /// Fills the flight and the frame; returns how long to wait for the reply.
    private mutating func writeModbus(
        _ body: CommandBody,
        _ plan: LinePlan,
        _ flight: inout Flight,
        _ bytes: inout [UInt8]
    ) -> Result<Int64, WireRefusal> {
        let station = stations[flight.station]
        let points = plan.profile(of: station).points
        guard case .write(let index, let value) = body, points.indices.contains(index),
            case .modbus(let field) = points[index].source, points[index].access != .read
        else { return .failure(.unknown) }
        let request = field.writing(
            value,
            kind: points[index].kind,
            greatestWrite: station.greatestWrite
        )
        guard let request, plan.framing.append(request, unit: station.unit, to: &bytes) else {
            return .failure(.notEncodable)
        }
        let shape = ModbusShape(request, unit: station.unit)
        flight.shape = shape
        stations[flight.station].lastSignature = UInt32(request.function) << 16
        guard station.unit != 0 || plan.style == .tcp else {
            // A broadcast has no reply; the units are given time to carry it out (serial line
            // guide V1.02, 2.4.1: 100 to 200 ms).
            flight.stage = .unanswered
            let pause = max(station.turnaround, 100_000_000)
            return .success(plan.patience(request: bytes.count, reply: 0, timeout: pause))
        }
        flight.stage = .command
        return .success(
            plan.patience(
                request: bytes.count,
                reply: WireCost.wrapping(plan.kind) - 1 + shape.length,
                timeout: station.replyTimeout
            )
        )
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
