package import Quantities
import Synchronization

/// The newest frames of all lines, both ways, in a ring of fixed size.
///
/// Any thread may append and take; what is oldest goes first, and how much went is counted.
package final class CaptureRing: Sendable {
    package enum Direction: UInt8, Sendable {
        case toDevice, fromDevice
    }

    /// One piece of traffic: a frame sent, or bytes as they arrived.
    package struct Piece: Hashable, Sendable {
        package var line: Int
        package var direction: Direction
        package var at: Instant
        package var bytes: [UInt8]
    }

    private struct Ring: Sendable {
        var pieces: [Piece] = []
        var first = 0
        var lost = 0
    }

    private let capacity: Int
    private let ring = Mutex(Ring())

    /// A ring of at most `capacity` pieces.
    package init(capacity: Int = 1 << 16) { self.capacity = max(1, capacity) }

    package func append(_ direction: Direction, _ bytes: [UInt8], line: Int, at now: Instant) {
        let piece = Piece(line: line, direction: direction, at: now, bytes: bytes)
        ring.withLock { ring in
            if ring.pieces.count < capacity {
                ring.pieces.append(piece)
            } else {
                ring.pieces[ring.first] = piece
                ring.first = (ring.first + 1) % capacity
                ring.lost += 1
            }
        }
    }

    /// Takes everything, oldest first, and how many pieces were lost before it.
    package func take() -> (pieces: [Piece], lost: Int) {
        ring.withLock { ring in
            let pieces = Array(ring.pieces[ring.first...] + ring.pieces[..<ring.first])
            let lost = ring.lost
            ring = Ring()
            return (pieces, lost)
        }
    }
}
