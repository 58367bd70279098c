/// Judges how soon tripped zones are made safe, by the wires alone: it knows what the host was told
/// of the sensors and when bytes began and ended on each line, and nothing of how the host decides.
///
/// Times are nanoseconds. One zone a line; its safe sequence tells devices of that line 0.
package struct TripJudge {
    /// What the host promises and the lines declare.
    package struct Terms: Sendable {
        /// From one scan to the next.
        package var scan: Int64
        /// The longest a line is taken by a request nobody answers: timeout, lateness, silences.
        package var silence: Int64
        /// All of a zone's devices are told so long after the reading.
        package var processSafetyTime: Int64
        package var limit: Double

        package init(scan: Int64, silence: Int64, processSafetyTime: Int64, limit: Double) {
            self.scan = scan
            self.silence = silence
            self.processSafetyTime = processSafetyTime
            self.limit = limit
        }
    }

    private struct Zone {
        var trippedAt: Int64?
        /// Devices that were told since.
        var told: Set<Int> = []
    }

    private struct Line {
        var beganAt = Int64.min / 2
        /// The host may send again, at the latest.
        var freeAt = Int64.min / 2
    }

    private let terms: Terms
    private let devicesOfZone: [Set<Int>]
    private var zones: [Zone]
    private var lines: [Line]
    package private(set) var wrong: [String] = []
    package private(set) var trips = 0
    /// Trips after which every device was told in time.
    package private(set) var answered = 0
    /// From the reading to the first safe byte, the longest.
    package private(set) var worst: Int64 = 0

    package init(_ terms: Terms, devicesOfZone: [Set<Int>]) {
        self.terms = terms
        self.devicesOfZone = devicesOfZone
        zones = devicesOfZone.map { _ in Zone() }
        lines = devicesOfZone.map { _ in Line() }
    }

    /// Whether the zone is tripped and not every device of it was told yet.
    package func isOwed(_ zone: Int) -> Bool {
        zones[zone].trippedAt != nil && zones[zone].told != devicesOfZone[zone]
    }

    /// The host was told this of the zone's sensor; nil where the reading is not good.
    package mutating func sensor(_ zone: Int, _ value: Double?, at now: Int64) {
        guard value.map({ $0 > terms.limit }) ?? true, zones[zone].trippedAt == nil else { return }
        zones[zone] = Zone(trippedAt: now)
        trips += 1
    }

    package mutating func reset(_ zone: Int) { zones[zone] = Zone() }

    /// A request that makes nothing safe began on a line; its last byte is out at `sent`.
    package mutating func began(line: Int, at now: Int64, sent: Int64) {
        lines[line] = Line(beganAt: now, freeAt: sent + terms.silence)
    }

    /// The reply's last byte arrived; the line is free after the silence that ends a frame.
    package mutating func ended(line: Int, free: Int64) {
        lines[line].freeAt = min(lines[line].freeAt, free)
    }

    /// A frame that tells a device 0 began on its zone's line.
    package mutating func toldSafe(zone: Int, device: Int, at now: Int64, sent: Int64) {
        defer { lines[zone] = Line(beganAt: lines[zone].beganAt, freeAt: sent + terms.silence) }
        guard let since = zones[zone].trippedAt else {
            return note("at \(now) ns device \(device) was made safe without need")
        }
        let isFirst = zones[zone].told.isEmpty
        let isNew = zones[zone].told.insert(device).inserted
        if isFirst { judgeFirst(zone, since, now) }
        guard isNew, zones[zone].told == devicesOfZone[zone] else { return }
        if now - since <= terms.processSafetyTime {
            answered += 1
        } else {
            note("zone \(zone) was safe \(now - since) ns after the reading")
        }
    }

    private mutating func judgeFirst(_ zone: Int, _ since: Int64, _ now: Int64) {
        worst = max(worst, now - since)
        let decided = since + terms.scan
        guard now > decided else { return }
        if lines[zone].beganAt > decided {
            note("zone \(zone): another request went first, \(now - since) ns after the reading")
        } else if now > lines[zone].freeAt {
            note("zone \(zone): its line was free before, \(now - since) ns after the reading")
        }
    }

    private mutating func note(_ words: String) { if wrong.count < 10 { wrong.append(words) } }
}
