package import Quantities
import Synchronization

/// The newest traffic of all lines, both ways, in a ring of fixed size.
///
/// Any thread may append and take. Appending allocates nothing and holds the lock no longer than
/// it takes to copy one frame; taking swaps buffers, so that a line never waits for a file. What
/// is oldest goes first, and how much went is counted by line.
package final class CaptureRing: Sendable {
    package enum Kind: UInt8, Sendable {
        /// A frame the host sent.
        case toDevice
        /// Bytes as one read brought them: a part of a frame, a frame, or more.
        case fromDevice
        /// The port was opened; nothing before it belongs to anything behind it.
        case opened
    }

    /// One piece of traffic.
    package struct Piece: Hashable, Sendable {
        /// Index into `Lab.lines`.
        package var line: Int
        package var kind: Kind
        /// When the frame was handed to the port, or the read returned.
        package var at: Instant
        package var bytes: [UInt8]

        package init(line: Int, kind: Kind, at: Instant, bytes: [UInt8]) {
            self.line = line
            self.kind = kind
            self.at = at
            self.bytes = bytes
        }
    }

    /// What of a line went unseen because nobody took it in time.
    package struct Loss: Hashable, Sendable {
        /// Index into `Lab.lines`.
        package var line: Int
        package var pieces: Int
        package var bytes: Int

        package init(line: Int, pieces: Int, bytes: Int) {
            self.line = line
            self.pieces = pieces
            self.bytes = bytes
        }
    }

    private let capacity: Int
    private let ring: Mutex<PieceRing>
    /// The buffer that is not in use, once there was one.
    private let spare = Mutex<PieceRing?>(nil)

    /// A ring of `capacity` bytes, of which each piece takes 16 more than its own, rounded up to 8.
    ///
    /// 4 MiB hold the traffic of 16 saturated lines at 115200 Bd for 14 s.
    package init(capacity: Int = 4 << 20) {
        self.capacity = capacity
        ring = Mutex(PieceRing(capacity: capacity))
    }

    package func append(_ kind: Kind, _ bytes: [UInt8], line: Int, at now: Instant) {
        ring.withLock { $0.append(kind, bytes, line: line, at: now) }
    }

    /// Takes everything, oldest first, and what was lost before it, by line.
    package func take() -> (pieces: [Piece], lost: [Loss]) {
        var taken = spare.withLock { spare in
            defer { spare = nil }
            return spare ?? PieceRing(capacity: capacity)
        }
        ring.withLock { swap(&$0, &taken) }
        let content = (taken.pieces, taken.losses)
        taken.removeAll()
        spare.withLock { $0 = taken }
        return content
    }
}
