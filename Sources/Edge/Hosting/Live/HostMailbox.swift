import Lines
import Synchronization

/// What passes between a host's run thread and whoever talks to it.
///
/// Bounded: readings that nobody fetches are dropped, oldest first; orders beyond `greatestOrders`
/// are not taken. Records are never dropped.
final class HostMailbox: Sendable {
    private struct Content: Sendable {
        var orders: [HostOrder] = []
        var wantsStop = false
        var batch = HostBatch()
    }

    private static let greatestOrders = 1024
    private static let greatestReadings = 1 << 18

    private let content = Mutex(Content())

    /// False where too many orders wait.
    func put(_ order: HostOrder) -> Bool {
        content.withLock { content in
            guard content.orders.count < Self.greatestOrders else { return false }
            content.orders.append(order)
            return true
        }
    }

    func stop() { content.withLock { $0.wantsStop = true } }

    /// Takes the orders; nil where the host is to end.
    func fetch() -> [HostOrder]? {
        content.withLock { content in
            guard !content.wantsStop else { return nil }
            defer { content.orders.removeAll(keepingCapacity: true) }
            return content.orders
        }
    }

    /// Adds a tick's news to what waits to be collected.
    func publish(_ news: HostBatch) {
        content.withLock { content in
            content.batch.records += news.records
            content.batch.readings += news.readings
            content.batch.notices += news.notices
            content.batch.prompts += news.prompts
            content.batch.declined += news.declined
            content.batch.phase = news.phase
            content.batch.state = news.state
            content.batch.commands = news.commands
            content.batch.openFaults = news.openFaults
            content.batch.latched = news.latched
            content.batch.isMakingSafe = news.isMakingSafe
            content.batch.awaited = news.awaited
            content.batch.began = news.began
            content.batch.now = news.now
            content.batch.overruns += news.overruns
            let surplus = content.batch.readings.count - Self.greatestReadings
            if surplus > 0 { content.batch.readings.removeFirst(surplus) }
        }
    }

    func collect() -> HostBatch {
        content.withLock { content in
            let batch = content.batch
            content.batch.records.removeAll()
            content.batch.readings.removeAll()
            content.batch.notices.removeAll()
            content.batch.prompts.removeAll()
            content.batch.declined.removeAll()
            content.batch.overruns = 0
            return batch
        }
    }
}
