import Devices
package import Labs
package import Quantities

/// How far a value can be trusted, and why not.
package enum Quality: UInt8, Hashable, Sendable, Codable {
    case good
    /// Never read since the host started.
    case neverRead
    /// Not read in time.
    case stale
    /// The line or the device did not answer.
    case noAnswer
    /// The device itself says the value is no reading (sensor break, sentinel).
    case deviceBad
    /// Outside what the point can be.
    case outOfRange
    /// The device is there, and too busy to say.
    case busy
    /// Somebody works at the device, or it is out of service: what it says proves nothing.
    case outOfUse

    /// Why a value is not good, in a few words for people.
    package var reason: String {
        switch self {
        case .good: "good"
        case .neverRead: "not read yet"
        case .stale: "too old"
        case .noAnswer: "no answer"
        case .deviceBad: "the device has no reading"
        case .outOfRange: "impossible value"
        case .busy: "the device is busy"
        case .outOfUse: "its device is out of use"
        }
    }
}

/// One reading of one point, in the unit's SI value (flags 0 or 1, choices by index).
package struct Reading: Hashable, Sendable {
    package var value: Double
    package var quality: Quality
    package var at: Instant

    package init(value: Double, quality: Quality, at: Instant) {
        self.value = value
        self.quality = quality
        self.at = at
    }
}

/// The latest reading of every point, in the order of `LabNames.points`.
///
/// Its size never changes.
package struct ProcessImage: Sendable {
    package private(set) var readings: [Reading]
    /// Counts every stored reading, so that a reader can tell whether anything is new.
    package private(set) var revision: Int = 0
    /// No good reading turns stale before this; a lower bound, made exact by every `expire`.
    package private(set) var nextStale: Instant = .never
    /// Points whose value or quality has changed since `forgetChanges`, each once.
    package private(set) var changes: [Int] = []
    /// Points that were read since `forgetChanges`, whatever they said, each once.
    package private(set) var fresh: [Int] = []
    private var isChanged: [Bool]
    private var isFresh: [Bool]
    /// By point: whether nothing it says counts.
    private var isOutOfUse: [Bool]
    /// By point: how old a reading may grow; empty where nothing ages.
    private let greatestAge: [Lapse]

    /// An image whose readings do not age.
    package init(points: Int) {
        readings = Array(
            repeating: Reading(value: 0, quality: .neverRead, at: .start),
            count: points
        )
        greatestAge = []
        isChanged = Array(repeating: false, count: points)
        isFresh = isChanged
        isOutOfUse = isChanged
        fresh.reserveCapacity(points)
        changes.reserveCapacity(points)
    }

    /// An image of a lab's points, each of which ages as its profile says.
    package init(_ names: LabNames) {
        readings = Array(
            repeating: Reading(value: 0, quality: .neverRead, at: .start),
            count: names.points.count
        )
        greatestAge = names.points.map(\.definition.stale)
        isChanged = Array(repeating: false, count: names.points.count)
        isFresh = isChanged
        isOutOfUse = isChanged
        fresh.reserveCapacity(names.points.count)
        changes.reserveCapacity(names.points.count)
    }

    /// Takes the reading over; false where it says nothing new.
    ///
    /// That a device is busy takes nothing away from what it said before: that ages.
    @discardableResult
    package mutating func store(_ reading: Reading, point: Int) -> Bool {
        guard readings.indices.contains(point) else { return false }
        let old = readings[point]
        if reading.quality == .busy, old.quality == .good { return false }
        var reading = reading
        if isOutOfUse[point] { reading.quality = .outOfUse }
        readings[point] = reading
        revision &+= 1
        if !isFresh[point] {
            isFresh[point] = true
            fresh.append(point)
        }
        if old.value != reading.value || old.quality != reading.quality { note(point) }
        guard reading.quality == .good, point < greatestAge.count else { return true }
        let end = reading.at + greatestAge[point]
        if end < nextStale { nextStale = end }
        return true
    }

    /// From now on nothing that `points` say counts, until they are used again.
    package mutating func setAside(_ points: Range<Int>) {
        for point in points where isOutOfUse.indices.contains(point) {
            isOutOfUse[point] = true
            readings[point].quality = .outOfUse
            revision &+= 1
            note(point)
        }
    }

    /// What `points` say counts again, from their next readings on.
    package mutating func use(_ points: Range<Int>) {
        for point in points where isOutOfUse.indices.contains(point) { isOutOfUse[point] = false }
    }

    /// Marks what has grown too old by `now` as stale.
    ///
    /// Between two calls that do anything lies at least the shortest time a point may age, since
    /// a fresh reading moves its own end only later; so calling it at every tick costs nothing.
    package mutating func expire(at now: Instant) {
        guard now >= nextStale else { return }
        var next = Instant.never
        for point in readings.indices where readings[point].quality == .good {
            let end = readings[point].at + greatestAge[point]
            if end <= now {
                readings[point].quality = .stale
                revision &+= 1
                note(point)
            } else if end < next {
                next = end
            }
        }
        nextStale = next
    }

    private mutating func note(_ point: Int) {
        guard !isChanged[point] else { return }
        isChanged[point] = true
        changes.append(point)
    }

    /// Whoever judges has taken the changes over.
    package mutating func forgetChanges() {
        for point in changes { isChanged[point] = false }
        changes.removeAll(keepingCapacity: true)
        for point in fresh { isFresh[point] = false }
        fresh.removeAll(keepingCapacity: true)
    }

    package subscript(point: Int) -> Reading { readings[point] }
}
