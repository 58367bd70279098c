import Devices
import Labs
import Quantities
import Scanning

extension LineMachine {
    /// Begins a Modbus write; false, and the outcome said, where it cannot be sent.
    mutating func beginWrite(
        _ command: PermittedCommand,
        _ index: Int,
        at time: Int64,
        into bytes: inout [UInt8]
    ) -> Bool {
        let station = stations[index]
        guard case .write(let point, let value) = command.request.body, point >= 0,
            station.firstPoint + point < station.endPoint,
            fixed.rules.indices.contains(station.firstRule + point),
            let target = fixed.rules[station.firstRule + point].target
        else { return refuse(command, .unknown, at: time) }
        if isBroadcast(station), station.broadcastDelay < 0 {
            return refuse(command, .noBroadcast, at: time)
        }
        let rule = fixed.rules[station.firstRule + point]
        if ledger.isSpent(rule.wear), !command.isSafe {
            return refuse(command, .wornOut, at: time)
        }
        let request = target.field.writing(
            value,
            target.conversion,
            holding: [],
            greatestWrite: station.greatestWrite
        )
        guard request != nil || rule.look == .needed && rule.readCount > 0 else {
            return refuse(command, .notEncodable, at: time)
        }
        // A safe write does not wait for a look that only spares the device's memory.
        let looks = rule.look == .needed || rule.look == .sparing && !command.isSafe
        let procedure = WriteProcedure(
            command,
            station: index,
            point: point,
            rule: rule,
            write: rule.look == .needed ? nil : request,
            before: target.before,
            after: target.after,
            look: looks && rule.readCount > 0 && !isBroadcast(station)
        )
        self.procedure = procedure
        stepDue = time
        return sendStep(at: time, into: &bytes)
    }

    private mutating func refuse(
        _ command: PermittedCommand,
        _ refusal: WireRefusal,
        at time: Int64
    ) -> Bool {
        conclude(command.request.id, .refused(code: refusal.rawValue), at: time)
        return false
    }

    func isBroadcast(_ station: Station) -> Bool {
        fixed.style == .rtu && station.unit == 0
    }

    /// Sends the next exchange of a write; false where there is none left.
    mutating func sendStep(at time: Int64, into bytes: inout [UInt8]) -> Bool {
        guard let procedure else { return false }
        dropUnwanted(at: time)
        guard let step = self.procedure?.step else {
            endProcedure()
            return false
        }
        let station = stations[procedure.station]
        var request = procedure.write
        var (timeout, lateness) = (procedure.rule.timeout, procedure.rule.lateness)
        var stage = Flight.Stage.step
        switch step {
        case .unlock(let own), .lock(let own): request = own
        case .look:
            if station.repeatUntil > time { return pauseStep(station.repeatUntil) }
            request = .read(
                procedure.rule.readTable,
                address: procedure.rule.readAddress,
                count: procedure.rule.readCount
            )
            (timeout, lateness) = (procedure.rule.readTimeout, procedure.rule.readLateness)
        case .write: stage = .command
        }
        bytes.removeAll(keepingCapacity: true)
        guard let request, fixed.framing.append(request, unit: station.unit, to: &bytes) else {
            answer(.refused(code: WireRefusal.notEncodable.rawValue), at: time)
            self.procedure?.skipToLock()
            return self.procedure?.step == nil ? sendStep(at: time, into: &bytes) : pauseStep(time)
        }
        put(request, stage, procedure, (timeout, lateness), at: time, &bytes)
        return true
    }

    private mutating func put(
        _ request: ModbusRequest,
        _ stage: Flight.Stage,
        _ procedure: WriteProcedure,
        _ times: (timeout: Int64, lateness: Int64),
        at time: Int64,
        _ bytes: inout [UInt8]
    ) {
        let station = stations[procedure.station]
        var flight = Flight.idle
        flight.stage = stage
        flight.station = procedure.station
        flight.command = procedure.command.request.id.number
        flight.point = procedure.point
        flight.reaction = procedure.command.request.origin == .refresh ? .nothing : .readBack
        flight.shape = ModbusShape(request, unit: station.unit)
        flight.lateness = max(times.lateness, station.greatestLateness)
        stations[procedure.station].lastSignature = UInt32(request.function) << 16
        if stage == .command { noteWear(procedure.rule.wear, at: time) }
        var patience = fixed.patience(
            request: bytes.count,
            reply: WireCost.wrapping(fixed.kind) - 1 + flight.shape.length,
            timeout: times.timeout
        )
        if isBroadcast(station) {
            // A broadcast has no reply; the units are given time to carry it out (serial line
            // guide V1.02, 2.4.1: 100 to 200 ms).
            if stage == .command { flight.stage = .unanswered }
            patience = fixed.patience(
                request: bytes.count,
                reply: 0,
                timeout: max(station.broadcastDelay, station.turnaround)
            )
        }
        launch(flight, .main, patience: patience, at: time, &bytes)
    }

    private mutating func noteWear(_ index: Int, at time: Int64) {
        guard let entry = ledger.note(index) else { return }
        note(
            .wear(
                point: entry.point,
                used: entry.used,
                endurance: entry.endurance,
                at: Instant(nanoseconds: time)
            )
        )
    }
}

extension RawWrite {
    var request: ModbusRequest {
        let place = UInt16(truncatingIfNeeded: address)
        let word = UInt16(truncatingIfNeeded: value)
        return switch function {
        case 5: .writeCoil(address: place, on: word != 0)
        case 16: .writeRegisters(address: place, values: [word])
        default: .writeRegister(address: place, value: word)
        }
    }
}
