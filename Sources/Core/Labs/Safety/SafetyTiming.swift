package import Quantities

/// Times of the host that count towards every process safety time.
package enum SafetyTiming {
    /// From one scan to the next.
    package static let scan = Lapse.milliseconds(10)
    /// A safe sequence awaits a command's outcome so long before the next one follows.
    package static let outcome = Lapse.milliseconds(500)
}
