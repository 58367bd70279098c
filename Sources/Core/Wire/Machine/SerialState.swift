/// What a serial line remembers from one message to the next.
struct SerialState: Sendable {
    /// Whether anything but idle bytes came since the last request.
    enum Silence: UInt8, Sendable {
        case kept, broken
    }

    /// Whether the beginning of a reply was given up because its rest did not follow in time.
    enum Reply: UInt8, Sendable {
        case whole, torn
    }

    /// What the message on the wire was filled with, so that it can be sent again.
    var values: [WireValue] = []
    /// The message itself; empty for one outside the line protocol.
    var sent: [UInt8] = []
    /// Readings of a reply whose last line has not come.
    var pending: [LineEvent] = []
    /// What the device itself repeats before it answers; empty once it has.
    var echo: [UInt8] = []
    /// The request answered last; -1 where the answer was an error, which could answer any.
    var answered = -1
    /// Until then a second copy of that answer may still come.
    var copyUntil: Int64 = 0
    /// Until then bytes that nobody waits for may still be going on.
    var strayUntil: Int64 = 0
    var strayBegan: Int64 = 0
    var silence = Silence.kept
    var reply = Reply.whole

    /// A device that talks without end is not waited for longer than this.
    static let longestStray: Int64 = 1_000_000_000
}

extension LineMachine {
    /// How the device speaks whose reply is awaited.
    var dialect: SerialDialect? {
        guard !stations.isEmpty else { return nil }
        return dialect(of: main.awaitsReply ? main : side)
    }

    func dialect(of flight: Flight) -> SerialDialect? {
        let index = stations[flight.station].dialect
        return fixed.dialects.indices.contains(index) ? fixed.dialects[index] : nil
    }

    /// Bytes came that nobody waits for: what they belong to may go on, and would look like the
    /// end of the next reply.
    mutating func noteStray(_ bytes: [UInt8], at time: Int64) {
        guard fixed.style == .serial, let dialect = fixed.dialects.first else { return }
        guard !dialect.endsMessage(bytes) else {
            serial.strayUntil = time
            return
        }
        if time > serial.strayUntil { serial.strayBegan = time }
        serial.strayUntil = min(
            time &+ dialect.readTimeout,
            serial.strayBegan &+ SerialState.longestStray
        )
    }

    /// A reply is whole: a copy of it may follow, which must not pass for the next one's.
    mutating func noteAnswer(of request: Int, at time: Int64) {
        guard let dialect else { return }
        serial.answered = request
        serial.copyUntil = time &+ dialect.readTimeout
    }

    /// Until when the request is held back because bytes on the line could pass for its reply.
    func heldUntil(_ request: Int) -> Int64 {
        let stray = serial.strayUntil
        guard serial.copyUntil > clock, fixed.requests.indices.contains(request) else {
            return stray
        }
        let last = serial.answered
        let mayPass =
            last < 0
            || fixed.requests[request].mayBeAnswered(byReplyTo: fixed.requests[last])
        return mayPass ? max(stray, serial.copyUntil) : stray
    }

    /// When the poll may be sent.
    @inline(__always)
    func readyAt(_ index: Int) -> Int64 {
        fixed.style == .serial
            ? max(ready[index], heldUntil(fixed.polls[index].request)) : ready[index]
    }

    /// The connection is new: what was learnt of its far end holds no more.
    mutating func forgetSerial() {
        serial = SerialState()
        for index in stations.indices { stations[index].numbering = .unknown }
    }
}
