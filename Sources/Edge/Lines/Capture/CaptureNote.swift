package import Quantities

/// What a packet of a capture file tells beside its bytes, as its comments.
package enum CaptureNote: Hashable, Sendable {
    /// The port was opened between the line's packet before and this one.
    case opened
    /// So much of the line went unseen before this packet.
    case lost(pieces: Int, bytes: Int)
    /// What the adapter repeats of the host's request.
    case echo
    /// No whole frame.
    case rest
    /// The bytes came by several reads, the first so long before the last.
    case portions(Int, over: Lapse)

    private static let opening = "The port was opened before this."
    private static let repetition = "The adapter's echo of the request."
    private static let remainder = "No whole frame."

    package var text: String {
        switch self {
        case .opened: Self.opening
        case .lost(let pieces, let bytes): "Lost before this: \(pieces) pieces, \(bytes) bytes."
        case .echo: Self.repetition
        case .rest: Self.remainder
        case .portions(let count, let over):
            "Came in \(count) portions over \(over.nanoseconds) ns."
        }
    }

    /// Reads a comment back; nil where it is somebody else's.
    package init?(_ text: String) {
        let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
        switch text {
        case Self.opening: self = .opened
        case Self.repetition: self = .echo
        case Self.remainder: self = .rest
        case _ where text.hasPrefix("Lost before this: ") && numbers.count == 2:
            self = .lost(pieces: numbers[0], bytes: numbers[1])
        case _ where text.hasPrefix("Came in ") && numbers.count == 2:
            self = .portions(numbers[0], over: Lapse(nanoseconds: Int64(numbers[1])))
        default: return nil
        }
    }
}
