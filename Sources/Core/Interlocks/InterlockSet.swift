package import Expressions
package import Labs
package import Quantities

/// One latched trip.
package struct Trip: Hashable, Sendable {
    /// Index into `Lab.interlocks`.
    package var interlock: Int
    package var at: Instant
    /// 0 for the first-out: the trip that came first since nothing was tripped.
    package var order: Int
    /// The first point it reads that gave no good reading then; nil where all did, so that the
    /// condition itself holds.
    package var unread: UnreadPoint?
}

/// A point without a good reading, and why it has none.
package struct UnreadPoint: Hashable, Sendable, Codable {
    /// The image's index.
    package var point: Int
    package var quality: Quality

    package init(point: Int, quality: Quality) {
        self.point = point
        self.quality = quality
    }
}

/// Channels of an interlock that give no good reading, so that the others vote without them.
package struct Degradation: Hashable, Sendable {
    /// Index into `Lab.interlocks`.
    package var interlock: Int
    /// Its bad channels; none where it votes as declared again.
    package var bad: ChannelSet

    package init(interlock: Int, bad: ChannelSet) {
        self.interlock = interlock
        self.bad = bad
    }
}

/// How a person's reset ended.
package enum ResetOutcome: String, Hashable, Sendable, Codable {
    case reset
    case notTripped = "not-tripped"
    /// The condition, or a bad reading, still asks for the trip.
    case unhealthy
}

