/// How messages are cut out of the stream, both ways.
package struct Framing: Hashable, Sendable {
    package var requests: FrameShape
    package var replies: FrameShape
    /// How bytes that would mark a frame's ends are written inside it.
    package var stuffing: Stuffing?
    /// Sent before every request, for the receivers to settle on; no checksum covers it.
    package var preamble: [UInt8] = []
    /// Whole replies that stand alone, outside any frame: ACK, NAK.
    package var tokens: [[UInt8]] = []

    package init(requests: FrameShape, replies: FrameShape) {
        self.requests = requests
        self.replies = replies
    }

    /// Requests end with `out`, replies with `end`; with nothing, replies end by silence.
    package static func delimited(out: [UInt8], in end: [UInt8]) -> Framing {
        Framing(requests: .ended(by: out), replies: .ended(by: end))
    }

    /// Replies of a fixed length; requests are as long as their templates.
    package static func fixed(length: Int?) -> Framing {
        Framing(requests: .ended(by: []), replies: .fixed(length: length))
    }

    package static func lengthPrefixed(_ field: LengthField) -> Framing {
        Framing(requests: .counted(field), replies: .counted(field))
    }

    package static func lengthPrefixed(offset: Int, plus: Int) -> Framing {
        lengthPrefixed(LengthField(offset: offset, plus: plus))
    }
}

/// Where one message begins and ends.
package enum FrameShape: Hashable, Sendable {
    /// Ends with these bytes. Without any, a request ends where its template does, and a reply when
    /// the device falls silent.
    case ended(by: [UInt8])
    case enclosed(from: [UInt8], to: [UInt8])
    /// nil: as long as the templates of the request that was asked.
    case fixed(length: Int?)
    case counted(LengthField)
    /// A line that holds nothing but the device's prompt ends the reply.
    case prompted(after: [UInt8], prompts: [Template])
}

/// A frame that says how long it is.
package struct LengthField: Hashable, Sendable {
    /// Where the byte with the length stands, from the frame's first byte.
    package var offset: Int
    /// The whole frame has so many bytes more than the byte says.
    package var plus: Int
    /// What every frame begins and ends with, empty for nothing.
    package var begin: [UInt8]
    package var end: [UInt8]

    package init(offset: Int, plus: Int, begin: [UInt8] = [], end: [UInt8] = []) {
        self.offset = offset
        self.plus = plus
        self.begin = begin
        self.end = end
    }
}

/// How bytes that mark a frame's ends are written inside it.
package enum Stuffing: Hashable, Sendable {
    /// This byte is written twice (DLE).
    case doubled(UInt8)
    /// These bytes are written as `with` and the byte exclusive-or `mask` (7Dh and 20h).
    case escaped(bytes: [UInt8], with: UInt8, mask: UInt8)
}
