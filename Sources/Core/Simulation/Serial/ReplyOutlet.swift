import Devices

/// Makes frames of what a device says.
struct ReplyOutlet: Sendable {
    private let framing: Framing
    private let checksum: ChecksumDefinition?
    private let address: Int
    /// Nothing but its end makes a frame of what is said.
    private let isPlain: Bool

    init(_ definition: ProtocolDefinition, address: Int) {
        framing = definition.framing
        checksum = definition.checksum
        self.address = address
        isPlain =
            framing.tokens.isEmpty && framing.stuffing == nil && definition.checksum == nil
    }

    /// Wraps what stands in `reply` from `start` on.
    func close(_ reply: inout [UInt8], from start: Int) {
        if case .ended(let mark) = framing.replies, isPlain {
            reply.append(contentsOf: mark)
            return
        }
        let said = Array(reply[start...])
        guard !framing.tokens.contains(said) else { return }
        let begin: [UInt8]
        let end: [UInt8]
        switch framing.replies {
        case .ended(let mark): (begin, end) = ([], mark)
        case .enclosed(let first, let last): (begin, end) = (first, last)
        case .counted(let field): (begin, end) = (field.begin, field.end)
        case .fixed, .prompted: (begin, end) = ([], [])
        }
        var frame = begin + said
        let sum = checksum.map(SerialSum.length) ?? 0
        if case .counted(let field) = framing.replies, frame.indices.contains(field.offset) {
            let length = frame.count + sum + end.count - field.plus
            frame[field.offset] = UInt8(min(max(length, 0), 255))
        }
        if let checksum, checksum.place == .beforeEnd { add(checksum, to: &frame) }
        if let stuffing = framing.stuffing {
            frame = begin + Self.stuffed(frame[begin.count...], stuffing)
        }
        frame += end
        if let checksum, checksum.place == .afterEnd { add(checksum, to: &frame) }
        reply.replaceSubrange(start..., with: frame)
    }

    private func add(_ checksum: ChecksumDefinition, to frame: inout [UInt8]) {
        SerialSum.append(checksum, of: address, from: checksum.replyFrom, to: &frame)
    }

    private static func stuffed(_ bytes: ArraySlice<UInt8>, _ stuffing: Stuffing) -> [UInt8] {
        switch stuffing {
        case .doubled(let mark): bytes.flatMap { $0 == mark ? [mark, mark] : [$0] }
        case .escaped(let special, let mark, let mask):
            bytes.flatMap { special.contains($0) || $0 == mark ? [mark, $0 ^ mask] : [$0] }
        }
    }
}
