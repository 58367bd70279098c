/// What a journal is given; each becomes durable in the order it came.
package enum JournalEntry: Sendable {
    /// Something with a hash of its own: a lab's text, a plan's. Kept once.
    case document(hash: String, kind: DocumentKind, bytes: [UInt8])
    case runBegan(RunHeader)
    /// One line of a run's trace, a JSON object without its line end.
    case event(run: Int64, line: [UInt8])
    /// One record of how a run came where it is, a JSON object without its line end; `origin`:
    /// CLOCK_BOOTTIME at the start of the time line its instants are on, ns. Kept until the run
    /// ends.
    case history(run: Int64, origin: Int64, line: [UInt8])
    /// The run's host is alive: CLOCK_BOOTTIME, ns.
    case alive(run: Int64, boot: Int64)
    /// A command that is about to be asked for: on disk before it can reach a line.
    case intent(run: Int64, command: Int64, line: [UInt8], wall: Int64)
    /// How a command ended.
    case outcome(run: Int64, command: Int64, word: String)
    case sample(run: Int64, point: String, Sample)
    /// `clock`: the host's, ns; nil where the run was cut off, so that nobody knows.
    case runEnded(run: Int64, outcome: String, wall: Int64, clock: Int64?)
    /// What stands where and holds what, from now on.
    case labState(revision: Int, wall: Int64, bytes: [UInt8])
    /// What somebody did: a JSON object without its line end; hash-chained.
    case audit(line: [UInt8])

    /// Whether it is the first to give way.
    var isSample: Bool { if case .sample = self { true } else { false } }

    package enum DocumentKind: String, Sendable {
        case lab, plan, state
    }
}

/// How a run begins, as the journal lists it.
package struct RunHeader: Hashable, Sendable {
    package var run: Int64
    /// The plan's id and title, and the file it came in.
    package var plan: String
    package var title: String
    package var file: String
    package var planHash: String
    package var labHash: String
    /// Of the lab's state it began with.
    package var stateHash: String
    package var by: String
    /// `simulators` or `hardware`.
    package var farEnd: String
    /// UTC, ns since 1970.
    package var wall: Int64
    /// The host's clock at that moment, ns: what events and samples are timed by.
    package var clock: Int64
    /// CLOCK_BOOTTIME, ns, and which boot that counts from.
    package var boot: Int64
    package var bootID: String

    package init(
        run: Int64,
        plan: String,
        title: String,
        file: String,
        planHash: String,
        labHash: String,
        stateHash: String,
        by: String,
        farEnd: String,
        wall: Int64,
        clock: Int64,
        boot: Int64,
        bootID: String
    ) {
        self.run = run
        self.plan = plan
        self.title = title
        self.file = file
        self.planHash = planHash
        self.labHash = labHash
        self.stateHash = stateHash
        self.by = by
        self.farEnd = farEnd
        self.wall = wall
        self.clock = clock
        self.boot = boot
        self.bootID = bootID
    }
}

/// One reading as it is kept: in the point's SI value.
package struct Sample: Hashable, Sendable {
    /// Of the host's clock, ns.
    package var at: Int64
    package var value: Double
    /// `Quality`'s number; 0 is good.
    package var quality: UInt8

    package init(at: Int64, value: Double, quality: UInt8) {
        self.at = at
        self.value = value
        self.quality = quality
    }
}
