import Lines
import Quantities
import Testing
import Trials

struct CaptureRingTests {
    @Test func `what goes in comes out in order, as it was`() {
        let ring = CaptureRing(capacity: 1 << 20)
        var dice = Dice(3)
        var pieces: [CaptureRing.Piece] = []
        for index in 0..<2000 {
            let kind: CaptureRing.Kind = [.toDevice, .fromDevice, .opened][dice.below(3)]
            let bytes = (0..<dice.below(300)).map { _ in UInt8(dice.below(256)) }
            let now = Instant(nanoseconds: Int64(index) * 7_777_777_777 - 5)
            pieces.append(.init(line: dice.below(300), kind: kind, at: now, bytes: bytes))
        }
        for piece in pieces { ring.append(piece.kind, piece.bytes, line: piece.line, at: piece.at) }
        let (taken, lost) = ring.take()
        #expect(taken == pieces)
        #expect(lost.isEmpty)
        #expect(ring.take().pieces.isEmpty)
    }

    @Test func `the oldest go first, and are counted by line`() {
        let ring = CaptureRing(capacity: 1)
        var sent: [CaptureRing.Piece] = []
        var dice = Dice(4)
        for index in 0..<5000 {
            let bytes = [UInt8](repeating: UInt8(index & 255), count: dice.below(60))
            let line = index % 3
            sent.append(
                .init(
                    line: line,
                    kind: .fromDevice,
                    at: Instant(nanoseconds: Int64(index)),
                    bytes: bytes
                )
            )
            ring.append(.fromDevice, bytes, line: line, at: Instant(nanoseconds: Int64(index)))
        }
        let (taken, lost) = ring.take()
        #expect(taken.count > 100)
        #expect(taken == Array(sent.suffix(taken.count)))
        let gone = sent.dropLast(taken.count)
        for line in 0..<3 {
            let own = gone.filter { $0.line == line }
            let bytes = own.reduce(0) { $0 + $1.bytes.count }
            #expect(lost.contains(.init(line: line, pieces: own.count, bytes: bytes)))
        }
        ring.append(.toDevice, [1], line: 0, at: .start)
        #expect(ring.take().lost.isEmpty)
    }

    @Test func `what is longer than a piece is kept as several`() {
        let ring = CaptureRing(capacity: 1 << 16)
        let bytes = (0..<10_000).map { UInt8($0 % 251) }
        ring.append(.fromDevice, bytes, line: 1, at: .start)
        let (taken, _) = ring.take()
        #expect(taken.count == 3)
        #expect(taken.flatMap(\.bytes) == bytes)
    }
}
