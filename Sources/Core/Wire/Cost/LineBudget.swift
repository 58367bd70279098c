import Devices
package import Labs
package import Quantities

/// What a line's polls cost: how busy they keep it, and how long anything on it takes at worst.
///
/// Made from the plan the line itself follows, so it holds for the requests that really go out.
package struct LineBudget: Sendable {
    /// One request that is sent again and again.
    package struct Item: Hashable, Sendable {
        /// Index into `Lab.devices`.
        package var device: Int
        /// The image's indexes of the points it reads.
        package var points: [Int]
        /// nil: at start, after writes and when asked to.
        package var period: Lapse?
        /// Answered in time, with the silence after it and the device's pause.
        package var cost: Lapse
        /// Not answered at all.
        package var timeout: Lapse
        /// How long it may be held back because a copy of the last reply could pass for its own.
        package var hold: Lapse
    }

    package let items: [Item]
    /// The share of time the periodic polls take; above 1 they cannot keep their periods.
    package let load: Double
    /// The longest time from a command's turn to its own first byte: another's unanswered request.
    package let longestWait: Lapse
    /// From a write's first byte to its acknowledgement, or to giving up; the slowest device's.
    package let longestWrite: Lapse

    package init(lab: Lab, names: LabNames, line: Int) {
        let (plan, stations) = LinePlan.make(lab: lab, names: names, line: line)
        items = plan.polls.indices.map { Self.item($0, plan, stations) }
        load = items.reduce(0) { sum, item in
            guard let period = item.period else { return sum }
            return sum + item.cost.seconds / period.seconds
        }
        let write = stations.map { plan.writeTimeout($0) }.max() ?? .zero
        longestWrite = write
        longestWait = max(items.map(\.timeout).max() ?? .zero, write)
    }

    private static func item(_ index: Int, _ plan: LinePlan, _ stations: [Station]) -> Item {
        let poll = plan.polls[index]
        let station = stations[poll.station]
        let range = poll.firstField..<poll.endField
        let request = poll.frameEnd - poll.frameStart
        let reply =
            plan.style == .serial
            ? LinePlan.longReply : WireCost.wrapping(plan.kind) - 1 + poll.shape.length
        let answered = WireCost.transaction(
            request: request,
            reply: reply,
            // What is waited for longer may be answered that late.
            turnaround: Lapse(
                nanoseconds: poll.timeout > station.replyTimeout
                    ? poll.timeout : station.turnaround
            ),
            timing: plan.timing
        )
        return Item(
            device: station.device,
            points: plan.style == .serial
                ? plan.captured[range].map(\.point) : plan.fields[range].map(\.point),
            period: poll.period == 0 ? nil : Lapse(nanoseconds: poll.period),
            cost: answered
                + Lapse(nanoseconds: station.pauseBetween)
                + Self.hold(before: index, plan, station),
            timeout: Lapse(nanoseconds: poll.patience &* Int64(1 + plan.repeats(of: station))),
            hold: Lapse(nanoseconds: station.repeatsWithin)
        )
    }

    /// How long a poll is held back behind another one whose reply could pass for its own.
    private static func hold(before index: Int, _ plan: LinePlan, _ station: Station) -> Lapse {
        guard plan.style == .serial, plan.dialects.indices.contains(station.dialect) else {
            return .zero
        }
        let own = plan.requests[plan.polls[index].request]
        let isHeld = plan.polls.indices.contains { other in
            other != index
                && own.mayBeAnswered(byReplyTo: plan.requests[plan.polls[other].request])
        }
        let wait = plan.dialects[station.dialect].readTimeout
        return isHeld ? Lapse(nanoseconds: wait) : .zero
    }

    /// The longest a point's value in the image can be behind the device, while every device on the
    /// line answers or one does not; nil where the point is not read periodically.
    ///
    /// Its request may have to wait for one unanswered request and once for every other poll.
    package func greatestDelay(point: Int) -> Lapse? {
        guard let own = items.first(where: { $0.points.contains(point) }), let period = own.period
        else { return nil }
        let others = items.reduce(Lapse.zero) { $0 + $1.cost }
        return period + longestWait + others + own.hold
    }
}

extension LinePlan {
    /// A write nobody answers, with the exchanges before it; the longest Modbus write of a value is
    /// that of four registers by function 23, 21 bytes.
    ///
    /// Serial requests that are answered only once they are carried out (a homing cycle) are left
    /// out: a safe write does not wait for them.
    fileprivate func writeTimeout(_ station: Station) -> Lapse {
        guard style != .serial else { return serialWriteTimeout(station) }
        let bytes = 21
        let points = profile(of: station).points.count
        let answered = patience(request: bytes, reply: bytes, timeout: station.turnaround)
        var longest = patience(request: bytes, reply: bytes, timeout: station.replyTimeout)
        let first = min(station.firstRule, rules.count)
        for rule in rules[first..<min(first + points, rules.count)] {
            let timeout = max(rule.timeout, rule.readTimeout)
            let own = patience(request: bytes, reply: bytes, timeout: timeout)
            let before = Int64(rule.exchanges - 1) &* (answered &+ station.pauseAfterWrite)
            longest = max(longest, own &+ before)
        }
        return Lapse(nanoseconds: longest)
    }

    /// With what its protocol adds: repetitions, or the question whether it was refused.
    private func serialWriteTimeout(_ station: Station) -> Lapse {
        let bytes = Self.longReply
        let one = patience(request: bytes, reply: bytes, timeout: station.replyTimeout)
        var longest = one &* Int64(1 + repeats(of: station))
        let end = min(station.endRequest, requests.count)
        for request in requests[min(station.firstRequest, end)..<end] where request.check >= 0 {
            longest = max(longest, one &+ request.pauseAfter &+ one)
        }
        return Lapse(nanoseconds: longest)
    }

    /// How often an unanswered message of a serial device may be sent again.
    fileprivate func repeats(of station: Station) -> Int {
        guard style == .serial, dialects.indices.contains(station.dialect),
            let sequence = dialects[station.dialect].sequence, sequence.repeatBit != nil
        else { return 0 }
        return min(max(sequence.repeats, 0), 9)
    }
}
