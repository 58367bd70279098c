package import Quantities

/// One thing that can be said to the device.
package struct RequestDefinition: Hashable, Sendable {
    package var name: String
    /// Without terminator and checksum; may hold `{address}`.
    package var send: Template
    /// nil where the device never answers this.
    package var reply: Template?
    /// Further lines of the reply, in their order; lines between them that fit none are passed
    /// over.
    package var then: [Template] = []
    /// What the host says after the first line of the reply to be told the others; empty for
    /// nothing.
    package var ask: [UInt8] = []
    /// Of a request without reply: the request that tells whether it was refused.
    package var check: String?
    package var replyTimeout: Lapse?
    /// As the protocol's, for a request whose reply can come later than others'.
    package var greatestLateness: Lapse?
    /// The device is left alone for so long once this was carried out.
    package var pauseAfter: Lapse
    /// Sent outside the line protocol, without terminator: GRBL's `?`.
    package var style: Style
    package var summing = Summing.summed

    /// Whether the protocol's error replies are tried on this request's replies.
    package var errors = ErrorReading.judge

    package enum ErrorReading: String, Hashable, Sendable, CaseIterable {
        /// An error reply means that the request was not carried out.
        case judge
        /// The reply reports an error as a value: the request itself asks for it.
        case read
    }

    package enum Style: String, Hashable, Sendable, CaseIterable {
        case framed
        case immediate
    }

    /// Whether the protocol's checksum is sent with it.
    package enum Summing: Hashable, Sendable {
        case summed, plain
    }

    package init(
        name: String,
        send: Template,
        reply: Template?,
        replyTimeout: Lapse? = nil,
        pauseAfter: Lapse = .zero,
        style: Style = .framed
    ) {
        self.name = name
        self.send = send
        self.reply = reply
        self.replyTimeout = replyTimeout
        self.pauseAfter = pauseAfter
        self.style = style
    }

    /// The lines of its reply.
    package var replyLines: [Template] { (reply.map { [$0] } ?? []) + then }
}

/// A reply that reports trouble.
package struct ErrorReply: Hashable, Sendable {
    package enum Meaning: String, Hashable, Sendable, CaseIterable {
        /// Not carried out; asking again later may work.
        case busy
        /// Not carried out.
        case refused
        /// The device is in trouble; the last action is in doubt.
        case fault
    }

    package var match: Template
    package var meaning: Meaning
    package var text: String

    package init(match: Template, meaning: Meaning, text: String) {
        self.match = match
        self.meaning = meaning
        self.text = text
    }
}

/// A field of replies that tells in bits whether the device is busy and what is wrong.
package struct StatusDefinition: Hashable, Sendable {
    /// What one error number means; 0 always means none.
    package struct Code: Hashable, Sendable {
        package var number: Int
        package var meaning: ErrorReply.Meaning
        package var text: String

        package init(number: Int, meaning: ErrorReply.Meaning, text: String) {
            self.number = number
            self.meaning = meaning
            self.text = text
        }
    }

    /// Name of the field, in whichever replies have it.
    package var field: String
    /// The lowest bit of the error number, and how many it takes.
    package var errorBit: Int
    package var errorBits: Int
    package var codes: [Code]
    package var busyBit: Int?
    /// The only requests in whose replies the busy bit is true; empty where it is in all.
    package var busyToldBy: [String]

    package init(
        field: String,
        errorBit: Int,
        errorBits: Int,
        codes: [Code],
        busyBit: Int? = nil,
        busyToldBy: [String] = []
    ) {
        self.field = field
        self.errorBit = errorBit
        self.errorBits = errorBits
        self.codes = codes
        self.busyBit = busyBit
        self.busyToldBy = busyToldBy
    }

    /// The error number in a status.
    package func error(in status: Int) -> Int {
        status >> min(max(errorBit, 0), 31) & (1 << min(max(errorBits, 0), 31) - 1)
    }
}

/// Numbers that tell one message from the next, in the field `{sequence}`.
package struct SequenceDefinition: Hashable, Sendable {
    package var first: Int
    package var last: Int
    /// The bit of the number that says: this is the same message again; carry it out only if its
    /// number is new to you.
    package var repeatBit: Int?
    /// How often the line sends a message again that was not answered.
    package var repeats: Int

    package init(first: Int, last: Int, repeatBit: Int? = nil, repeats: Int = 0) {
        self.first = first
        self.last = last
        self.repeatBit = repeatBit
        self.repeats = repeats
    }

    package func next(after number: Int) -> Int {
        number >= first && number < last ? number + 1 : first
    }
}

/// An address to which several devices listen, and none answers.
package struct GroupAddress: Hashable, Sendable {
    package var address: Int
    /// The addresses of the devices that listen; nil for all.
    package var members: ClosedRange<Int>?

    package init(address: Int, members: ClosedRange<Int>? = nil) {
        self.address = address
        self.members = members
    }
}
