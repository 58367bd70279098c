import Interlocks
import Lines
import Quantities
import Running
import Synchronization

/// What passes between the scan's thread and everybody else.
///
/// The scan never waits here: where somebody else has the lock it goes on without, and hands over
/// at its next tick. Bounded: orders beyond `greatestOrders` are not taken; of readings that the
/// run's thread does not fetch the oldest go.
final class ScanMailbox: Sendable {
    static let greatestOrders = 1024
    private static let greatestReadings = 1 << 16

    let wake: EventDescriptor
    private let orders = Mutex([ScanOrder]())
    private let news = Mutex(ScanNews())
    private let wish = Atomic<Bool>(false)

    init() throws(LineFault) { wake = try EventDescriptor() }

    /// False where too many orders wait.
    func put(_ order: ScanOrder) -> Bool {
        orders.withLock { orders in
            // Making safe has no bound that others could use up.
            guard order.isSafe || orders.count < Self.greatestOrders else { return false }
            orders.append(order)
            return true
        }
    }

    func stop() { wish.store(true, ordering: .relaxed) }

    /// Whether the scan is to end.
    var wantsStop: Bool { wish.load(ordering: .relaxed) }

    /// Swaps the waiting orders with `taken`, which is empty; the scan's only.
    func fetch(_ taken: inout [ScanOrder]) {
        _ = orders.withLockIfAvailable { swap(&$0, &taken) }
    }

    /// Adds a tick's news to what waits to be fetched and empties it; the scan's only.
    func publish(_ fresh: inout ScanNews) {
        let isTaken: Void? = news.withLockIfAvailable { news in
            if news.isEmpty { swap(&news, &fresh) } else { news.add(&fresh) }
            let surplus = news.readings.count - Self.greatestReadings
            if surplus > 0 { news.readings.removeFirst(surplus + Self.greatestReadings / 4) }
        }
        guard isTaken != nil else { return }
        wake.signal()
    }

    /// Swaps what the scan told with `taken`, which is empty; the run thread's only.
    func collect(_ taken: inout ScanNews) {
        wake.clear()
        news.withLock { swap(&$0, &taken) }
    }
}

/// What the scan tells of one tick or several.
struct ScanNews: Sendable {
    var readings: [PointReading] = []
    var records: [RunRecord] = []
    var notices: [LineNotice] = []
    var news = GuardCycle.News()
    var latched: [Trip] = []
    var isMakingSafe = false
    /// The point that interlocks wait for before anything is permitted.
    var awaited: Int?
    var overruns = 0
    var now = Instant.start

    /// Room for what some ticks of a busy lab bring, so that the scan need not make it.
    init() {
        readings.reserveCapacity(4096)
        records.reserveCapacity(256)
        notices.reserveCapacity(64)
        news.reserve(256)
        latched.reserveCapacity(256)
    }

    var isEmpty: Bool {
        readings.isEmpty && records.isEmpty && notices.isEmpty && news.isEmpty && overruns == 0
    }

    /// Takes over what a later tick tells, and empties it.
    mutating func add(_ later: inout ScanNews) {
        readings.append(contentsOf: later.readings)
        records.append(contentsOf: later.records)
        notices.append(contentsOf: later.notices)
        news.add(later.news)
        overruns += later.overruns
        swap(&latched, &later.latched)
        isMakingSafe = later.isMakingSafe
        awaited = later.awaited
        now = later.now
        later.clear()
    }

    /// Empties what is told once; what stands, stands.
    mutating func clear() {
        readings.removeAll(keepingCapacity: true)
        records.removeAll(keepingCapacity: true)
        notices.removeAll(keepingCapacity: true)
        news.clear()
        overruns = 0
    }
}
