package import Quantities

/// When a port that could not be used is tried again.
///
/// 0.25 s after the first failure, doubling up to 8 s: short enough for a person who has just
/// plugged it in again, long enough for a peer that is starting.
package struct Retry: Sendable {
    package private(set) var at = Instant.start
    private var failures = 0

    package init() {}

    package mutating func fail(at now: Instant) {
        at = now + Lapse.milliseconds(Int64(250) << Int64(min(failures, 5)))
        failures += 1
    }

    /// Not before `instant`: the other end needs time to let go of the last connection.
    package mutating func postpone(until instant: Instant) { at = max(at, instant) }

    /// The port works, so the next failure begins anew.
    package mutating func succeed() { failures = 0 }
}
