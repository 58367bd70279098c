import Devices
import Labs
import Quantities
import Scanning

extension LineMachine {
    /// Real-time requests have a lane of their own: they may go out while a line is answered.
    func lane(of command: PermittedCommand, _ station: Int) -> Poll.Lane {
        let plan = fixed.plan
        guard plan.hasSideLane,
            let request = serialRequest(command.request.body, plan, stations[station])
        else { return .main }
        return plan.requests[request.index].style == .immediate ? .side : .main
    }

    /// Whether a safe request cuts off one that is answered only once it is carried out.
    ///
    /// Such is a homing cycle. A Modbus transaction is never cut: it is short, and the bus is
    /// shared.
    func mayInterrupt(_ command: PermittedCommand, _ station: Int) -> Bool {
        let plan = fixed.plan
        guard plan.style == .serial, command.isSafe else { return false }
        let flight = lane(of: command, station) == .main ? main : side
        let usual = plan.patience(
            request: 0,
            reply: LinePlan.longReply,
            timeout: stations[station].replyTimeout
        )
        return flight.deadline &- clock > usual
    }

    /// Until when the command is held back because bytes on the line could pass for its answer.
    func heldUntil(_ command: PermittedCommand, _ station: Station) -> Int64 {
        guard fixed.style == .serial, max(serial.copyUntil, serial.strayUntil) > clock,
            let found = serialRequest(command.request.body, fixed.plan, station)
        else { return 0 }
        return heldUntil(found.index)
    }

    /// Which request carries the command, and with which values.
    private func serialRequest(
        _ body: CommandBody,
        _ plan: LinePlan,
        _ station: Station
    ) -> (index: Int, values: [WireValue])? {
        switch body {
        case .send(let request, let fields):
            let index = station.firstRequest + request
            guard request >= 0, index < station.endRequest else { return nil }
            return (index, fields.map { .number($0) })
        case .write(let index, let value):
            let profile = plan.profile(of: station)
            guard profile.points.indices.contains(index),
                case .serial(let field) = profile.points[index].source,
                case .serial(let name, _) = profile.link,
                let definition = plan.lab.protocols.first(where: { $0.name == name }),
                let request = definition.requests.firstIndex(where: { $0.name == field.write }),
                let written = Self.wireValue(value, field, profile.points[index].kind)
            else { return nil }
            return (station.firstRequest + request, [written])
        }
    }

    private static func wireValue(
        _ value: Double,
        _ field: SerialField,
        _ kind: PointKind
    ) -> WireValue? {
        let conversion = ValueConversion(kind, scale: field.scale, offset: field.offset)
        guard let raw = conversion.raw(of: value) else { return nil }
        guard !field.words.isEmpty else { return .number(raw) }
        guard let index = Int(exactly: raw), field.words.indices.contains(index) else { return nil }
        return .bytes(Array(field.words[index].utf8))
    }

    /// Fills the flight and the message; returns how long to wait for the reply.
    mutating func writeSerial(
        _ body: CommandBody,
        _ plan: LinePlan,
        _ flight: inout Flight,
        _ bytes: inout [UInt8]
    ) -> Result<Int64, WireRefusal> {
        let station = stations[flight.station]
        guard plan.dialects.indices.contains(station.dialect),
            let found = serialRequest(body, plan, station)
        else { return .failure(.unknown) }
        let request = plan.requests[found.index]
        flight.request = found.index
        flight.lateness = request.lateness
        guard
            number(&flight, plan.dialects[station.dialect], values: found.values, into: &bytes)
        else { return .failure(.notEncodable) }
        stations[flight.station].lastSignature = UInt32(truncatingIfNeeded: found.index)
        guard request.isAnswered, station.audience == .one else {
            flight.stage = .unanswered
            return .success(Clock.bounded(plan.timing.time(characters: bytes.count)))
        }
        if request.style == .framed { serial.values = found.values }
        flight.stage = .command
        return .success(
            plan.patience(
                request: bytes.count,
                reply: request.span,
                timeout: request.timeout
            )
        )
    }
}
