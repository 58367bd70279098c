package import Quantities

/// How a family of serial devices is spoken, as its file in `protocols/` says.
package struct ProtocolDefinition: Hashable, Sendable {
    package var name: String
    package var summary: String
    package var sources: [String]
    package var content = Content.text
    package var framing: Framing
    /// Every reply begins with these bytes; what stands before them is line noise.
    package var startsWith: [UInt8] = []
    package var checksum: ChecksumDefinition?
    package var status: StatusDefinition?
    package var sequence: SequenceDefinition?
    package var echo = Echo.none
    /// Addresses a device can have; empty for any.
    package var addresses: [ClosedRange<Int>] = []
    package var groups: [GroupAddress] = []
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

    package enum Content: String, Hashable, Sendable, CaseIterable {
        /// Spaces may be more, and line noise before a message is told by not being text.
        case text
        /// Every byte counts.
        case binary
    }

    package enum Echo: String, Hashable, Sendable, CaseIterable {
        case none
        /// The device repeats each request before it answers.
        case request
    }

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

    package func group(at address: Int) -> GroupAddress? {
        groups.first { $0.address == address }
    }
}
