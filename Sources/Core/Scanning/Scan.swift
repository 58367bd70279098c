package import Interlocks
package import Labs
package import Quantities

/// One tick: image → interlocks → permits. The sole maker of `PermittedCommand`.
///
/// Ticks fall on a fixed grid of `period`; a tick at which nothing is new may be left out, since it
/// would decide nothing.
package struct Scan: Sendable {
    package static let period = Lapse.milliseconds(10)

    /// What one tick decided.
    package struct Output: Sendable {
        package var permitted: [PermittedCommand] = []
        package var refused: [CommandRequest] = []
        /// Interlocks (by index into `Lab.interlocks`) that tripped now, the first first.
        package var tripped: [Int] = []
        /// Where not nil, lines revoke what was permitted before this epoch.
        package var revokeBefore: UInt32?

        package init() {}
    }

    package var image: ProcessImage

    package init(lab: Lab, names: LabNames) {
        image = ProcessImage(names)
    }

    /// Judges `requests` on the present image; also refreshes device watchdogs.
    package mutating func tick(at now: Instant, requests: [CommandRequest]) -> Output { Output() }

    /// The next grid instant at which something can change without new readings or requests:
    /// staleness, debounce, a refresh.
    package var nextDeadline: Instant { .never }
}
