import Quantities

/// One device on the line, as the line knows it.
struct Station: Sendable {
    enum Standing: Sendable {
        case answering
        /// So many requests in a row went without an answer that it was said once.
        case lost
    }

    /// Index into `Lab.devices`.
    var device: Int
    var unit: UInt8 = 0
    var address: Int
    var replyTimeout: Int64 = 0
    var greatestLateness: Int64 = 0
    var pauseAfterWrite: Int64 = 0
    var pauseBetween: Int64 = 0
    var greatestWrite = 0
    var turnaround: Int64 = 0
    var pauseAfterConnect: Int64 = 0
    /// After a read refused as busy, doubled each time.
    var busyPause: Int64 = 100_000_000
    /// How it is watched while it carries out a command.
    var briskPeriod = LineMachine.briskPeriod
    var briskTime = LineMachine.briskTime
    /// A second copy of a reply may come so much later.
    var repeatsWithin: Int64 = 0
    /// The delay after a broadcast; negative where the unit is none.
    var broadcastDelay: Int64 = -1
    var firstPoll = 0
    var endPoll = 0
    /// The image's index of its first point, and past its last.
    var firstPoint: Int
    var endPoint: Int
    var firstRequest = 0
    var endRequest = 0
    /// Into the line's dialects.
    var dialect = -1
    var audience = Audience.one

    enum Audience: UInt8, Sendable {
        case one
        /// A group address: everybody listens, nobody answers.
        case group
    }
    /// Where the rules of its points' writes begin in the plan's list.
    var firstRule = Int.max / 2

    var standing = Standing.answering
    /// Until then its polls come briskly: it was told something, and somebody waits for the effect.
    var briskUntil: Int64 = 0
    /// Requests in a row without an answer.
    var failures = 0
    /// Reads in a row that it was too busy for.
    var refusals = 0
    /// Nothing is sent to it before this.
    var pausedUntil: Int64 = 0
    /// Nothing but safe writes is sent to it before this: a late reply may still come.
    var quarantinedUntil: Int64 = 0
    /// Nothing but safe writes is sent to it before this: it seems dead.
    var blockedUntil: Int64 = 0
    /// Function and byte count of the last request, so that the next one can differ.
    var lastSignature: UInt32 = 0
    /// The number of the last message that bore one, how many of them were not answered since one
    /// was, and whether one was since the connection was made.
    var sequence = 0
    var openNumbers = 0
    var numbering = Numbering.unknown

    enum Numbering: UInt8, Sendable {
        case unknown, known
    }
    /// Until then its last reply may come a second time.
    var repeatUntil: Int64 = 0

    var openAt: Int64 { max(pausedUntil, max(quarantinedUntil, blockedUntil)) }
}

/// One request that is sent again and again.
struct Poll: Sendable {
    enum Lane: UInt8, Sendable {
        /// One request at a time.
        case main
        /// Real-time requests of a serial protocol, outside its lines.
        case side
    }

    var station: Int
    /// 0: at start, after writes and when asked to.
    var period: Int64
    var frameStart: Int
    var frameEnd: Int
    /// From the sending of the first byte to the end of the reply.
    var patience: Int64
    /// What of it is the device's.
    var timeout: Int64
    /// How late its reply can be.
    var lateness: Int64
    var shape = ModbusShape.none
    var request = -1
    var lane = Lane.main
    var firstField: Int
    var endField: Int
    var signature: UInt32
}

/// What is on the wire.
struct Flight: Sendable {
    enum Stage: UInt8, Sendable {
        case idle, poll, command
        /// A command without a reply, until its bytes are out.
        case unanswered
        /// An exchange before or after a command's own.
        case step
        /// Between two exchanges of one command: nobody else may send.
        case between
    }

    var stage = Stage.idle
    var station = 0
    var poll = -1
    var request = -1
    var shape = ModbusShape.none
    var transaction: UInt16 = 0
    var deadline = Clock.never
    /// Until then a reply must have begun.
    var begun = Clock.never
    /// Bytes that trickle in move the deadline no further than this.
    var limit = Clock.never
    var sent: Int64 = 0
    /// No reply can have come by then: the request was still on the wire.
    var earliest: Int64 = 0
    /// How late its reply can be.
    var lateness: Int64 = 0
    /// How long its device is waited for, where that is longer than usual.
    var timeout: Int64 = 0
    var command = 0
    /// The profile's point a command writes.
    var point = -1
    var reaction = Reaction.readBack
    /// What it sends next by itself, at its deadline; it waits for no reply until then.
    var errand = Errand.none
    /// Lines of the reply that have come.
    var line = 0
    /// The number its message bears.
    var sequence = 0
    /// How often the message may be sent again with that number, marked as a repetition.
    var repetitions = 0
    var lastSend = Sending.first

    enum Errand: UInt8, Sendable {
        case none
        /// Asks whether a command without reply was refused.
        case check
        /// Sends the same message again.
        case again
        /// Asks for the rest of the reply.
        case ask
    }

    enum Sending: UInt8, Sendable {
        case first, repeated
    }

    /// What follows a command that was carried out.
    enum Reaction: UInt8, Sendable {
        case readBack, nothing
    }

    static let idle = Flight()
}
