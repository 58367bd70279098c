import Quantities

/// Pieces of traffic one behind the other in a fixed stretch of memory; not thread-safe.
///
/// Each takes two words, its time and its line, kind and length, and its bytes rounded up to
/// whole words; so the two words never lie astride the end.
struct PieceRing: Sendable {
    /// Longer ones are kept as several.
    static let greatestPiece = 4096
    private static let headWords = 2

    private var words: [UInt64]
    private var first = 0
    private var used = 0
    /// By line of the lab.
    private var lost: [(pieces: Int, bytes: Int)] = []

    /// At least two pieces of the greatest length fit, whatever `capacity` says.
    init(capacity: Int) {
        let least = 2 * (Self.headWords + Self.greatestPiece / 8)
        words = Array(repeating: 0, count: max(least, min(capacity, 1 << 30) / 8))
    }

    mutating func removeAll() {
        first = 0
        used = 0
        lost.removeAll(keepingCapacity: true)
    }

    mutating func append(
        _ kind: CaptureRing.Kind,
        _ bytes: [UInt8],
        line: Int,
        at now: Instant
    ) {
        var start = 0
        repeat {
            let length = min(bytes.count - start, Self.greatestPiece)
            append(kind, bytes, start..<(start + length), line, now)
            start += length
        } while start < bytes.count
    }

    private mutating func append(
        _ kind: CaptureRing.Kind,
        _ bytes: [UInt8],
        _ range: Range<Int>,
        _ line: Int,
        _ now: Instant
    ) {
        let size = Self.headWords + (range.count + 7) / 8
        while used + size > words.count { dropOldest() }
        let head = place(used)
        words[head] = UInt64(bitPattern: now.nanoseconds)
        words[wrapped(head + 1)] =
            UInt64(UInt16(truncatingIfNeeded: line)) << 40 | UInt64(kind.rawValue) << 32
            | UInt64(range.count)
        let body = 8 * wrapped(head + Self.headWords)
        let capacity = 8 * words.count
        unsafe words.withUnsafeMutableBytes { space in
            unsafe bytes.withUnsafeBytes { source in
                let part = unsafe UnsafeRawBufferPointer(rebasing: source[range])
                let front = min(part.count, capacity - body)
                unsafe UnsafeMutableRawBufferPointer(rebasing: space[body..<(body + front)])
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: part[..<front]))
                unsafe UnsafeMutableRawBufferPointer(rebasing: space[..<(part.count - front)])
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: part[front...]))
            }
        }
        used += size
    }

    private mutating func dropOldest() {
        let head = Head(words[wrapped(first + 1)])
        while lost.count <= head.line { lost.append((0, 0)) }
        lost[head.line].pieces += 1
        lost[head.line].bytes += head.length
        let size = Self.headWords + (head.length + 7) / 8
        first = wrapped(first + size)
        used -= size
    }

    /// Everything that is in it, oldest first.
    var pieces: [CaptureRing.Piece] {
        var pieces: [CaptureRing.Piece] = []
        var passed = 0
        while passed < used {
            let place = place(passed)
            let head = Head(words[wrapped(place + 1)])
            pieces.append(
                CaptureRing.Piece(
                    line: head.line,
                    kind: head.kind,
                    at: Instant(nanoseconds: Int64(bitPattern: words[place])),
                    bytes: bytes(from: 8 * wrapped(place + Self.headWords), head.length)
                )
            )
            passed += Self.headWords + (head.length + 7) / 8
        }
        return pieces
    }

    var losses: [CaptureRing.Loss] {
        lost.enumerated().filter { $0.element.pieces > 0 }.map { line, lost in
            CaptureRing.Loss(line: line, pieces: lost.pieces, bytes: lost.bytes)
        }
    }

    private func bytes(from start: Int, _ length: Int) -> [UInt8] {
        unsafe words.withUnsafeBytes { space in
            let front = min(length, space.count - start)
            return unsafe Array(space[start..<(start + front)]) + space[..<(length - front)]
        }
    }

    /// The word so many words behind the oldest.
    private func place(_ words: Int) -> Int { wrapped(first + words) }

    private func wrapped(_ index: Int) -> Int { index < words.count ? index : index - words.count }

    /// What stands in a piece's second word.
    private struct Head {
        var line: Int
        var kind: CaptureRing.Kind
        var length: Int

        init(_ word: UInt64) {
            line = Int(UInt16(truncatingIfNeeded: word >> 40))
            kind = CaptureRing.Kind(rawValue: UInt8(truncatingIfNeeded: word >> 32)) ?? .opened
            length = Int(UInt32(truncatingIfNeeded: word))
        }
    }
}
