package import Quantities
import Scanning
package import Wire

/// What passed on one line, counted by device.
package struct TrafficTally: Sendable {
    package struct Device: Sendable {
        package var requests = 0
        /// Answered in time, refusals included.
        package var replies = 0
        /// Answered with an error.
        package var refusals = 0
        package var timeouts = 0
        /// Of the timeouts, those whose reply came after all.
        package var late = 0
        package var roundTrips = LapseHistogram()
    }

    /// By device of the lab; untouched for devices of other lines.
    package private(set) var devices: [Device]
    /// Bytes that answered nothing.
    package private(set) var strays = 0
    /// Requests no device of the lab understands.
    package private(set) var foreign = 0
    /// Pieces missing from the capture.
    package var lost = 0
    package private(set) var first: Instant?
    package private(set) var last = Instant.start

    /// Requests that make a rate.
    private static let fewest = 5

    package init(devices: Int) { self.devices = Array(repeating: Device(), count: devices) }

    /// Timeouts, refusals, and things that nobody could explain.
    package var errors: Int {
        devices.reduce(foreign) { $0 + $1.timeouts + $1.refusals }
    }

    /// Requests a second, from the first thing seen to the last; nil of so few that the figure
    /// would only tell how long the capture was.
    package func rate(device: Int) -> Double? {
        guard let first, last > first, devices[device].requests >= Self.fewest else { return nil }
        return Double(devices[device].requests) / (last - first).seconds
    }

    package mutating func take(_ sightings: [Sighting]) {
        for sighting in sightings {
            first = first ?? sighting.at
            last = max(last, sighting.at)
            take(sighting.kind)
        }
    }

    private mutating func take(_ kind: Sighting.Kind) {
        switch kind {
        case .asked(let inquiry):
            change(inquiry) { $0.requests += 1 }
            if case .foreign = inquiry.purpose { foreign += 1 }
        case .answered(let inquiry, let answer, let after):
            change(inquiry) { device in
                device.replies += 1
                device.roundTrips.add(after)
                if case .outcome(let outcome) = answer, outcome != .acknowledged {
                    device.refusals += 1
                }
            }
        case .unanswered(let inquiry, _): change(inquiry) { $0.timeouts += 1 }
        case .late(let inquiry, _): change(inquiry) { $0.late += 1 }
        case .stray(let count): strays += count
        case .abandoned, .lost, .found: break
        }
    }

    private mutating func change(_ inquiry: Inquiry, _ body: (inout Device) -> Void) {
        guard let device = inquiry.device, devices.indices.contains(device) else { return }
        body(&devices[device])
    }
}
