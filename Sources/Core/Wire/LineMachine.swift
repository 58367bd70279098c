package import Interlocks
package import Labs
package import Quantities
package import Scanning

/// One line without I/O: which bytes go out when, and what the bytes that come back mean.
///
/// Polls every device on the line at its points' periods, sends permitted commands before polls and
/// safe writes before both, matches replies, quarantines after a timeout, backs off dead devices.
package struct LineMachine: Sendable {
    /// Readings and outcomes since the owner last took them.
    package var events: [LineEvent] = []

    package init(lab: Lab, names: LabNames, line: Int) {}

    /// Queues a command; its outcome comes as an event.
    package mutating func submit(_ command: PermittedCommand) {}

    /// Drops what is queued and not sent under an epoch before this, except safe writes.
    package mutating func revoke(before epoch: UInt32) {}

    /// What to send now: replaces `bytes` and returns true where there is anything. Call when
    /// `nextDeadline` has come and after every `receive` and `submit`.
    package mutating func poll(at now: Instant, into bytes: inout [UInt8]) -> Bool { false }

    /// Bytes that arrived by `now`, in any portions.
    package mutating func receive(_ bytes: [UInt8], at now: Instant) {}

    /// When `poll` must be called even if nothing arrives.
    package var nextDeadline: Instant { .never }
}

package enum LineEvent: Hashable, Sendable {
    case reading(point: Int, Reading)
    case outcome(CommandID, CommandOutcome, at: Instant)
    /// A device stopped answering, or answers again; once each.
    case deviceLost(device: Int, at: Instant)
    case deviceFound(device: Int, at: Instant)
}
