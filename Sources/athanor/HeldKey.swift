import Devices
import Foundation

/// A key that moves an axis as long as it is held, and what tells that it still is.
///
/// A terminal that hangs, or a connection to it that does, tells no release; what a held key
/// repeats is its sign of life.
struct HeldKey {
    /// Repeats come at least so often once they come, s.
    private static let greatestGap = 0.25
    /// The first one comes after so long, s; a keyboard that repeats nothing moves no longer.
    private static let greatestDelay = 1.0

    let arrow: Keyboard.Arrow
    let axis: JogAxis
    let way: Double
    private var heard = Date()
    private var patience = greatestDelay

    init(arrow: Keyboard.Arrow, axis: JogAxis, way: Double) {
        self.arrow = arrow
        self.axis = axis
        self.way = way
    }

    /// The key repeats itself.
    mutating func note(_ arrow: Keyboard.Arrow) {
        guard arrow == self.arrow else { return }
        heard = Date()
        patience = Self.greatestGap
    }

    /// Whether nothing was heard of it for longer than a held key is silent.
    var isSilent: Bool { Date().timeIntervalSince(heard) > patience }
}
