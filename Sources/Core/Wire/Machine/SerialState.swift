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

    /// A reply that was whole, of which a second copy may still come.
    struct Copy: Sendable {
        /// The request it answered; -1 where it was an error, which could answer any.
        var request: Int
        var until: Int64
    }

    /// What the message on the wire was filled with, so that it can be sent again.
    var values: [WireValue] = []
    /// The message itself; empty for one outside the line protocol.
    var sent: [UInt8] = []
    /// Readings of a reply whose last line has not come.
    var pending: [LineEvent] = []
    /// What the device itself repeats before it answers; empty once it has.
    var echo: [UInt8] = []
    var copies: [Copy] = []
    /// Until then one of them may come.
    var copyUntil: Int64 = 0
    /// Until then bytes that nobody waits for may still be going on.
    var strayUntil: Int64 = 0
    var strayBegan: Int64 = 0
    var silence = Silence.kept
    var reply = Reply.whole

    /// A device that talks without end is not waited for longer than this.
    static let longestStray: Int64 = 1_000_000_000
    /// More exchanges than this do not fit into a read timeout.
    static let greatestCopies = 16
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
        serial.copies.removeAll { $0.until <= time }
        if serial.copies.count >= SerialState.greatestCopies { serial.copies.removeFirst() }
        serial.copyUntil = time &+ dialect.readTimeout
        serial.copies.append(SerialState.Copy(request: request, until: serial.copyUntil))
    }

    /// Until when the request is held back because bytes on the line could pass for its reply.
    func heldUntil(_ request: Int) -> Int64 {
        var held = serial.strayUntil
        guard serial.copyUntil > clock, fixed.requests.indices.contains(request) else {
            return held
        }
        for copy in serial.copies where copy.until > held {
            let mayPass =
                copy.request < 0
                || fixed.requests[request].mayBeAnswered(byReplyTo: fixed.requests[copy.request])
            if mayPass { held = copy.until }
        }
        return held
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
