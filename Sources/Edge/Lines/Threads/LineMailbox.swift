import Scanning
import Synchronization
import Wire

/// What passes between a line's owner thread and the one thread that commands it.
///
/// Neither waits for the other, whatever happens to it meanwhile: a scan that waited for an
/// ordinary thread would be as late as the least important program of the machine.
final class LineMailbox: Sendable {
    /// What is wanted of the line.
    enum Order: Sendable {
        case command(PermittedCommand)
        case refresh(device: Int)
    }

    private static let greatestOrders = 512
    /// Safe writes have room of their own.
    private static let greatestWithSafe = 1024
    /// What a line of 100,000 readings a second brings in two ticks of the scan.
    private static let greatestEvents = 2048
    private static let greatestNotices = 64

    let wake: EventDescriptor
    private let orders = Ring<Order>(capacity: greatestWithSafe)
    private let events = Ring<LineEvent>(capacity: greatestEvents)
    private let notices = Ring<LineNotice>(capacity: greatestNotices)
    private let wish = Atomic<Bool>(false)
    /// Nothing permitted before this reaches the wire; read immediately before the first byte.
    let leastEpoch = Atomic<UInt32>(0)

    init() throws(LineFault) { wake = try EventDescriptor() }

    /// False where too much waits for the owner to look; the commanding thread's only.
    func put(_ order: Order) -> Bool {
        let room = order.isSafe ? Self.greatestWithSafe : Self.greatestOrders
        let isTaken = orders.count < room && orders.put(order)
        wake.signal()
        return isTaken
    }

    /// The oldest order; the owner's only.
    func take() -> Order? { orders.take() }

    /// Whether the owner is to end.
    var wantsStop: Bool { wish.load(ordering: .acquiring) }

    /// From any thread.
    func stop() {
        wish.store(true, ordering: .releasing)
        wake.signal()
    }

    /// Hands over as much of what the line told as there is room for; the owner's only.
    func publish(_ told: inout LineNews) {
        told.events.handOver(to: events)
        told.notices.handOver(to: notices)
    }

    /// Adds what the line told since the last call; the commanding thread's only.
    func collect(_ told: inout [LineEvent], _ news: inout [LineNotice]) {
        // No more than had room: an owner as fast as this thread would keep it here for ever.
        for _ in 0..<Self.greatestEvents {
            guard let event = events.take() else { break }
            told.append(event)
        }
        for _ in 0..<Self.greatestNotices {
            guard let notice = notices.take() else { break }
            news.append(notice)
        }
    }
}

extension LineMailbox.Order {
    fileprivate var isSafe: Bool {
        switch self {
        case .command(let command): command.request.origin.isSafe
        case .refresh: false
        }
    }
}

extension Array where Element: Sendable {
    /// Moves the first elements, as many as there is room for.
    fileprivate mutating func handOver(to ring: Ring<Element>) {
        guard !isEmpty else { return }
        let end = firstIndex { !ring.put($0) } ?? endIndex
        guard end < endIndex else { return removeAll(keepingCapacity: true) }
        removeFirst(end)
    }
}