/// The lab's interlocks as flat programs, with their latches.
///
/// A comparison that reads a bad or stale value counts as a vote to trip: it holds whatever brings
/// the trip nearer, so `a and b` still asks the other side and two-out-of-three becomes
/// one-out-of-two. A rule that cannot be compiled is always tripped.
package struct InterlockSet: Sendable {
    struct Rule: Sendable {
        var program: PointProgram?
        var debounce: Lapse
        /// Whether its condition asked for the trip when it was last looked at.
        var vote = Vote.healthy
        /// Since when the condition holds without a gap; `never` where it does not.
        var since = Instant.never
        var bypassedUntil: Instant?
        var look = Look.due
        /// Looked at again then, whatever is read.
        var wake = Instant.never
        /// The points of each channel that votes; empty where nothing votes.
        var channels: [[Int]] = []
        /// Channels that gave no good reading when it was last looked at.
        var bad = ChannelSet()
    }

    enum Vote: Sendable {
        case healthy, trip
    }

    /// When a rule is looked at.
    enum Look: Sendable {
        /// A point it reads has changed, or was read where its history counts.
        case due
        /// Nothing it reads has changed.
        case spared
    }

    private var rules: [Rule]
    /// Latched trips in the order they came.
    package private(set) var latched: [Trip] = []
    /// Why interlocks could not be compiled, by index into `Lab.interlocks`.
    package private(set) var faults: [(interlock: Int, ExprError)] = []
    /// Votings whose bad channels became others at the last `judge`.
    package private(set) var degradations: [Degradation] = []
    /// When something can change though no reading is new; made anew by every `judge`.
    package private(set) var nextDeadline = Instant.never
    /// Every point that some interlock reads.
    package private(set) var points: [Int] = []
    /// By point of the image: the rules that read it.
    private var readers: [[Int]]
    /// By point of the image: the rules that read its age, its rate or its mean.
    private var followers: [[Int]]
    private var rates = RateTable()
    private var stack = [Double](repeating: 0, count: PointProgram.greatestDepth)

    package init(_ lab: Lab, _ names: LabNames) {
        rules = []
        readers = names.points.map { _ in [] }
        followers = readers
        var compiler = PointCompiler(
            names: names,
            constants: NoConstants(),
            unknown: .votesToTrip,
            point: names.point
        )
        for (index, definition) in lab.interlocks.enumerated() {
            var rule = Rule(program: nil, debounce: definition.debounce)
            do throws(ExprError) {
                let program = try compiler.compile(definition.trip, rates: &rates)
                for point in program.points {
                    if !points.contains(point) { points.append(point) }
                    readers[point].append(index)
                    if program.readsHistory { followers[point].append(index) }
                }
                rule.program = program
                for channel in definition.voting?.channels ?? [] {
                    rule.channels.append(
                        try compiler.compile(channel.trip, rates: &rates).points
                    )
                }
            } catch {
                faults.append((index, error))
            }
            rules.append(rule)
        }
        latched.reserveCapacity(rules.count)
        degradations.reserveCapacity(rules.count)
    }

    /// Whether `image` holds enough to judge by: every point read, every rate with its history.
    ///
    /// Called for every image from the first one on, until it says yes.
    package mutating func canJudge(_ image: ProcessImage) -> Bool {
        rates.observe(image)
        for point in points where image[point].quality == .neverRead { return false }
        for entry in rates.points.indices where rates.rate(entry).isNaN {
            if image[rates.points[entry]].quality == .good { return false }
        }
        return true
    }

    /// Whether some rule must be judged at every reading, not only where a value changed.
    package var followsEveryReading: Bool { followers.contains { !$0.isEmpty } }

    /// Judges on `image` every rule whose points are among its changes, or whose time has come.
    ///
    /// Returns the interlocks that tripped now, the first first.
    package mutating func judge(_ image: ProcessImage, at now: Instant) -> [Int] {
        var tripped: [Int] = []
        judge(image, at: now, into: &tripped)
        return tripped
    }

    /// The same into an empty list that is used again and again.
    package mutating func judge(
        _ image: ProcessImage,
        at now: Instant,
        into tripped: inout [Int]
    ) {
        if !rates.isEmpty { rates.observe(image) }
        for point in image.changes {
            for index in readers[point] { rules[index].look = .due }
        }
        for point in image.fresh {
            for index in followers[point] { rules[index].look = .due }
        }
        degradations.removeAll(keepingCapacity: true)
        nextDeadline = .never
        for index in rules.indices {
            if rules[index].look == .due || now >= rules[index].wake { look(index, image, now) }
            nextDeadline = min(nextDeadline, rules[index].wake)
            guard rules[index].vote == .trip else {
                rules[index].since = .never
                continue
            }
            if rules[index].since == .never { rules[index].since = now }
            let due = rules[index].since + rules[index].debounce
            if now < due {
                nextDeadline = min(nextDeadline, due)
            } else if !isLatched(index) {
                tripped.append(index)
            }
        }
        guard !tripped.isEmpty else { return }
        // Of rules that trip at one tick, the one whose condition came first was first.
        tripped.sort { (rules[$0].since, $0) < (rules[$1].since, $1) }
        let known = latched.count
        latch(tripped, at: now)
        for place in known..<latched.count {
            latched[place].unread = rules[latched[place].interlock].program?.points
                .first { image[$0].quality != .good }
                .map { UnreadPoint(point: $0, quality: image[$0].quality) }
        }
    }

    private mutating func look(_ index: Int, _ image: ProcessImage, _ now: Instant) {
        rules[index].look = .spared
        if !rules[index].channels.isEmpty { countChannels(index, image) }
        assess(index, image, now)
    }

    /// What the rule votes on the present image, and when time alone can change that.
    private mutating func assess(_ index: Int, _ image: ProcessImage, _ now: Instant) {
        rules[index].vote = .healthy
        rules[index].wake = .never
        if let until = rules[index].bypassedUntil {
            guard now >= until else {
                rules[index].wake = until
                return
            }
            rules[index].bypassedUntil = nil
        }
        guard let program = rules[index].program else {
            rules[index].vote = .trip
            return
        }
        if program.readsHistory {
            rules[index].wake = program.nextDeadline(image, after: now)
        }
        // Unknown as a whole is a vote to trip as well.
        if program.value(image, rates, at: now, stack: &stack) != 0 { rules[index].vote = .trip }
    }

    private mutating func countChannels(_ index: Int, _ image: ProcessImage) {
        var bad = ChannelSet()
        for (channel, points) in rules[index].channels.enumerated()
        where points.contains(where: { image[$0].quality != .good }) {
            bad.insert(channel)
        }
        guard bad != rules[index].bad else { return }
        rules[index].bad = bad
        degradations.append(Degradation(interlock: index, bad: bad))
    }

    package func isLatched(_ interlock: Int) -> Bool {
        latched.contains { $0.interlock == interlock }
    }

    /// Takes over trips that were latched before a restart; latched trips outlive the host.
    package mutating func latch(_ interlocks: [Int], at now: Instant) {
        for interlock in interlocks where rules.indices.contains(interlock) {
            guard !isLatched(interlock) else { continue }
            let order = (latched.last?.order ?? -1) + 1
            latched.append(Trip(interlock: interlock, at: now, order: order))
        }
    }

    /// Unlatches one trip, by a person, once; only where its condition is healthy on this image,
    /// which nothing may have outlived by now.
    package mutating func reset(
        _ interlock: Int,
        _ image: ProcessImage,
        at now: Instant
    ) -> ResetOutcome {
        guard let place = latched.firstIndex(where: { $0.interlock == interlock }) else {
            return .notTripped
        }
        if !rates.isEmpty { rates.observe(image) }
        // What was judged last proves nothing: a bypass may have ended, a reading grown old since.
        assess(interlock, image, now)
        guard rules[interlock].vote == .healthy else { return .unhealthy }
        rules[interlock].since = .never
        latched.remove(at: place)
        return .reset
    }

    /// Does not judge the interlock until then; a trip already latched stays.
    package mutating func bypass(_ interlock: Int, until: Instant) {
        guard rules.indices.contains(interlock) else { return }
        rules[interlock].bypassedUntil = until
        rules[interlock].wake = .start
        nextDeadline = .start
    }
}
