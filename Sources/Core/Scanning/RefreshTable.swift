import Devices
import Labs
import Quantities

/// Values written again and again so that a device's own watchdog stays satisfied.
///
/// A refreshed point keeps the last value it was permitted to take until the device's `release`
/// (or a safe sequence) lets go of it.
struct RefreshTable: Sendable {
    struct Entry: Sendable {
        var device: Int
        var point: Int
        var every: Lapse
        /// What is written next time, and when; nil while nothing is commanded.
        var value: Double?
        var due = Instant.never
    }

    private(set) var entries: [Entry] = []
    /// By device: the commands that let go, which no other action sends.
    private var releases: [[CommandBody]] = []
    private(set) var nextDeadline = Instant.never
    private var sequence = 0

    init(_ lab: Lab) {
        let commands = ActionCommands(lab)
        for (device, instance) in lab.devices.enumerated() {
            let profile = lab.profiles[instance.profile]
            for refresh in profile.refreshes {
                guard let point = profile.pointIndex(refresh.point) else { continue }
                entries.append(Entry(device: device, point: point, every: refresh.every))
            }
            releases.append(profile.refreshes.isEmpty ? [] : commands.releases(of: device, profile))
        }
    }

    /// Follows what a permitted command does to a refreshed point.
    mutating func note(_ request: CommandRequest, at now: Instant) {
        guard request.origin != .refresh, !entries.isEmpty else { return }
        if releases[request.device].contains(request.body) {
            release(request.device)
        } else if case .write(let point, let value) = request.body {
            for index in entries.indices
            where entries[index].device == request.device && entries[index].point == point {
                entries[index].value = value
                entries[index].due = now + entries[index].every
            }
            reckon()
        }
    }

    mutating func release(_ device: Int) {
        for index in entries.indices where entries[index].device == device {
            entries[index].value = nil
            entries[index].due = .never
        }
        reckon()
    }

    /// Adds the refreshes that are due, each once.
    mutating func due(at now: Instant, into requests: inout [CommandRequest]) {
        guard now >= nextDeadline else { return }
        for index in entries.indices where entries[index].due <= now {
            guard let value = entries[index].value else { continue }
            entries[index].due = now + entries[index].every
            requests.append(
                CommandRequest(
                    id: .refresh(sequence),
                    device: entries[index].device,
                    body: .write(point: entries[index].point, value: value),
                    origin: .refresh
                )
            )
            sequence &+= 1
        }
        reckon()
    }

    private mutating func reckon() {
        nextDeadline = entries.reduce(.never) { min($0, $1.due) }
    }
}

extension CommandID {
    /// Numbers from here on are the scan's own; whoever requests commands counts below.
    package static let firstOfScan = 1 << 52

    /// The scan's own command number `sequence`.
    static func refresh(_ sequence: Int) -> CommandID {
        CommandID(firstOfScan + sequence % (1 << 51))
    }

    /// Whether the scan itself asked for the command.
    package var isRefresh: Bool { number >= Self.firstOfScan }
}

extension ActionCommands {
    /// The commands of `release` that no other action of the device sends with the same value.
    fileprivate func releases(of device: Int, _ profile: DeviceProfile) -> [CommandBody] {
        guard let release = profile.action("release"),
            let bodies = bodies(of: release, arguments: [], device: device)
        else { return [] }
        let others = profile.actions.filter { $0.name != "release" }
            .flatMap { action in
                action.commands.compactMap { command in
                    var alone = action
                    alone.commands = [command]
                    return self.bodies(of: alone, arguments: [], device: device)?.first
                }
            }
        let own = bodies.filter { !others.contains($0) }
        return own.isEmpty ? Array(bodies.suffix(1)) : own
    }
}
