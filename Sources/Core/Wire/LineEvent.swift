package import Interlocks
package import Quantities
package import Scanning

/// What happened on a line.
package enum LineEvent: Hashable, Sendable {
    case reading(point: Int, Reading)
    case outcome(CommandID, CommandOutcome, at: Instant)
    /// A device stopped answering, or answers again; once each.
    case deviceLost(device: Int, at: Instant)
    case deviceFound(device: Int, at: Instant)
    /// The owner closes the connection and says so with `disconnect`, waits
    /// `LineConnection.reconnectPause`, opens it again and says so with `connect`.
    case reconnect(ReconnectReason, at: Instant)
    /// So many writes of the point's memory are used up, of those it survives.
    case wear(point: Int, used: Int, endurance: Int, at: Instant)
}

/// Why a connection is no use any more though it is open.
package enum ReconnectReason: Hashable, Sendable {
    /// Nothing came though asked: the other end is gone and nobody told.
    case silent
    /// What came cannot be parted into frames.
    case garbled
}

/// Codes of `CommandOutcome.refused` for what never reached the wire; a device's are not negative.
package enum WireRefusal: Int, Hashable, Sendable, CaseIterable {
    /// The value does not fit the field's encoding, or the write function cannot carry it.
    case notEncodable = -101
    /// The device's profile has no such point or request.
    case unknown = -102
    /// The profile does not allow its device to be broadcast to.
    case noBroadcast = -103
    /// The memory behind the point was written as often as it survives.
    case wornOut = -104
}

/// How far a line got since it began.
package struct LineTally: Hashable, Sendable {
    /// Requests that went out, and replies (exceptions too) that answered one.
    package var requests = 0
    package var replies = 0
    package var timeouts = 0
    /// How often a device was left alone for its late reply to pass.
    package var quarantines = 0
    /// Bytes that answered nothing.
    package var strays = 0
    /// Writes left out because the device held the value already.
    package var spared = 0
}

/// A point that shows the value before until its device took over the new one.
struct Settling: Sendable {
    var point: Int
    var until: Int64
}
