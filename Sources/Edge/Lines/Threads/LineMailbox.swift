import Quantities
import Scanning
import Synchronization
import Wire

/// What passes between a line's owner thread and everybody else.
///
/// Bounded both ways: commands beyond `greatestCommands` are not taken, readings beyond
/// `greatestEvents` that nobody fetches are dropped, oldest first; outcomes never are.
final class LineMailbox: Sendable {
    struct Inbox: Sendable {
        var commands: [PermittedCommand] = []
        var refresh: [Int] = []
        var wantsStop = false

        /// Room for all that is ever taken, so that who puts it need not make any.
        init() {
            commands.reserveCapacity(LineMailbox.greatestWithSafe)
            // A line has no more devices than it has addresses.
            refresh.reserveCapacity(256)
        }
    }

    private struct Outbox: Sendable {
        var events: [LineEvent] = []
        var notices: [LineNotice] = []
    }

    private static let greatestCommands = 512
    /// Safe writes have room of their own.
    private static let greatestWithSafe = 1024
    private static let greatestEvents = 1 << 16
    private static let greatestNotices = 1 << 10

    let wake: EventDescriptor
    private let inbox = Mutex(Inbox())
    private let outbox = Mutex(Outbox())
    /// Nothing permitted before this reaches the wire; read immediately before the first byte.
    let leastEpoch = Atomic<UInt32>(0)

    init() throws(LineFault) { wake = try EventDescriptor() }

    /// False where too many commands wait for the thread to look.
    func put(_ command: PermittedCommand) -> Bool {
        let room = command.request.origin.isSafe ? Self.greatestWithSafe : Self.greatestCommands
        let isTaken = inbox.withLock { inbox in
            guard inbox.commands.count < room else { return false }
            inbox.commands.append(command)
            return true
        }
        wake.signal()
        return isTaken
    }

    func refresh(device: Int) {
        inbox.withLock { inbox in
            if !inbox.refresh.contains(device) { inbox.refresh.append(device) }
        }
        wake.signal()
    }

    func stop() {
        inbox.withLock { $0.wantsStop = true }
        wake.signal()
    }

    /// Swaps everything that was put with `taken`, which it empties first; the owner's only.
    func fetch(_ taken: inout Inbox) {
        wake.clear()
        taken.commands.removeAll(keepingCapacity: true)
        taken.refresh.removeAll(keepingCapacity: true)
        inbox.withLock { inbox in
            taken.wantsStop = inbox.wantsStop
            swap(&taken, &inbox)
        }
    }

    /// Moves `events` where they can be collected, and leaves it empty.
    func publish(_ events: inout [LineEvent]) {
        guard !events.isEmpty else { return }
        outbox.withLock { outbox in
            if outbox.events.isEmpty { return swap(&outbox.events, &events) }
            outbox.events.append(contentsOf: events)
            if outbox.events.count > Self.greatestEvents { outbox.events.dropReadings() }
        }
        events.removeAll(keepingCapacity: true)
    }

    /// Of too many notices the oldest go: the newest says how the line stands.
    func publish(_ notice: LineNotice) {
        outbox.withLock { outbox in
            if outbox.notices.count >= Self.greatestNotices { outbox.notices.removeFirst() }
            outbox.notices.append(notice)
        }
    }

    /// Takes what the line told since the last call.
    func collect(_ events: inout [LineEvent], _ notices: inout [LineNotice]) {
        outbox.withLock { outbox in
            // Copied: both sides keep their arrays with the room they have.
            events.append(contentsOf: outbox.events)
            outbox.events.removeAll(keepingCapacity: true)
            notices.append(contentsOf: outbox.notices)
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
