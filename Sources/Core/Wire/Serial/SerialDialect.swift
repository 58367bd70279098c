import Devices
import Labs
import Quantities

/// What a protocol says about all its messages, ready for one device.
struct SerialDialect: Sendable {
    struct Trouble: Sendable {
        var match: WireTemplate
        var meaning: ErrorReply.Meaning
    }

    var framing: Framing
    var startsWith: [UInt8]
    var checksum: ChecksumDefinition?
    var readTimeout: Int64
    var troubles: [Trouble]
    var unsolicited: [WireTemplate]

    init(_ definition: ProtocolDefinition, address: Int, latency: Lapse) {
        framing = definition.framing
        startsWith = definition.startsWith
        checksum = definition.checksum
        readTimeout = Clock.bounded(definition.readTimeout + latency)
        troubles = definition.errors.compactMap { reply in
            WireTemplate(reply.match, address: address).map {
                Trouble(match: $0, meaning: reply.meaning)
            }
        }
        unsolicited = definition.unsolicited.compactMap { WireTemplate($0, address: address) }
    }

    /// Nothing marks the end of a reply but silence.
    var endsBySilence: Bool {
        if case .delimited(_, let end) = framing { return end.isEmpty }
        return false
    }

    /// Completes a message: checksum, terminator.
    func finish(_ bytes: inout [UInt8]) {
        if let checksum {
            let start = min(max(checksum.from, 0), bytes.count)
            bytes += checksum.encoded(bytes, from: start, to: bytes.count)
        }
        if case .delimited(let out, _) = framing { bytes += out }
    }
}

/// One request of a device's protocol.
struct SerialRequest: Sendable {
    enum Troubles: UInt8, Sendable {
        case judged, read
    }

    var send: WireTemplate?
    var reply: WireTemplate?
    var timeout: Int64
    var style: RequestDefinition.Style
    /// Whether the protocol's error replies are tried on its replies: see `RegisterField.Form`.
    var troubles: Troubles
    /// Its own reply is one of those that elsewhere count as unasked (a banner after a reset).
    var repliesLikeUnsolicited: Bool
    var fields: [String]

    init(_ definition: RequestDefinition, of dialect: ProtocolDefinition, address: Int) {
        send = WireTemplate(definition.send, address: address)
        reply = definition.reply.flatMap { WireTemplate($0, address: address) }
        timeout = Clock.bounded(definition.replyTimeout ?? dialect.replyTimeout)
        style = definition.style
        troubles = definition.errors == .judge ? .judged : .read
        repliesLikeUnsolicited = dialect.unsolicited.contains {
            $0.segments == definition.reply?.segments
        }
        fields = reply?.fields ?? []
    }

    /// Appends the whole message; false where the values do not fit.
    func append(_ values: [WireValue], _ dialect: SerialDialect, to bytes: inout [UInt8]) -> Bool {
        guard let send, send.append(values, to: &bytes) else { return false }
        if style == .framed { dialect.finish(&bytes) }
        return true
    }
}
