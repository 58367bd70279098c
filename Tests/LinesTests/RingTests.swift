import Foundation
import Lines
import Testing

@Suite struct RingTests {
    @Test func `what one thread puts another takes, all of it, in its order`() throws {
        let ring = Ring<[Int]>(capacity: 8)
        let count = 200_000
        let producer = Thread {
            var next = 0
            while next < count { if ring.put([next, -next]) { next += 1 } }
        }
        producer.start()
        let end = Date() + 120
        var expected = 0
        while expected < count, Date() < end {
            guard let taken = ring.take() else { continue }
            #expect(taken == [expected, -expected])
            expected += 1
        }
        #expect(expected == count)
        #expect(ring.take() == nil && ring.count == 0)
    }

    @Test func `a full ring takes nothing more, and keeps what it has`() {
        let ring = Ring<String>(capacity: 3)
        // The next power of two.
        for number in 0..<4 { #expect(ring.put("\(number)")) }
        #expect(!ring.put("too much") && ring.count == 4)
        #expect(ring.take() == "0")
        #expect(ring.put("4"))
        #expect((1...4).map { _ in ring.take() } == ["1", "2", "3", "4"])
    }

    @Test func `what nobody took is let go of with the ring`() {
        final class Witness: Sendable {}
        weak var kept: Witness?
        do {
            let ring = Ring<Witness>(capacity: 2)
            let witness = Witness()
            kept = witness
            #expect(ring.put(witness))
        }
        #expect(kept == nil)
    }
}
