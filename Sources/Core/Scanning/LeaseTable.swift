import Devices
import Labs
import Quantities

/// Which devices a person holds, until when, and what ends their motion when that is over.
///
/// A lease that lapses stops its device, whatever the person's program is doing then: the scan
/// sends the stop itself.
struct LeaseTable: Sendable {
    private struct Hold: Sendable {
        var until: Instant
        var motion = Motion.resting
        var outputs = Outputs.untouched
    }

    /// Whether the device may be moving by what was sent under its lease.
    private enum Motion { case resting, commanded }
    /// Whether its outputs may be where only somebody who holds it may leave them.
    private enum Outputs { case untouched, commanded }

    /// By device.
    private var holds: [Hold?]
    /// By device: the commands of its `jog` stop.
    private let stops: [[CommandBody]]
    private let ends: ManualEnds
    private var sequence = 0
    private(set) var nextDeadline = Instant.never

    init(_ lab: Lab) {
        let commands = ActionCommands(lab)
        holds = lab.devices.map { _ in nil }
        ends = ManualEnds(lab)
        stops = lab.devices.indices.map { device in
            let profile = lab.profiles[lab.devices[device].profile]
            guard let jog = profile.jog, let action = profile.action(jog.stop) else { return [] }
            return commands.bodies(of: action, arguments: [], device: device) ?? []
        }
    }

    /// Whether somebody holds the device now.
    func isHeld(_ device: Int, at now: Instant) -> Bool {
        holds[safe: device].map { $0.map { now < $0.until } ?? false } ?? false
    }

    /// Begins or prolongs a lease.
    mutating func hold(_ device: Int, until: Instant) {
        guard holds.indices.contains(device) else { return }
        if holds[device] == nil { holds[device] = Hold(until: until) }
        holds[device]?.until = until
        reckon()
    }

    /// Something was sent under the lease.
    mutating func note(_ request: CommandRequest) {
        guard request.origin == .manual, holds.indices.contains(request.device) else { return }
        holds[request.device]?.motion = .commanded
        guard ends.undo(request.body, of: request.device) else { return }
        holds[request.device]?.outputs = .commanded
    }

    /// The motion that was commanded under the lease is done.
    mutating func rest(_ device: Int) {
        guard holds.indices.contains(device) else { return }
        holds[device]?.motion = .resting
    }

    /// Ends a lease at once; the stop goes out with the next tick.
    mutating func end(_ device: Int) {
        guard holds.indices.contains(device), holds[device] != nil else { return }
        holds[device]?.until = .start
        reckon()
    }

    /// The devices whose lease has lapsed, and what ends what was done under it: the stops of those
    /// that may move, then the manual ends of those whose outputs were changed.
    mutating func lapsed(at now: Instant) -> (devices: [Int], stops: [CommandRequest]) {
        guard now >= nextDeadline else { return ([], []) }
        var devices: [Int] = []
        var requests: [CommandRequest] = []
        for device in holds.indices {
            guard let hold = holds[device], now >= hold.until else { continue }
            holds[device] = nil
            devices.append(device)
            if hold.motion == .commanded { requests += stop(device) }
            if hold.outputs == .commanded { requests += halts(ends.bodies(of: device), device) }
        }
        reckon()
        return (devices, requests)
    }

    /// The commands that end a device's motion.
    mutating func stop(_ device: Int) -> [CommandRequest] {
        halts(stops[safe: device] ?? [], device)
    }

    private mutating func halts(_ bodies: [CommandBody], _ device: Int) -> [CommandRequest] {
        bodies.map { body in
            sequence &+= 1
            return CommandRequest(
                id: .halt(sequence),
                device: device,
                body: body,
                origin: .halt
            )
        }
    }

    /// Whether a request is the stop of its device, or puts its outputs where they belong.
    func contain(_ request: CommandRequest) -> Bool {
        (stops[safe: request.device]?.contains(request.body) ?? false)
            || ends.bodies(of: request.device).contains(request.body)
    }

    private mutating func reckon() {
        nextDeadline = .never
        for hold in holds { if let hold { nextDeadline = min(nextDeadline, hold.until) } }
    }
}

extension CommandID {
    /// The scan's own command number `sequence` that ends a person's motion.
    fileprivate static func halt(_ sequence: Int) -> CommandID {
        CommandID(firstOfScan + (3 << 50) + sequence % (1 << 49))
    }
}
