package import Quantities

/// What a hold may do to a step, or to a plan as a whole.
package struct HoldRule: Hashable, Sendable {
    /// Whether the step's own time goes on while the run is held; nil where its action decides.
    package var timer: HoldTimer?
    /// The longest it may be held.
    package var longest: Lapse
    /// What follows then.
    package var then: HoldEnd

    /// Where a plan says nothing: until the next shift has come.
    package static let usual = HoldRule(longest: Lapse(seconds: 8 * 3600), then: .stop)
    package static let endless = HoldRule(longest: .unlimited, then: .alarm)

    package init(timer: HoldTimer? = nil, longest: Lapse, then: HoldEnd) {
        self.timer = timer
        self.longest = longest
        self.then = then
    }
}

package enum HoldTimer: String, Hashable, Sendable, CaseIterable {
    case runs, stops
}

/// What follows a hold that lasted too long.
package enum HoldEnd: String, Hashable, Sendable, CaseIterable {
    /// It is recorded and said, and the hold goes on.
    case alarm
    case stop
    case abort
}

extension Lapse {
    /// Longer than anything lasts.
    package static var unlimited: Lapse { Lapse(nanoseconds: .max) }
}
