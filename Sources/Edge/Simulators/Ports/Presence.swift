import Quantities

/// Whether a host is at a port, and when that is told: at once, but at most once a second, so
/// that a storm of connections is told in a few lines.
struct Presence {
    enum State: Hashable, Sendable {
        case absent, present
    }

    private(set) var state = State.absent
    private var changes = 0
    private var toldAt = Instant(nanoseconds: -.max / 2)

    mutating func change(to new: State, at now: Instant) {
        guard new != state else { return }
        state = new
        changes += 1
    }

    /// What is to be told now: where it stands, and how often it changed since it was last told.
    mutating func news(at now: Instant, noOftenerThan pause: Lapse) -> (State, changes: Int)? {
        guard changes > 0, now - toldAt >= pause else { return nil }
        defer {
            changes = 0
            toldAt = now
        }
        return (state, changes)
    }
}
