package import Quantities

/// What a lab wants of a host that finds a run which an earlier one has died with.
package struct RestartPolicy: Hashable, Sendable {
    /// What becomes of the zones the run uses.
    package enum SafeState: String, Hashable, Sendable, CaseIterable {
        /// They are made safe at once; the run cannot go on.
        case taken
        /// They stay as they are as long as the run may go on.
        case left
    }

    /// Who lets the run go on once nothing of it is in doubt.
    package enum Resumption: String, Hashable, Sendable, CaseIterable {
        case byPerson = "by-person"
        case byItself = "by-itself"
    }

    package var safeState: SafeState
    /// Where nobody has looked for longer, the zones are made safe.
    package var longestOutage: Lapse
    package var resumption: Resumption

    /// What holds where the lab says nothing.
    package static let cautious = RestartPolicy(
        safeState: .taken,
        longestOutage: .zero,
        resumption: .byPerson
    )

    package init(safeState: SafeState, longestOutage: Lapse, resumption: Resumption) {
        self.safeState = safeState
        self.longestOutage = longestOutage
        self.resumption = resumption
    }
}
