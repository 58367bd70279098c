package import Expressions
package import Quantities

/// A rule that trips, whatever the plan does.
package struct InterlockDefinition: Hashable, Sendable {
    package var name: String
    /// Trips while this is true; a comparison that reads a bad point votes to trip.
    ///
    /// Points are `device.point`.
    package var trip: Expr
    /// True for this long before it trips.
    package var debounce: Lapse
    /// From the hazard to the safe output.
    package var processSafetyTime: Lapse
    /// Index into `Lab.zones`: what is made safe.
    package var zone: Int
    package var happened: String
    package var did: String
    package var mend: String
    /// The channels whose votes `trip` counts; nil where nothing votes.
    package var voting: Voting?

    package init(
        name: String,
        trip: Expr,
        debounce: Lapse,
        processSafetyTime: Lapse,
        zone: Int,
        happened: String,
        did: String,
        mend: String
    ) {
        self.name = name
        self.trip = trip
        self.debounce = debounce
        self.processSafetyTime = processSafetyTime
        self.zone = zone
        self.happened = happened
        self.did = did
        self.mend = mend
    }

    /// What trips it, as people read it.
    package var spokenTrip: String { voting?.text ?? trip.text }
}

/// Something people should know (ISA-18.2), that makes nothing safe by itself.
package struct AlarmDefinition: Hashable, Sendable {
    package enum Priority: String, Hashable, Sendable, CaseIterable {
        case low, medium, high
    }

    package var name: String
    package var when: Expr
    package var debounce: Lapse
    package var priority: Priority
    package var message: String

    package init(
        name: String,
        when: Expr,
        debounce: Lapse,
        priority: Priority,
        message: String
    ) {
        self.name = name
        self.when = when
        self.debounce = debounce
        self.priority = priority
        self.message = message
    }
}
