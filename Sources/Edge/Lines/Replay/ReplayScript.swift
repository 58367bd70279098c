package import Quantities

/// What the far end of one line has to answer, as a capture tells it.
///
/// Every recorded request is answered once, with everything that came between it and the next
/// request, each part as long after the request as it was then. A request that was not recorded,
/// or more often than it was, has no answer.
package struct ReplayScript: Sendable {
    package enum Order: Sendable {
        /// Requests must come in the recorded order.
        case recorded
        /// The oldest recording of a request answers it, whatever else was asked before.
        case any
    }

    /// A part of an answer, so long after its request.
    package struct Reply: Hashable, Sendable {
        package var after: Lapse
        package var bytes: [UInt8]

        package init(after: Lapse, bytes: [UInt8]) {
            self.after = after
            self.bytes = bytes
        }
    }

    package enum Hearing: Hashable, Sendable {
        /// No whole request yet.
        case nothing
        case request([Reply])
        /// Nothing that was recorded begins like this.
        case unknown([UInt8])
    }

    private struct Exchange: Sendable {
        var request: Int
        var sent: Instant
        var replies: [Reply]
        /// The recorded transaction, by which a reply that was late then stays so.
        var transaction: UInt16
    }

    /// More are not served: a capture of days is for looking at.
    static let greatestExchanges = 1 << 20
    /// Longer than any request.
    private static let greatestHeld = 4096

    private let order: Order
    /// Modbus TCP: two bytes of a request are its transaction, which is the asker's choice.
    private let transactionLength: Int
    /// Every different request, its transaction left out, and which exchanges have it; those
    /// before `next` have been used.
    private var requests: [(bytes: [UInt8], exchanges: [Int], next: Int)] = []
    private var exchanges: [Exchange] = []
    private var position = 0
    private var held: [UInt8] = []

    package init(order: Order, isModbusTCP: Bool) {
        self.order = order
        transactionLength = isModbusTCP ? 2 : 0
    }

    /// Adds what a capture has next; false once it has too much.
    package mutating func add(_ passage: CaptureReader.Passage) -> Bool {
        guard exchanges.count < Self.greatestExchanges else { return false }
        switch passage.direction {
        case .toDevice:
            let bytes = Array(passage.bytes.dropFirst(transactionLength))
            let place = requests.firstIndex { $0.bytes == bytes } ?? requests.count
            if place == requests.count { requests.append((bytes, [], 0)) }
            requests[place].exchanges.append(exchanges.count)
            let transaction = Self.transaction(passage.bytes, at: 0)
            exchanges.append(
                Exchange(request: place, sent: passage.at, replies: [], transaction: transaction)
            )
        case .fromDevice:
            // What came before any request answers nothing, and an echo is the adapter's.
            guard let last = exchanges.indices.last, !passage.notes.contains(.echo) else { break }
            take(Reply(after: passage.at - exchanges[last].sent, bytes: passage.bytes), last)
        }
        return true
    }

    /// Portions of a Modbus TCP frame become one, since its first bytes are changed.
    private mutating func take(_ reply: Reply, _ exchange: Int) {
        let replies = exchanges[exchange].replies
        if transactionLength > 0, let last = replies.indices.last,
            Self.frameStarts(replies[last].bytes).end > replies[last].bytes.count
        {
            exchanges[exchange].replies[last].bytes += reply.bytes
            exchanges[exchange].replies[last].after = reply.after
        } else {
            exchanges[exchange].replies.append(reply)
        }
    }

    /// Where Modbus TCP frames begin, and where the last one would end.
    private static func frameStarts(_ bytes: [UInt8]) -> (starts: [Int], end: Int) {
        var (starts, place): ([Int], Int) = ([], 0)
        while place < bytes.count {
            starts.append(place)
            guard place + 6 <= bytes.count else { return (starts, place + 6) }
            place += 6 + (Int(bytes[place + 4]) << 8 | Int(bytes[place + 5]))
        }
        return (starts, place)
    }

    private static func transaction(_ bytes: [UInt8], at place: Int) -> UInt16 {
        guard place + 1 < bytes.count else { return 0 }
        return UInt16(bytes[place]) << 8 | UInt16(bytes[place + 1])
    }

    package var count: Int { exchanges.count }
    /// Whether a request has begun and may go on.
    package var isPartial: Bool { !held.isEmpty }
    /// Recorded requests that nobody has sent yet.
    package private(set) var answered = 0
    package var remainder: Int { exchanges.count - answered }

    /// The request that is to come next, or the oldest that did not come.
    package var expected: [UInt8]? {
        if order == .recorded {
            return exchanges.indices.contains(position)
                ? requests[exchanges[position].request].bytes : nil
        }
        let open = requests.filter { $0.next < $0.exchanges.count }
        return open.min { $0.exchanges[$0.next] < $1.exchanges[$1.next] }?.bytes
    }

    /// Takes bytes as they come; call again with nothing while the answer is a request.
    ///
    /// `isSilent`: nothing came for so long that a request that could go on does not.
    package mutating func hear(_ bytes: [UInt8], isSilent: Bool = false) -> Hearing {
        held += bytes
        guard !held.isEmpty else { return .nothing }
        let transaction = Array(held.prefix(transactionLength))
        let rest = Array(held.dropFirst(transactionLength))
        var whole = -1
        var mayGoOn = held.count <= transactionLength
        for place in candidates {
            let request = requests[place].bytes
            if rest.starts(with: request) {
                if whole < 0 || request.count > requests[whole].bytes.count { whole = place }
            } else if request.starts(with: rest), held.count < Self.greatestHeld {
                mayGoOn = true
            }
        }
        if mayGoOn, !isSilent { return .nothing }
        guard whole >= 0 else {
            defer { held.removeAll() }
            return .unknown(held)
        }
        held.removeFirst(transactionLength + requests[whole].bytes.count)
        let exchange = exchanges[use(whole)]
        let shift = Self.transaction(transaction, at: 0) &- exchange.transaction
        return .request(exchange.replies.map { shifted($0, by: shift) })
    }

    private var candidates: [Int] {
        guard order == .any else {
            return exchanges.indices.contains(position) ? [exchanges[position].request] : []
        }
        return requests.indices.filter { requests[$0].next < requests[$0].exchanges.count }
    }

    private mutating func use(_ place: Int) -> Int {
        let exchange = requests[place].exchanges[requests[place].next]
        requests[place].next += 1
        answered += 1
        position = exchange + 1
        return exchange
    }

    private func shifted(_ reply: Reply, by shift: UInt16) -> Reply {
        guard transactionLength > 0 else { return reply }
        var reply = reply
        for start in Self.frameStarts(reply.bytes).starts where start + 1 < reply.bytes.count {
            let transaction = Self.transaction(reply.bytes, at: start) &+ shift
            reply.bytes[start] = UInt8(transaction >> 8)
            reply.bytes[start + 1] = UInt8(truncatingIfNeeded: transaction)
        }
        return reply
    }
}
