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
    /// Samples of a point that were not kept, from when to when by the host's clock, ns.
    case gap(run: Int64, point: String, first: Int64, last: Int64)
    /// `clock`: the host's, ns; nil where the run was cut off, so that nobody knows. `energy`: J
    /// used; nil where nothing measured it.
    case runEnded(run: Int64, outcome: String, wall: Int64, clock: Int64?, energy: Double?)
    /// What stands where and holds what, from now on: a document (`athanor: state/1`). `farEnd`:
    /// whether on hardware or simulators, as in `RunHeader`.
    case labState(farEnd: String, revision: Int, wall: Int64, bytes: [UInt8])
    /// What of it has changed since the last state or change: the same document, as the difference.
    case stateChange(run: Int64?, revision: Int, wall: Int64, bytes: [UInt8])
    /// What people were told: a JSON object without its line end.
    case note(run: Int64?, kind: NoteKind, wall: Int64, line: [UInt8])
    /// What somebody did: a JSON object without its line end; hash-chained.
    case audit(line: [UInt8])

    package enum DocumentKind: String, Sendable {
        case lab, plan, state, profile
        case protocolDefinition = "protocol"
    }

    package enum NoteKind: String, Sendable, CaseIterable {
        /// An alarm has come, gone, been acknowledged or shelved.
        case alarm
        /// What a run said or asked.
        case message
        /// What the checker said of a run's plan.
        case finding
    }
}

private struct SampledPoint: Hashable {
    var run: Int64
    var point: String
}

extension [JournalEntry] {
    /// Gives up samples, and says from when to when there were some.
    mutating func turnSamplesIntoGaps() {
        var spans: [SampledPoint: ClosedRange<Int64>] = [:]
        removeAll { entry in
            guard case .sample(let run, let point, let sample) = entry else { return false }
            let key = SampledPoint(run: run, point: point)
            let (first, last) =
                spans[key].map { ($0.lowerBound, $0.upperBound) }
                ?? (sample.at, sample.at)
            spans[key] = Swift.min(first, sample.at)...Swift.max(last, sample.at)
            return true
        }
        for (key, span) in spans {
            let (first, last) = (span.lowerBound, span.upperBound)
            append(.gap(run: key.run, point: key.point, first: first, last: last))
        }
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
