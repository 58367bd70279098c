import Interlocks
import Quantities
import Scanning

/// A reply that was matched, and whose values nobody has worked out yet.
struct MatchedReply: Sendable {
    enum Stage: UInt8, Sendable {
        case none, waiting
    }

    var stage = Stage.none
    var bytes: [UInt8] = []
    var poll = 0
    /// Where its data begin, when its request went out, and when it was whole.
    var data = 0
    var sent: Int64 = 0
    var at: Int64 = 0
}

/// What the values of matched Modbus replies are.
extension LineMachine {
    /// Works out what a reply said that was put aside; after that every event is there.
    package mutating func digest() {
        guard matched.stage == .waiting else { return }
        matched.stage = .none
        report()
        matched.bytes.removeAll(keepingCapacity: true)
    }

    /// The poll's reply is whole; its data begin at `data`.
    mutating func keep(data: Int, at time: Int64) {
        digest()
        swap(&matched.bytes, &inbox)
        matched.stage = .waiting
        matched.poll = main.poll
        (matched.data, matched.sent, matched.at) = (data, main.sent, time)
        if decoding == .atOnce { digest() }
    }

    private mutating func report() {
        guard events.count < Self.greatestEvents else { return }
        let poll = fixed.polls[matched.poll]
        // Held once for all fields, and looked at where they stand: a copy of each would cost more
        // than reading it.
        let (bytes, bad, all) = (matched.bytes, fixed.bad, fixed.fields)
        let fields = all.span
        let (now, sent, data) = (Instant(nanoseconds: matched.at), matched.sent, matched.data)
        var index = poll.firstField
        while index < poll.endField {
            let point = fields[index].point
            if settling.isEmpty || !isSettling(point, sent: sent) {
                if fields[index].isPlain {
                    let reading = fields[index].reading(bytes, data: data, bad: bad, at: now)
                    events.append(.reading(point: point, reading))
                } else {
                    report(index, bytes, data: data, at: now)
                }
            }
            index &+= 1
        }
    }

    /// A field that takes more than its own bytes, or that others wait for.
    private mutating func report(_ place: Int, _ bytes: [UInt8], data: Int, at now: Instant) {
        let field = fixed.fields[place]
        guard field.part != .bound else { return hold(place, bytes, data: data, at: now) }
        let reading = fixed.context.reading(field, bytes, data: data, at: now)
        events.append(.reading(point: field.point, reading))
        guard field.part == .source else { return }
        learn(field.point, reading.quality, field.part(bytes, data: data, bad: fixed.bad), at: now)
    }

    /// Function 23 reads in the same transaction what it wrote.
    mutating func reportExchange(data: Int, at time: Int64) {
        let rule = stations[main.station].firstRule + main.point
        guard fixed.rules.indices.contains(rule), let field = fixed.rules[rule].exchanged,
            events.count < Self.greatestEvents
        else { return }
        let now = Instant(nanoseconds: time)
        let reading = fixed.context.reading(field, inbox, data: data, at: now)
        note(.reading(point: field.point, reading))
    }

    /// Readings of a poll whose device answered that it has none.
    mutating func markBad(_ flight: Flight, at time: Int64) {
        mark(flight, .deviceBad, at: time)
    }

    /// The device is there and has no time for the poll.
    ///
    /// Told once it was so several times running: a moment's business takes nothing away.
    mutating func markBusy(_ flight: Flight, at time: Int64) {
        guard flight.stage == .poll, busy.indices.contains(flight.poll) else { return }
        busy[flight.poll] = min(busy[flight.poll] + 1, 1000)
        if busy[flight.poll] >= Self.lostAfter { mark(flight, .busy, at: time) }
    }

    private mutating func mark(_ flight: Flight, _ quality: Quality, at time: Int64) {
        guard flight.stage == .poll, fixed.polls.indices.contains(flight.poll) else { return }
        let poll = fixed.polls[flight.poll]
        let bad = Reading(value: 0, quality: quality, at: Instant(nanoseconds: time))
        for index in poll.firstField..<poll.endField {
            let point =
                fixed.style == .serial ? fixed.captured[index].point : fixed.fields[index].point
            note(.reading(point: point, bad))
            learn(point, quality, nil, at: bad.at)
        }
    }
}
