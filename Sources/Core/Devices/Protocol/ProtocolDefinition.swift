package import Quantities

/// How a family of serial devices is spoken, as its file in `protocols/` says.
package struct ProtocolDefinition: Hashable, Sendable {
    package var name: String
    package var summary: String
    package var sources: [String]
    package var framing: Framing
    /// Every reply begins with these bytes; what stands before them is line noise.
    package var startsWith: [UInt8] = []
    package var checksum: ChecksumDefinition?
    /// Silence after a request before its reply must have begun.
    package var replyTimeout: Lapse
    /// The longest gap inside a reply.
    package var readTimeout: Lapse
    package var greatestLateness: Lapse
    package var turnaround: Lapse
    package var pauseBetween: Lapse
    package var requests: [RequestDefinition]
    /// Replies that mean something else than success, tried before the request's own template.
    package var errors: [ErrorReply]
    /// Lines the device sends unasked; they answer nothing.
    package var unsolicited: [Template]
    package var hash = ""

    package init(
        name: String,
        summary: String,
        sources: [String],
        framing: Framing,
        checksum: ChecksumDefinition?,
        replyTimeout: Lapse,
        readTimeout: Lapse,
        greatestLateness: Lapse,
        turnaround: Lapse,
        pauseBetween: Lapse,
        requests: [RequestDefinition],
        errors: [ErrorReply],
        unsolicited: [Template]
    ) {
        self.name = name
        self.summary = summary
        self.sources = sources
        self.framing = framing
        self.checksum = checksum
        self.replyTimeout = replyTimeout
        self.readTimeout = readTimeout
        self.greatestLateness = greatestLateness
        self.turnaround = turnaround
        self.pauseBetween = pauseBetween
        self.requests = requests
        self.errors = errors
        self.unsolicited = unsolicited
    }

    package func request(_ name: String) -> RequestDefinition? {
        requests.first { $0.name == name }
    }
}

/// Where a frame ends.
package enum Framing: Hashable, Sendable {
    /// Requests end with `out`, replies with `in`.
    case delimited(out: [UInt8], in: [UInt8])
    case fixed(length: Int)
    /// The byte at `offset` holds the length; the whole frame has that value plus `plus` bytes.
    case lengthPrefixed(offset: Int, plus: Int)
}

/// A checksum over the frame's bytes between `from` and the checksum itself.
package struct ChecksumDefinition: Hashable, Sendable {
    package enum Algorithm: String, Hashable, Sendable, CaseIterable {
        case xor
        case sum8
        case lrc
        case crc16Modbus = "crc16-modbus"
    }

    package enum Encoding: String, Hashable, Sendable, CaseIterable {
        case raw
        case hex
        case decimal3
    }

    package var algorithm: Algorithm
    package var encoding: Encoding
    package var from: Int

    package init(algorithm: Algorithm, encoding: Encoding, from: Int) {
        self.algorithm = algorithm
        self.encoding = encoding
        self.from = from
    }
}

/// One thing that can be said to the device.
package struct RequestDefinition: Hashable, Sendable {
    package var name: String
    /// Without terminator and checksum; may hold `{address}`.
    package var send: Template
    /// nil where the device never answers this.
    package var reply: Template?
    /// How many reply lines; the template matches the first.
    package var replyTimeout: Lapse?
    /// Sent outside the line protocol, without terminator: GRBL's `?`.
    package var style: Style

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

    package init(
        name: String,
        send: Template,
        reply: Template?,
        replyTimeout: Lapse? = nil,
        style: Style = .framed
    ) {
        self.name = name
        self.send = send
        self.reply = reply
        self.replyTimeout = replyTimeout
        self.style = style
    }
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
