import Devices
import Interlocks
import Labs
import Quantities

extension LineMachine {
    func recogniseModbus(_ frame: [UInt8], at now: Instant) -> RecognisedRequest? {
        guard let body = fixed.framing.body(of: frame), let unit = body.first,
            let request = ModbusRequest(Array(body.dropFirst())),
            let index = stations.firstIndex(where: { $0.unit == unit })
        else { return nil }
        let station = stations[index]
        var flight = Flight.idle
        flight.station = index
        flight.shape = ModbusShape(request, unit: unit)
        let poll = fixed.polls[station.firstPoll..<station.endPoll].firstIndex { poll in
            let own = fixed.frames[poll.frameStart..<poll.frameEnd]
            let skipped = fixed.style == .tcp ? 2 : 0
            return own.dropFirst(skipped) == frame.dropFirst(skipped)
        }
        let plan = fixed.plan
        var inquiry = Inquiry(device: station.device, purpose: .foreign)
        guard let poll else {
            let isUnanswered = isBroadcast(station)
            flight.stage = isUnanswered ? .unanswered : .command
            inquiry.purpose = purpose(of: request, station, at: now)
            var timeout = station.replyTimeout
            flight.lateness = station.greatestLateness
            if case .write(let values) = inquiry.purpose, let only = values.first,
                values.count == 1
            {
                // What a write does to its point's next readings is the machine's to know.
                flight.point = only.point - station.firstPoint
                let rule = station.firstRule + flight.point
                if fixed.rules.indices.contains(rule) {
                    timeout = fixed.rules[rule].timeout
                    flight.lateness = max(flight.lateness, fixed.rules[rule].lateness)
                }
            }
            let reply = WireCost.wrapping(plan.kind) - 1 + flight.shape.length
            let patience = plan.patience(
                request: frame.count,
                reply: isUnanswered ? 0 : reply,
                timeout: timeout
            )
            return RecognisedRequest(
                inquiry: inquiry,
                flight: flight,
                lane: .main,
                patience: patience
            )
        }
        flight.stage = .poll
        flight.poll = poll
        flight.lateness = fixed.polls[poll].lateness
        let fields = fixed.polls[poll].firstField..<fixed.polls[poll].endField
        inquiry.purpose = .poll(fixed.fields[fields].map(\.point))
        return RecognisedRequest(
            inquiry: inquiry,
            flight: flight,
            lane: .main,
            patience: fixed.polls[poll].patience
        )
    }

    /// What a request is for that is no poll: the points it writes, or just its numbers.
    private func purpose(
        of request: ModbusRequest,
        _ station: Station,
        at now: Instant
    ) -> Inquiry.Purpose {
        let points = fixed.plan.profile(of: station).points
        guard let written = request.written else {
            guard case .read(_, let address, let count) = request else { return .foreign }
            return .modbus(
                function: Int(request.function),
                address: Int(address),
                count: Int(count)
            )
        }
        var values: [Inquiry.Value] = []
        var isExact = false
        for (index, point) in points.enumerated() {
            guard point.access != .read, case .modbus(let field) = point.source,
                written.covers(field)
            else { continue }
            let fills = written.isFilled(by: field)
            if fills, !isExact { values.removeAll() }
            isExact = isExact || fills
            guard fills || !isExact else { continue }
            let isBits = field.table == .coil
            let distance = field.address - written.address
            let place = RegisterField(
                field,
                kind: point.kind,
                point: station.firstPoint + index,
                position: isBits ? distance : 2 * distance
            )
            // What other registers or words take part in cannot be told from the write alone.
            let isPlain = field.companions.isEmpty && field.encoding != .text
            let unknown = Reading(value: 0, quality: .neverRead, at: now)
            values.append(
                Inquiry.Value(
                    point: station.firstPoint + index,
                    reading: isPlain
                        ? place.reading(written.data, data: 0, bad: [], at: now) : unknown
                )
            )
        }
        return .write(values)
    }
}

/// What a request makes a device hold.
private struct ModbusWriting {
    var table: ModbusField.Table
    var address: Int
    var count: Int
    /// As a reply to a read of the same would hold it.
    var data: [UInt8]
    /// Bits of its only register that change; all where nil.
    var mask: UInt16?

    func covers(_ field: ModbusField) -> Bool {
        guard field.table == table, field.address >= address,
            field.address + field.width <= address + count
        else { return false }
        guard let mask else { return true }
        let bits = min(max(field.bits, 1), 16)
        let ones = UInt16(truncatingIfNeeded: (UInt32(1) << UInt32(bits)) - 1)
        let own = field.bit.map { ones << UInt16($0 & 15) } ?? 0xFFFF
        return (field.byteOrder == .big ? own : own.byteSwapped) & mask != 0
    }

    func isFilled(by field: ModbusField) -> Bool {
        mask == nil && field.bit == nil && field.address == address && field.width == count
    }
}

extension ModbusRequest {
    fileprivate var written: ModbusWriting? {
        switch self {
        case .read: nil
        case .writeCoil(let address, let on): Self.coils(address, [on])
        case .writeCoils(let address, let values): Self.coils(address, values)
        case .writeRegister(let address, let value): Self.registers(address, [value])
        case .writeRegisters(let address, let values): Self.registers(address, values)
        case .exchange(_, _, let address, let values): Self.registers(address, values)
        case .maskRegister(let address, let and, let or): Self.registers(address, [or], ~and)
        }
    }

    private static func registers(
        _ address: UInt16,
        _ values: [UInt16],
        _ mask: UInt16? = nil
    ) -> ModbusWriting {
        ModbusWriting(
            table: .holding,
            address: Int(address),
            count: values.count,
            data: values.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] },
            mask: mask
        )
    }

    private static func coils(_ address: UInt16, _ values: [Bool]) -> ModbusWriting {
        var data = [UInt8](repeating: 0, count: (values.count + 7) / 8)
        for (index, value) in values.enumerated() where value {
            data[index / 8] |= 1 << (index % 8)
        }
        return ModbusWriting(table: .coil, address: Int(address), count: values.count, data: data)
    }
}
