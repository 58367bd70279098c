import Devices
import Interlocks
import Labs
import Quantities

extension LineMachine {
    /// Finds the request whose message this is: its template must fit, and it must come out again
    /// byte for byte when it is written with what was found in it.
    func recogniseSerial(_ frame: [UInt8], at now: Instant) -> RecognisedRequest? {
        for (number, station) in stations.enumerated()
        where fixed.dialects.indices.contains(station.dialect) {
            let dialect = fixed.dialects[station.dialect]
            for index in station.firstRequest..<station.endRequest {
                let request = fixed.requests[index]
                guard let found = request.values(in: frame, dialect) else { continue }
                var flight = Flight.idle
                flight.station = number
                flight.request = index
                flight.sequence = found.sequence
                return recognised(flight, found, station, frame, at: now)
            }
        }
        return nil
    }

    private func recognised(
        _ flight: Flight,
        _ found: FoundValues,
        _ station: Station,
        _ frame: [UInt8],
        at now: Instant
    ) -> RecognisedRequest {
        var flight = flight
        let request = fixed.requests[flight.request]
        flight.lateness = request.lateness
        let poll = fixed.polls[station.firstPoll..<station.endPoll].firstIndex {
            $0.request == flight.request && found.values.isEmpty
        }
        var inquiry = Inquiry(device: station.device, purpose: .foreign)
        let lane = request.style == .immediate && fixed.hasSideLane ? Poll.Lane.side : .main
        let plan = fixed.plan
        var patience = plan.patience(
            request: frame.count,
            reply: request.span,
            timeout: request.timeout
        )
        if let poll {
            flight.stage = .poll
            flight.poll = poll
            let fields = fixed.polls[poll].firstField..<fixed.polls[poll].endField
            inquiry.purpose = .poll(fixed.captured[fields].map(\.point))
            patience = fixed.polls[poll].patience
        } else {
            flight.stage = request.isAnswered && station.audience == .one ? .command : .unanswered
            if flight.stage == .unanswered {
                patience = Clock.bounded(plan.timing.time(characters: frame.count))
            }
            inquiry.purpose = purpose(flight.request, found, station, at: now)
        }
        return RecognisedRequest(
            inquiry: inquiry,
            flight: flight,
            lane: lane,
            patience: patience
        )
    }

    /// The point a request writes, or the request by name with its fields.
    private func purpose(
        _ index: Int,
        _ found: FoundValues,
        _ station: Station,
        at now: Instant
    ) -> Inquiry.Purpose {
        let plan = fixed.plan
        let profile = plan.profile(of: station)
        guard case .serial(let name, _) = profile.link,
            let definition = plan.lab.protocols.first(where: { $0.name == name }),
            definition.requests.indices.contains(index - station.firstRequest)
        else { return .foreign }
        let request = definition.requests[index - station.firstRequest].name
        var values: [Inquiry.Value] = []
        for (place, point) in profile.points.enumerated() {
            guard case .serial(let field) = point.source, field.write == request,
                found.values.count == 1,
                let raw = Self.number(found.values[0], words: field.words)
            else { continue }
            let conversion = ValueConversion(point.kind, scale: field.scale, offset: field.offset)
            values.append(
                Inquiry.Value(
                    point: station.firstPoint + place,
                    reading: conversion.reading(raw: raw, at: now)
                )
            )
        }
        guard values.isEmpty else { return .write(values) }
        let fields = zip(fixed.requests[index].send?.fields ?? [], found.texts).map {
            Inquiry.Field(name: $0, text: $1)
        }
        return .say(request, fields)
    }

    private static func number(_ value: WireValue, words: [String]) -> Double? {
        switch value {
        case .number(let number): number
        case .bytes(let bytes):
            words.firstIndex { Array($0.utf8) == bytes }.map { Double($0) }
        }
    }
}

/// What stands in a message's own fields, and the number it bears.
struct FoundValues {
    var values: [WireValue]
    var texts: [String]
    var sequence = 0
}

extension SerialRequest {
    /// What the message was filled with; nil where it is another request's.
    func values(in frame: [UInt8], _ dialect: SerialDialect) -> FoundValues? {
        guard let send, let content = dialect.content(ofRequest: frame, style, summing) else {
            return nil
        }
        var captures: [Capture] = []
        guard send.matches(content, from: 0, to: content.count, captures: &captures) else {
            return nil
        }
        var found = FoundValues(values: [], texts: [])
        for capture in captures {
            let bytes = Array(content[capture.start..<capture.end])
            found.values.append(capture.number.isNaN ? .bytes(bytes) : .number(capture.number))
            found.texts.append(String(decoding: bytes, as: UTF8.self))
        }
        for sequence in dialect.sequences(numbering) {
            var again: [UInt8] = []
            if append(found.values, dialect, sequence: sequence, to: &again), again == frame {
                found.sequence = sequence
                return found
            }
        }
        return nil
    }
}

extension SerialDialect {
    /// The numbers a message may bear, repetitions marked.
    fileprivate func sequences(_ numbering: SerialRequest.Numbering) -> [Int] {
        guard numbering == .numbered, let sequence, sequence.first <= sequence.last,
            sequence.last - sequence.first < 256
        else { return [0] }
        let plain = Array(sequence.first...sequence.last)
        guard let bit = sequence.repeatBit else { return plain }
        return plain + plain.map { $0 | 1 << min(max(bit, 0), 7) }
    }

    /// A request's message without what encloses it and without checksum.
    fileprivate func content(
        ofRequest frame: [UInt8],
        _ style: RequestDefinition.Style,
        _ summing: RequestDefinition.Summing
    ) -> [UInt8]? {
        guard style == .framed else { return frame }
        guard frame.starts(with: framing.preamble) else { return nil }
        var bytes = Array(frame.dropFirst(framing.preamble.count))
        let (begin, end, _) = ends
        let sum = summing == .summed ? checksum : nil
        let behind = end.count + (sum?.place == .afterEnd ? sum?.length ?? 0 : 0)
        guard bytes.count >= begin.count + behind, bytes.starts(with: begin) else { return nil }
        var last = bytes.count - behind
        guard end.isEmpty || bytes.holds(end, at: last) else { return nil }
        if let stuffing = framing.stuffing {
            guard let shorter = stuffing.unstuff(&bytes, from: begin.count, to: last) else {
                return nil
            }
            last = shorter
        }
        last -= sum?.place == .beforeEnd ? sum?.length ?? 0 : 0
        guard last >= begin.count else { return nil }
        return Array(bytes[begin.count..<last])
    }
}
