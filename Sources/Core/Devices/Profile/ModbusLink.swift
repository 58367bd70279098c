package import Quantities

/// What a Modbus device needs of its host beyond the standard.
package struct ModbusLink: Hashable, Sendable {
    package var serial: SerialSettings
    /// The most registers (or bits) in one read.
    package var greatestRead: Int
    package var greatestBitRead: Int
    package var greatestWrite: Int
    /// Registers that must never be read through.
    package var forbidden: [ClosedRange<Int>]
    /// From the last byte of a request to the first of its reply.
    package var replyTimeout: Lapse
    /// The latest a reply was ever seen; the line stays quarantined that long after a timeout.
    package var greatestLateness: Lapse
    /// The device's own time to answer, for cost and simulation.
    package var turnaround: Lapse
    package var pauseAfterWrite: Lapse
    package var pauseBetween: Lapse
    /// One field a request: the device cannot read blocks.
    package var grouping: Grouping

    /// Reads that must be exactly these: registers inside one are read with no other request.
    package var blocks: [ExactBlock] = []
    /// Where a read may begin, in every table; empty where anywhere.
    package var starts: [Int] = []
    /// The silence that ends a frame, where the device needs more than 3.5 characters.
    package var frameSilence: Lapse?
    /// Before the first request on a new connection.
    package var pauseAfterConnect = Lapse.zero
    /// As `replyTimeout` and `greatestLateness`, for writes that take longer than reads.
    package var writeTimeout: Lapse?
    package var writeLateness: Lapse?
    /// A read refused as busy (exception 6) is tried again so much later, then twice as much.
    package var busyPause = Lapse.milliseconds(100)
    /// How a device is watched that accepted a command it has not finished (exception 5).
    package var completion = CompletionWatch()
    /// The turnaround delay after a broadcast; nil where this profile is never broadcast to.
    package var broadcast: Lapse?
    /// The unit the device wants on TCP, whatever its address in the lab; often 0 or 255.
    package var tcpUnit: Int?
    /// A reply may come twice, the second copy up to so long after the first.
    package var repeatsWithin = Lapse.zero
    /// What must be written before and after some writes.
    package var unlocks: [WriteUnlock] = []
    package var connection = ConnectionHabits()

    package enum Grouping: String, Hashable, Sendable, CaseIterable {
        case blocks
        case single
    }

    package init(
        serial: SerialSettings,
        greatestRead: Int = 125,
        greatestBitRead: Int = 2000,
        greatestWrite: Int = 123,
        forbidden: [ClosedRange<Int>] = [],
        replyTimeout: Lapse = .milliseconds(500),
        greatestLateness: Lapse = .milliseconds(1000),
        turnaround: Lapse = .milliseconds(5),
        pauseAfterWrite: Lapse = .zero,
        pauseBetween: Lapse = .zero,
        grouping: Grouping = .blocks
    ) {
        self.serial = serial
        self.greatestRead = greatestRead
        self.greatestBitRead = greatestBitRead
        self.greatestWrite = greatestWrite
        self.forbidden = forbidden
        self.replyTimeout = replyTimeout
        self.greatestLateness = greatestLateness
        self.turnaround = turnaround
        self.pauseAfterWrite = pauseAfterWrite
        self.pauseBetween = pauseBetween
        self.grouping = grouping
    }

    /// The most of a table in one read.
    package func greatest(in table: ModbusField.Table) -> Int {
        table.isBits ? greatestBitRead : greatestRead
    }

    package func unlock(_ name: String?) -> WriteUnlock? {
        name.flatMap { wanted in unlocks.first { $0.name == wanted } }
    }
}

/// Registers, or bits, that the device gives out in one piece only.
package struct ExactBlock: Hashable, Sendable {
    package var table: ModbusField.Table
    package var address: Int
    package var count: Int
    /// As the link's `replyTimeout` and `greatestLateness`, for a block that takes another time.
    package var readTimeout: Lapse?
    package var readLateness: Lapse?

    package init(table: ModbusField.Table, address: Int, count: Int) {
        self.table = table
        self.address = address
        self.count = count
    }

    package var range: Range<Int> { address..<(address + count) }
}

/// How often the points of a device that is still at work are read, and for how long.
package struct CompletionWatch: Hashable, Sendable {
    package var every: Lapse
    package var within: Lapse

    package init(every: Lapse = .milliseconds(200), within: Lapse = .milliseconds(5000)) {
        self.every = every
        self.within = within
    }
}

/// Raw writes that open a device for another write, and close it again.
package struct WriteUnlock: Hashable, Sendable {
    package var name: String
    package var before: [RawWrite]
    package var after: [RawWrite]

    package init(name: String, before: [RawWrite], after: [RawWrite] = []) {
        self.name = name
        self.before = before
        self.after = after
    }
}

/// One register or coil set to one value by function 5, 6 or 16.
package struct RawWrite: Hashable, Sendable {
    package var address: Int
    /// 0 to 65535; for a coil 0 or 1.
    package var value: Int
    package var function: Int

    package init(address: Int, value: Int, function: Int = 6) {
        self.address = address
        self.value = value
        self.function = function
    }
}

/// What a device on TCP does with its connections.
package struct ConnectionHabits: Hashable, Sendable {
    package enum Clients: String, Hashable, Sendable, CaseIterable {
        case many
        /// It accepts one connection; a second is refused or throws the first out.
        case one
    }

    /// It closes a connection on which nothing was asked for so long.
    package var idleDrop: Lapse?
    package var clients = Clients.many
    /// From closing a connection to opening the next.
    package var reconnectPause = Lapse.zero
    /// A connection on which nothing came for so long though asked is closed and opened anew.
    package var silenceLimit = Lapse.milliseconds(10_000)

    package init() {}
}
