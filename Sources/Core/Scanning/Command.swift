package import Quantities

/// Names one command from request to outcome; unique in a run of the host.
package struct CommandID: Hashable, Sendable, Comparable, Codable {
    package var number: Int

    package init(_ number: Int) { self.number = number }

    package static func < (a: CommandID, b: CommandID) -> Bool { a.number < b.number }
}

/// What somebody wants a device to be told.
package struct CommandRequest: Hashable, Sendable, Codable {
    package enum Origin: Hashable, Sendable, Codable {
        /// A step of a run.
        case run
        /// A safe sequence: never blocked.
        case safe(zone: Int)
        /// The scan keeps a device's watchdog satisfied.
        case refresh
        case manual
        /// The end of a person's motion, and of what they left on: never blocked.
        case halt
        /// The horn of the lab's alarms, and its silence.
        case horn

        /// Whether it makes something safer, so that nothing may hold it up.
        package var isSafe: Bool {
            switch self {
            case .safe, .halt: true
            case .run, .refresh, .manual, .horn: false
            }
        }
    }

    package var id: CommandID
    /// Index into `Lab.devices`.
    package var device: Int
    package var body: CommandBody
    package var origin: Origin

    package init(id: CommandID, device: Int, body: CommandBody, origin: Origin) {
        self.id = id
        self.device = device
        self.body = body
        self.origin = origin
    }
}

package enum CommandBody: Hashable, Sendable, Codable {
    /// Write the profile's point (by index) with this value, SI.
    case write(point: Int, value: Double)
    /// Send the protocol's request (by index) with these field values, already in wire units, in
    /// the order of the template's own fields (the address left out).
    case send(request: Int, fields: [Double])
}

/// The scan's leave for one command to reach the wire.
///
/// Only the scan makes one.
package struct PermittedCommand: Hashable, Sendable {
    package let request: CommandRequest
    package let epoch: UInt32
    /// After this the line refuses it.
    package let expires: Instant

    init(request: CommandRequest, epoch: UInt32, expires: Instant) {
        self.request = request
        self.epoch = epoch
        self.expires = expires
    }
}

/// How a command ended, as far as its line can tell.
package enum CommandOutcome: Hashable, Sendable, Codable {
    /// The device acknowledged it (or needs no acknowledgement and the bytes are out).
    case acknowledged
    /// The device said no, with its code.
    case refused(code: Int)
    /// The device is busy; nothing happened.
    case busy
    /// Sent, and no reply in time: it may or may not have happened.
    case inDoubt
    /// Not sent: its permit was revoked or had expired.
    case notSent
}
