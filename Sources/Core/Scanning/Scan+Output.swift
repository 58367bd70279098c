package import Interlocks

extension Scan {
    /// What one tick decided.
    package struct Output: Sendable {
        package var permitted: [PermittedCommand] = []
        package var refused: [CommandRequest] = []
        /// Why, one for each of `refused`.
        package var refusals: [Refusal] = []
        /// Interlocks (by index into `Lab.interlocks`) that tripped now, the first first.
        package var tripped: [Int] = []
        /// Votings that lost channels, or have them again.
        package var degraded: [Degradation] = []
        /// Where not nil, lines revoke what was permitted before this epoch.
        package var revokeBefore: UInt32?
        /// Devices whose lease has lapsed; those that moved are being stopped.
        package var lapsed: [Int] = []

        package init() {}

        /// Empties it; its arrays keep their room.
        mutating func clear() {
            permitted.removeAll(keepingCapacity: true)
            refused.removeAll(keepingCapacity: true)
            refusals.removeAll(keepingCapacity: true)
            tripped.removeAll(keepingCapacity: true)
            degraded.removeAll(keepingCapacity: true)
            revokeBefore = nil
            lapsed.removeAll(keepingCapacity: true)
        }

        /// Makes room for what a busy tick decides.
        package mutating func reserve(_ count: Int) {
            permitted.reserveCapacity(count)
            refused.reserveCapacity(count)
            refusals.reserveCapacity(count)
            tripped.reserveCapacity(count)
            degraded.reserveCapacity(count)
            lapsed.reserveCapacity(count)
        }

        /// What those who asked for refused commands are told.
        package var outcomes: [(CommandID, CommandOutcome)] {
            zip(refused, refusals).map { ($0.id, .refused(code: -$1.rawValue)) }
        }
    }
}
