package import Quantities

/// How a device is told to watch its host: a value it must hold, written at start, after every
/// restart of the device, and whenever it reads back another.
///
/// Until then many devices watch nothing, whatever their manual promises.
package struct WatchdogArming: Hashable, Sendable {
    /// The point that holds the watchdog's time or switch.
    package var point: String
    /// What it must hold: SI, a flag 0 or 1, a choice by index.
    package var value: Double
    /// How often it is written where it cannot be read back.
    package var every: Lapse?

    package init(point: String, value: Double, every: Lapse?) {
        self.point = point
        self.value = value
        self.every = every
    }
}
