package import Quantities
package import Running

/// What a host's client is told of the lab at one time.
package struct LabSnapshot: Sendable {
    package var now = Instant.start
    package var awaited: Int?
    package var lines: [LabView.LineStanding] = []
    package var readings: [PointReading] = []

    package init() {}
}
