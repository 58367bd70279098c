import Quantities
import Scanning
import Synchronization
import Wire

/// What passes between a line's owner thread and everybody else.
///
/// Bounded both ways: the machine takes at most `LineMachine.greatestQueue` commands, and readings
/// beyond `greatestEvents` that nobody fetches are dropped, oldest first; outcomes never are.
final class LineMailbox: Sendable {
    struct Inbox: Sendable {
        var commands: [PermittedCommand] = []
        var refresh: [Int] = []
        var wantsStop = false
    }

    struct Outbox: Sendable {
        var events: [LineEvent] = []
        var notices: [LineNotice] = []
    }

    static let greatestEvents = 1 << 16
    static let greatestNotices = 1 << 10

    let wake: EventDescriptor
    private let inbox = Mutex(Inbox())
    private let outbox = Mutex(Outbox())
    /// Nothing permitted before this reaches the wire; read immediately before the first byte.
    let leastEpoch = Atomic<UInt32>(0)

    init() throws(LineFault) { wake = try EventDescriptor() }

    func put(_ change: (inout Inbox) -> Void) {
        inbox.withLock { change(&$0) }
        wake.signal()
    }

    /// Takes everything that was put; the owner's only.
    func fetch() -> Inbox {
        wake.clear()
        return inbox.withLock { inbox in
            let taken = inbox
            inbox.commands.removeAll()
            inbox.refresh.removeAll()
            return taken
        }
    }

    func publish(_ events: inout [LineEvent]) {
        guard !events.isEmpty else { return }
        outbox.withLock { outbox in
            outbox.events.append(contentsOf: events)
            if outbox.events.count > Self.greatestEvents { outbox.events.dropReadings() }
        }
        events.removeAll(keepingCapacity: true)
    }

    func publish(_ notice: LineNotice) {
        outbox.withLock { outbox in
            guard outbox.notices.count < Self.greatestNotices else { return }
            outbox.notices.append(notice)
        }
    }

    /// Takes what the line told since the last call.
    func collect(_ events: inout [LineEvent], _ notices: inout [LineNotice]) {
        outbox.withLock { outbox in
            events.append(contentsOf: outbox.events)
            notices.append(contentsOf: outbox.notices)
            outbox.events.removeAll(keepingCapacity: true)
            outbox.notices.removeAll(keepingCapacity: true)
        }
    }
}

extension [LineEvent] {
    /// Drops the older half of the readings.
    fileprivate mutating func dropReadings() {
        var left = count / 2
        removeAll { event in
            guard left > 0, case .reading = event else { return false }
            left -= 1
            return true
        }
    }
}
