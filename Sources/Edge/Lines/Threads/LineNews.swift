import Wire

/// What a line's owner has told and nobody has taken yet.
///
/// Bounded: of too many readings the older half goes, of too many notices the oldest, since the
/// newest says how the line stands. Outcomes are never dropped.
struct LineNews {
    private static let greatestEvents = 1 << 16
    private static let greatestNotices = 1 << 10

    var events: [LineEvent] = []
    var notices: [LineNotice] = []

    /// Takes over what the line's machine told, and leaves `fresh` empty.
    mutating func add(_ fresh: inout [LineEvent]) {
        if events.isEmpty { return swap(&events, &fresh) }
        events.append(contentsOf: fresh)
        fresh.removeAll(keepingCapacity: true)
        if events.count > Self.greatestEvents { dropReadings() }
    }

    mutating func add(_ notice: LineNotice) {
        if notices.count >= Self.greatestNotices { notices.removeFirst() }
        notices.append(notice)
    }

    private mutating func dropReadings() {
        var left = events.count / 2
        events.removeAll { event in
            guard left > 0, case .reading = event else { return false }
            left -= 1
            return true
        }
    }
}
