package import Quantities

/// What befell a line's connection; one notice when trouble begins, one when it ends.
package struct LineNotice: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case connected(port: String)
        case disconnected(reason: String)
        /// The first attempt after which opening fails; further ones are not told.
        case cannotOpen(reason: String)
    }

    /// Index into `Lab.lines`.
    package var line: Int
    package var kind: Kind
    package var at: Instant
}
