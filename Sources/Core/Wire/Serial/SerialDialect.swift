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
    let startsWith: [UInt8]
    /// What ends a reply; empty where nothing does.
    let terminator: [UInt8]
    /// Nothing marks the end of a reply but silence.
    let endsBySilence: Bool
    let checksum: ChecksumDefinition?
    let readTimeout: Int64
    let troubles: [Trouble]
    let unsolicited: [WireTemplate]

    init(_ definition: ProtocolDefinition, address: Int, latency: Lapse) {
        framing = definition.framing
        startsWith = definition.startsWith
        if case .delimited(_, let end) = definition.framing {
            terminator = end
            endsBySilence = end.isEmpty
        } else {
            terminator = []
            endsBySilence = false
        }
        checksum = definition.checksum
        readTimeout = Clock.bounded(definition.readTimeout + latency)
        troubles = definition.errors.compactMap { reply in
            WireTemplate(reply.match, address: address).map {
                Trouble(match: $0, meaning: reply.meaning)
            }
        }
        unsolicited = definition.unsolicited.compactMap { WireTemplate($0, address: address) }
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
final class SerialRequest: Sendable {
    enum Troubles: UInt8, Sendable {
        case judged, read
    }

    let send: WireTemplate?
    let reply: WireTemplate?
    let timeout: Int64
    let style: RequestDefinition.Style
    /// Whether the protocol's error replies are tried on its replies: see `RegisterField.Form`.
    let troubles: Troubles
    /// Its own reply is one of those that elsewhere count as unasked (a banner after a reset).
    let repliesLikeUnsolicited: Bool
    let fields: [String]

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
