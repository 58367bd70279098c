import Devices
import Interlocks
import Labs
import Quantities

/// Keeps devices watching their host: writes what arms them at start, and again whenever they read
/// back something else (they restarted, or somebody changed it).
struct WatchdogTable: Sendable {
    private struct Entry: Sendable {
        let device: Int
        let point: Int
        /// The image's index of the point; -1 where it is not read regularly.
        let shown: Int
        let value: Double
        let tolerance: Double
        let every: Lapse?
        /// Not written again before this: a write takes its time to show.
        var due: Instant
    }

    /// From a write to the next where it does not show.
    private static let patience = Lapse.milliseconds(3000)

    private var entries: [Entry] = []
    private(set) var nextDeadline = Instant.never
    private var sequence = 0

    init(_ lab: Lab, _ names: LabNames) {
        for (device, instance) in lab.devices.enumerated() {
            let profile = lab.profiles[instance.profile]
            guard let arming = profile.watchdog, let index = profile.pointIndex(arming.point)
            else { continue }
            let point = profile.points[index]
            let isShown = point.every != nil && point.access != .write
            entries.append(
                Entry(
                    device: device,
                    point: index,
                    shown: isShown ? names.firstPoint[device] + index : -1,
                    value: arming.value,
                    tolerance: point.resolution(near: arming.value),
                    every: arming.every,
                    due: .start
                )
            )
        }
        reckon()
    }

    /// Adds the arming writes that are due; their numbers are the scan's own.
    mutating func due(
        _ image: ProcessImage,
        at now: Instant,
        into requests: inout [CommandRequest]
    ) {
        guard !entries.isEmpty else { return }
        let before = requests.count
        for index in entries.indices where entries[index].due <= now {
            let entry = entries[index]
            if entry.shown >= 0 {
                let reading = image[entry.shown]
                guard reading.quality == .good,
                    abs(reading.value - entry.value) > entry.tolerance
                else { continue }
                entries[index].due = now + Self.patience
            } else {
                entries[index].due = entry.every.map { now + $0 } ?? .never
            }
            requests.append(
                CommandRequest(
                    id: .arming(sequence),
                    device: entry.device,
                    body: .write(point: entry.point, value: entry.value),
                    origin: .refresh
                )
            )
            sequence &+= 1
        }
        if requests.count > before { reckon() }
    }

    /// What is read back needs no deadline: its reading is the occasion.
    private mutating func reckon() {
        nextDeadline = entries.reduce(.never) { $1.shown < 0 ? min($0, $1.due) : $0 }
    }
}

extension PointDefinition {
    /// Values nearer than this to `value` are the same to the device.
    fileprivate func resolution(near value: Double) -> Double {
        let least = 1e-5 * abs(value)
        if case .modbus(let field) = source, field.encoding.isFloat { return least }
        return max(least, 0.51 * abs(source.scale * kind.unit.scale))
    }
}

extension CommandID {
    /// The scan's own command number `sequence` that arms a watchdog.
    fileprivate static func arming(_ sequence: Int) -> CommandID {
        CommandID(firstOfScan + (1 << 51) + sequence % (1 << 50))
    }
}
