import Devices
import Quantities

/// One request of a device's protocol.
final class SerialRequest: Sendable {
    enum Troubles: UInt8, Sendable {
        case judged, read
    }

    /// Whether the line fills in a number that tells it from the request before.
    enum Numbering: UInt8, Sendable {
        case plain, numbered
    }

    let send: WireTemplate?
    /// The lines of its reply; empty where there is none.
    let lines: [WireTemplate]
    /// Place of the status among the captures of each line, or -1.
    let statuses: [Int]
    let ask: [UInt8]
    /// Among the protocol's requests: the one that tells whether this was refused, or -1.
    let check: Int
    let timeout: Int64
    /// How late its reply can be.
    let lateness: Int64
    let pauseAfter: Int64
    let style: RequestDefinition.Style
    let summing: RequestDefinition.Summing
    let numbering: Numbering
    /// Whether the protocol's error replies are tried on its replies: see `RegisterField.Form`.
    let troubles: Troubles
    /// Its own reply is one of those that elsewhere count as unasked (a banner after a reset).
    let repliesLikeUnsolicited: Bool
    /// How long its reply can be where frames are as long as their templates.
    let lengths: [Int]
    /// Characters that time is left for until its reply is whole.
    let span: Int

    init(_ definition: RequestDefinition, of dialect: ProtocolDefinition, address: Int) {
        let spacing = dialect.content.spacing
        let send = WireTemplate(definition.send, address: address, spacing: spacing)
        self.send = send
        let templates = definition.replyLines.compactMap {
            WireTemplate($0, address: address, spacing: spacing)
        }
        // A line that cannot be told leaves a request that is never answered, not one without.
        let isWhole = templates.count == definition.replyLines.count && send != nil
        lines = isWhole ? templates : []
        statuses = lines.map { $0.fields.firstIndex(of: dialect.status?.field ?? "") ?? -1 }
        ask = definition.ask
        check =
            definition.check.flatMap { name in
                dialect.requests.firstIndex { $0.name == name }
            } ?? -1
        timeout = Clock.bounded(definition.replyTimeout ?? dialect.replyTimeout)
        lateness = Clock.bounded(definition.greatestLateness ?? dialect.greatestLateness)
        pauseAfter = Clock.bounded(definition.pauseAfter)
        style = definition.style
        summing = definition.summing
        numbering = send?.carriesSequence == true ? .numbered : .plain
        troubles = definition.errors == .judge ? .judged : .read
        repliesLikeUnsolicited = dialect.unsolicited.contains {
            $0.segments == definition.reply?.segments
        }
        let around = dialect.charactersAroundReplies
        let expected = definition.replyLines + dialect.errors.map(\.match)
        var lengths: [Int] = []
        for width in expected.compactMap(\.width) where !lengths.contains(width + around) {
            lengths.append(width + around)
        }
        self.lengths = lengths
        let longest = definition.replyLines.map(\.span).max() ?? 0
        span = min(LinePlan.longReply, longest + around)
    }

    var isAnswered: Bool { !lines.isEmpty }

    /// Appends the whole message; false where the values do not fit.
    func append(
        _ values: [WireValue],
        _ dialect: SerialDialect,
        sequence: Int = 0,
        to bytes: inout [UInt8]
    ) -> Bool {
        guard let send else { return false }
        guard style == .framed else { return send.append(values, to: &bytes) }
        bytes += dialect.framing.preamble
        var frame: [UInt8] = []
        guard dialect.frame(send, values, summing, sequence: sequence, into: &frame) else {
            return false
        }
        bytes += frame
        return true
    }

    /// Whether a second copy of the other's reply could pass for this one's.
    func mayBeAnswered(byReplyTo other: SerialRequest) -> Bool {
        guard let own = lines.first, let its = other.lines.first else { return false }
        guard !own.carriesSequence else { return false }
        for (a, b) in zip(own.opening, its.opening) where a != b { return false }
        return true
    }
}

extension ProtocolDefinition {
    /// Bytes of a reply that are not its template's.
    fileprivate var charactersAroundReplies: Int {
        let sum = checksum?.length ?? 0
        switch framing.replies {
        case .ended(let end): return sum + end.count
        case .enclosed(let begin, let end): return sum + begin.count + end.count
        case .fixed: return sum
        case .counted(let field): return sum + field.begin.count + field.end.count
        case .prompted: return sum
        }
    }
}

extension Template {
    /// Characters a message of it usually has at most.
    fileprivate var span: Int {
        segments.reduce(0) { total, segment in
            switch segment {
            case .literal(let bytes): total + bytes.count
            case .field(_, let format): total + (format.width ?? 16)
            }
        }
    }
}
