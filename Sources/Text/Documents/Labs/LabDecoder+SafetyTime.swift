import Devices
import Expressions
import Labs
import Quantities

/// From a hazard to the safe output, added up over the lab's lines.
extension LabDecoder {
    /// What an interlock's process safety time does not hold; nil where it fits.
    ///
    /// The oldest reading that still counts covers its poll period; when it was taken, the line's
    /// longest transaction may have been in its way, and so it may be for the safe writes.
    func wantOfTime(_ interlock: InterlockDefinition) -> String? {
        let zone = zones[interlock.zone]
        var parts: [(String, Lapse)] = []
        if let slowest = slowestReading(interlock.trip) {
            parts.append(("\(slowest.name) may be \(slowest.stale.spoken) old", slowest.stale))
            let name = lines[slowest.line].name
            parts.append(("a transaction on \(name) \(slowest.wait.spoken)", slowest.wait))
        }
        if let window = interlock.trip.longestWindow {
            parts.append(("it looks back \(window.spoken)", window))
        }
        parts.append(("debounce \(interlock.debounce.spoken)", interlock.debounce))
        parts.append(("scan \(SafetyTiming.scan.spoken)", SafetyTiming.scan))
        let outputs = Set(zone.safeSequence.map { devices[$0.device].line }).sorted()
        let waits = outputs.map { (line: $0, time: longestTransaction(on: $0, before: .safeWrite)) }
        if let slowest = waits.max(by: { $0.time < $1.time }) {
            let name = lines[slowest.line].name
            parts.append(("a transaction on \(name) \(slowest.time.spoken)", slowest.time))
        }
        parts.append(("safe within \(zone.within.spoken)", zone.within))
        let needed = parts.map(\.1).reduce(.zero, +)
        guard needed > interlock.processSafetyTime else { return nil }
        return "can take \(needed.spoken), more than its process safety time of "
            + "\(interlock.processSafetyTime.spoken): " + parts.map(\.0).joined(separator: ", ")
            + "."
    }

    private struct SlowReading {
        var name: String
        var stale: Lapse
        var line: Int
        var wait: Lapse
    }

    private func slowestReading(_ trip: Expr) -> SlowReading? {
        var slowest: SlowReading?
        for case .point(let name) in trip.names {
            guard let (device, point) = owner(of: name) else { continue }
            let line = devices[device].line
            let wait = longestTransaction(on: line, before: .reading)
            if let known = slowest, known.stale + known.wait >= point.stale + wait { continue }
            slowest = SlowReading(name: name, stale: point.stale, line: line, wait: wait)
        }
        return slowest
    }

    /// What comes after a line's longest transaction.
    enum Follower { case reading, safeWrite }

    /// What the longest exchange on a line can take: with its timeout and the silence after it.
    func longestTransaction(on line: Int, before follower: Follower) -> Lapse {
        let own = devices.filter { $0.line == line }
        let times = own.map { transaction(usedProfiles[$0.profile], lines[line], follower) }
        return times.max() ?? .zero
    }

    private func transaction(
        _ profile: DeviceProfile,
        _ line: LineDefinition,
        _ follower: Follower
    ) -> Lapse {
        let characters: Int
        var waits: Lapse
        switch profile.link {
        case .modbus(let link):
            // A read's request has 8 characters, its reply 5 and two for each register.
            characters = 13 + 2 * min(link.greatestRead, 125)
            let reads = link.replyTimeout + link.greatestLateness
            let timeout = link.writeTimeout ?? link.replyTimeout
            let writes = timeout + (link.writeLateness ?? link.greatestLateness)
            waits = max(reads, writes) + link.pauseBetween + link.pauseAfterWrite
        case .serial(let name, _):
            guard let spoken = usedProtocols.first(where: { $0.name == name }) else { return .zero }
            // Lines of such devices are short: the longest reply seen has 64 characters.
            characters = 64
            // A request that takes longer than the protocol's others, such as homing, is cut off by
            // a safe write.
            let own =
                follower == .safeWrite
                ? .zero : spoken.requests.compactMap(\.replyTimeout).max() ?? .zero
            waits = max(spoken.replyTimeout, own) + spoken.readTimeout + spoken.greatestLateness
            waits = waits + spoken.pauseBetween
        }
        let carried =
            line.kind == .modbusTCP ? Lapse.zero : line.settings.time(characters: characters)
        return carried + waits + line.adapterLatency
    }
}

extension Expr {
    /// The longest time its rates and averages look back.
    var longestWindow: Lapse? {
        switch self {
        case .literal, .flag, .text, .variable, .point: return nil
        case .not(let a), .negate(let a): return a.longestWindow
        case .arithmetic(_, let a, let b), .comparison(_, let a, let b), .and(let a, let b),
            .or(let a, let b):
            return [a, b].compactMap(\.longestWindow).max()
        case .within(let x, let distance, let y):
            return [x, distance, y].compactMap(\.longestWindow).max()
        case .call(let function, let arguments):
            if let window = Expr.window(function, arguments) { return window }
            return arguments.compactMap(\.longestWindow).max()
        }
    }
}
