package import Quantities

/// How far a value can be trusted, and why not.
package enum Quality: UInt8, Hashable, Sendable {
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

/// The latest reading of every point, in the order of `LabNames.points`. Fixed size.
package struct ProcessImage: Sendable {
    package private(set) var readings: [Reading]
    /// Counts every stored reading, so that a reader can tell whether anything is new.
    package private(set) var revision: Int = 0

    package init(points: Int) {
        readings = Array(
            repeating: Reading(value: 0, quality: .neverRead, at: .start),
            count: points
        )
    }

    package mutating func store(_ reading: Reading, point: Int) {
        guard readings.indices.contains(point) else { return }
        readings[point] = reading
        revision &+= 1
    }

    package subscript(point: Int) -> Reading { readings[point] }
}
