package import Interlocks
package import Quantities
package import Scanning

/// What one request on a line is about, read back from its bytes.
package struct Inquiry: Hashable, Sendable {
    /// One value a command writes.
    package struct Value: Hashable, Sendable {
        /// The image's index of the point.
        package var point: Int
        package var reading: Reading

        package init(point: Int, reading: Reading) {
            self.point = point
            self.reading = reading
        }
    }

    /// One field of a serial request, as it stood in the message.
    package struct Field: Hashable, Sendable {
        package var name: String
        package var text: String
    }

    package enum Purpose: Hashable, Sendable {
        /// Reads these points, by the image's indexes.
        case poll([Int])
        /// Writes points; they are empty where the lab's profiles know none there.
        case write([Value])
        /// A request of the device's protocol, by name.
        case say(String, [Field])
        /// Lawful Modbus that no poll or point of the lab asks for.
        case modbus(function: Int, address: Int, count: Int)
        /// Sent again, or more of what went before.
        case followUp
        /// Nothing the lab's devices understand.
        case foreign
    }

    /// Index into `Lab.devices`; nil where no device of the line has that address.
    package var device: Int?
    package var purpose: Purpose

    package init(device: Int?, purpose: Purpose) {
        self.device = device
        self.purpose = purpose
    }
}

/// One thing that happened on a line, in the order of happening.
package struct Sighting: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case asked(Inquiry)
        case answered(Inquiry, Answer, after: Lapse)
        /// Nothing came in time, or the host asked something else meanwhile.
        case unanswered(Inquiry, after: Lapse)
        /// The reply came, but so late that it was no answer any more.
        case late(Inquiry, after: Lapse)
        /// So many bytes answered nothing.
        case stray(Int)
        /// The line was opened anew, or traffic is missing: what was asked has an unknown end.
        case abandoned(Inquiry)
        /// A device counts as lost from here on, or answers again.
        case lost(device: Int)
        case found(device: Int)
    }

    package enum Answer: Hashable, Sendable {
        case values([Inquiry.Value])
        case outcome(CommandOutcome)
    }

    package var kind: Kind
    package var at: Instant

    package init(kind: Kind, at: Instant) {
        self.kind = kind
        self.at = at
    }
}
