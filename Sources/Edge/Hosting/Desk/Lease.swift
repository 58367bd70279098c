import Interlocks
package import Quantities
import Running
package import Scanning

/// A device that looks for its position.
struct Homing: Sendable {
    var command: CommandID
    /// Not known before.
    var acknowledged: Instant?
    /// What shows it done; nil where its being acknowledged does.
    var confirmation: ActionConfirmation?
}

/// A person's time-limited hold on a device.
///
/// It lives by its heartbeats: each echoes the newest token, which the host gave with the last
/// one, so that a stuck client, a replayed request or a delayed one keeps nothing alive.
package struct Lease: Hashable, Sendable {
    /// What a heartbeat shows.
    package struct Key: Hashable, Sendable {
        package var number: Int
        package var token: UInt64

        package init(number: Int, token: UInt64) {
            self.number = number
            self.token = token
        }
    }

    package var number: Int
    /// Index into `Lab.devices`.
    package var device: Int
    package var by: String
    package var token: UInt64
    package var until: Instant
    /// The last command of its last step; while its outcome is open, no other step begins.
    package var pending: CommandID?
    /// Where its last step leads.
    var target: Target?

    /// A position to be reached, SI.
    struct Target: Hashable, Sendable {
        /// The image's index.
        var point: Int
        var value: Double
        var tolerance: Double
    }

    /// Whether the device is seen where its last step led, so that no stop is needed.
    func isAtRest(_ image: ProcessImage) -> Bool {
        guard let target else { return false }
        let reading = image[target.point]
        return reading.quality == .good && abs(reading.value - target.value) <= target.tolerance
    }
}
