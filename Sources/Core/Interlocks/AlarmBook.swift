package import Labs
package import Quantities

/// The alarms of a host, by the states of ISA-18.2: active or returned to normal, acknowledged or
/// not, shelved.
///
/// An alarm leaves the book once it is both normal and acknowledged.
package struct AlarmBook: Sendable {
    /// What an alarm is about.
    package enum Source: Hashable, Sendable {
        /// Indexes into `Lab.interlocks`, `alarms`, `devices`, `lines`, `zones`.
        case trip(Int)
        case bypass(Int)
        /// An interlock whose voting has lost channels.
        case degraded(Int)
        case lab(Int)
        case deviceLost(Int)
        case lineClosed(Int)
        case notSafe(zone: Int)
        /// What was to end a person's hold on the device was not acknowledged.
        case handLeft(Int)
        /// Scan ticks came too late.
        case scanLate
        /// The scan has no real-time priority, or its memory can be paged out.
        case scanNotRealtime
        /// Latches and bypasses cannot be kept for the next host.
        case notKept
        /// The journal cannot be written: nothing new is begun.
        case notRecorded
        /// The wall clock is behind what the journal has: somebody set it back.
        case clockBehind
        /// A run ended by a fault.
        case runFailed
    }

    package struct Alarm: Hashable, Sendable {
        package var number: Int
        package var source: Source
        package var priority: AlarmDefinition.Priority
        package var condition = Condition.active
        package var attention = Attention.unacknowledged
        package var raised: Instant
        package var returned: Instant?
        /// How often it came since it was in the book.
        package var occurrences = 1
        package var shelvedUntil: Instant?
    }

    package enum Condition: String, Hashable, Sendable {
        case active, normal
    }

    package enum Attention: String, Hashable, Sendable {
        case unacknowledged, acknowledged
    }

    /// In the order they came.
    package private(set) var alarms: [Alarm] = []
    private var next = 1

    package init() {}

    /// Whether anything of more than low priority asks for attention that is not shelved: a horn
    /// sounds as long.
    package func sounds(at now: Instant) -> Bool {
        alarms.contains { alarm in
            alarm.priority != .low && alarm.attention == .unacknowledged
                && alarm.shelvedUntil.map { now >= $0 } ?? true
        }
    }

    /// The condition has come; again unacknowledged where it had gone meanwhile.
    package mutating func raise(
        _ source: Source,
        _ priority: AlarmDefinition.Priority,
        at now: Instant
    ) {
        guard let place = alarms.firstIndex(where: { $0.source == source }) else {
            alarms.append(Alarm(number: next, source: source, priority: priority, raised: now))
            next += 1
            return
        }
        guard alarms[place].condition == .normal else { return }
        alarms[place].condition = .active
        alarms[place].attention = .unacknowledged
        alarms[place].returned = nil
        alarms[place].occurrences += 1
    }

    /// The condition has gone.
    package mutating func clear(_ source: Source, at now: Instant) {
        guard let place = alarms.firstIndex(where: { $0.source == source }),
            alarms[place].condition == .active
        else { return }
        alarms[place].condition = .normal
        alarms[place].returned = now
        if alarms[place].attention == .acknowledged { alarms.remove(at: place) }
    }

    /// Another alarm tells of the same cause: this one is no longer in the book.
    package mutating func withdraw(_ source: Source) { alarms.removeAll { $0.source == source } }

    /// Somebody has seen it; false where there is no such alarm.
    package mutating func acknowledge(_ number: Int) -> Bool {
        guard let place = alarms.firstIndex(where: { $0.number == number }) else { return false }
        alarms[place].attention = .acknowledged
        if alarms[place].condition == .normal { alarms.remove(at: place) }
        return true
    }

    /// Keeps an alarm silent until then; shelving always expires.
    package mutating func shelve(_ number: Int, until: Instant) -> Bool {
        guard let place = alarms.firstIndex(where: { $0.number == number }) else { return false }
        alarms[place].shelvedUntil = until
        return true
    }
}
