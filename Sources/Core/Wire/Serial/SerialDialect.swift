import Devices
import Labs
import Quantities

/// What a protocol says about all its messages, ready for one device.
final class SerialDialect: Sendable {
    struct Trouble: Sendable {
        var match: WireTemplate
        var meaning: ErrorReply.Meaning
    }

    let framing: Framing
    let content: ProtocolDefinition.Content
    /// What stands before it is noise; part of the content unless the frame is enclosed by it.
    let startsWith: [UInt8]
    /// Nothing marks a reply but the silence around it: no end, or neither beginning nor end.
    let endsBySilence: Bool
    /// The device's prompts, its address filled in.
    let prompts: [[UInt8]]
    let checksum: ChecksumDefinition?
    let status: StatusDefinition?
    let sequence: SequenceDefinition?
    let echo: ProtocolDefinition.Echo
    let address: Int
    let readTimeout: Int64
    let troubles: [Trouble]
    let unsolicited: [WireTemplate]

    init(_ definition: ProtocolDefinition, address: Int, latency: Lapse) {
        framing = definition.framing
        content = definition.content
        checksum = definition.checksum
        status = definition.status
        sequence = definition.sequence
        echo = definition.echo
        self.address = address
        let spacing = definition.content.spacing
        var prompts: [[UInt8]] = []
        switch definition.framing.replies {
        case .enclosed(let begin, _): startsWith = begin
        case .prompted(_, let templates):
            startsWith = definition.startsWith
            prompts = templates.compactMap {
                WireTemplate($0, address: address).map { Array($0.opening) }
            }
        default: startsWith = definition.startsWith
        }
        self.prompts = prompts.filter { !$0.isEmpty }
        endsBySilence =
            switch definition.framing.replies {
            case .ended(let end): end.isEmpty
            // Noise and a part of such a frame can look like a whole one.
            case .fixed: definition.startsWith.isEmpty && !definition.requests.areTold
            default: false
            }
        readTimeout = Clock.bounded(definition.readTimeout + latency)
        troubles = definition.errors.compactMap { reply in
            WireTemplate(reply.match, address: address, spacing: spacing).map {
                Trouble(match: $0, meaning: reply.meaning)
            }
        }
        unsolicited = definition.unsolicited.compactMap {
            WireTemplate($0, address: address, spacing: spacing)
        }
    }

    /// Whether a byte can be no part of a text, so that before one it is noise.
    func isNoise(_ byte: UInt8) -> Bool {
        content == .text && (byte < 0x20 || byte > 0x7E)
    }

    /// Where a message may begin if it does not begin at `place`: behind noise, and after a prompt
    /// that was not this device's; nil for nowhere.
    ///
    /// A message that neither a sum nor bytes of its own begin could be one whose first digit is
    /// garbled (a driver reads wrong parity as NUL); before it only line ends are skipped.
    func nextStart(
        _ bytes: [UInt8],
        after place: Int,
        before end: Int,
        of line: WireTemplate
    )
        -> Int?
    {
        guard place < end else { return nil }
        let byte = bytes[place]
        let isBare = checksum == nil && line.opening.isEmpty
        if isBare ? byte == 13 || byte == 10 : isNoise(byte) { return place + 1 }
        guard case .prompted(let before, _) = framing.replies else { return nil }
        var next = place + 1
        while next < end {
            if bytes.holds(before, at: next) { return next }
            next += 1
        }
        return nil
    }

    /// Whether a chunk of bytes nobody waits for leaves the line between two messages.
    func endsMessage(_ bytes: [UInt8]) -> Bool {
        switch framing.replies {
        case .ended(let end) where !end.isEmpty: bytes.hasSuffix(end)
        case .enclosed(_, let end) where checksum?.place != .afterEnd: bytes.hasSuffix(end)
        default: false
        }
    }
}

extension [RequestDefinition] {
    /// Whether every reply begins with bytes of its own.
    fileprivate var areTold: Bool {
        allSatisfy { request in
            request.replyLines.allSatisfy { line in
                guard case .field(let name, _)? = line.segments.first else { return true }
                return Template.lineFields.contains(name)
            }
        }
    }
}

extension ProtocolDefinition.Content {
    var spacing: WireTemplate.Spacing { self == .text ? .loose : .exact }
}

extension [UInt8] {
    /// Whether it ends with `tail`, which has at least one byte.
    func hasSuffix(_ tail: [UInt8]) -> Bool {
        !tail.isEmpty && count >= tail.count && self[(count - tail.count)...] == tail[...]
    }

    /// Whether `pattern` stands at `start`.
    func holds(_ pattern: [UInt8], at start: Int) -> Bool {
        guard start >= 0, start + pattern.count <= count else { return false }
        var index = 0
        while index < pattern.count {
            guard self[start &+ index] == pattern[index] else { return false }
            index &+= 1
        }
        return true
    }
}
