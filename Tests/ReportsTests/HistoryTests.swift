import Interlocks
import Quantities
import Records
import Testing

@Suite struct HistoryTests {
    @Test func `a long history keeps its true extremes in bounded memory`() {
        let history = Samples.history(hours: 72, count: 300_000, spike: 123_457, dip: 250_001)
        #expect(history.buckets.count <= SampleHistory.capacity)
        #expect(history.good == 300_000)
        #expect(history.extremes == Bounds(-5, 5_000))
    }

    @Test func `columns for drawing keep the extremes too`() {
        let history = Samples.history(hours: 72, count: 50_000, spike: 40_000, dip: 11)
        let columns = history.columns(700, until: Instant(nanoseconds: 72 * Samples.hour))
        #expect(columns.count == 700)
        #expect(columns.map(\.high).max() == 5_000)
        #expect(columns.map(\.low).min() == -5)
        #expect(columns.reduce(0) { $0 + Int($1.good) } == 50_000)
    }

    @Test func `the spike stands where it happened`() {
        let history = Samples.history(hours: 10, count: 10_000, spike: 5_000, dip: 0)
        let columns = history.columns(100, until: Instant(nanoseconds: 10 * Samples.hour))
        let place = columns.firstIndex { $0.high == 5_000 }
        #expect(place.map { (49...50).contains($0) } == true)
    }

    @Test func `bad readings are counted and change no extreme`() {
        var history = SampleHistory()
        history.add(Reading(value: 1, quality: .good, at: .start))
        history.add(Reading(value: 99, quality: .stale, at: .start))
        history.add(Reading(value: .nan, quality: .good, at: .start))
        #expect(history.extremes == Bounds(1))
        #expect(history.bad == 2)
    }

    @Test(arguments: [Int64.max, Int64.max - 1, -1, 0])
    func `no instant is too far away`(nanoseconds: Int64) {
        var history = SampleHistory()
        let at = Instant(nanoseconds: nanoseconds)
        history.add(Reading(value: 1, quality: .good, at: at))
        #expect(history.buckets.count <= SampleHistory.capacity)
        #expect(history.columns(10, until: .start).count == 10)
    }
}
