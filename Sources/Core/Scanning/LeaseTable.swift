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

    private struct Ending: Sendable {
        var request: CommandRequest
        var tries: Int
    }

    /// What ends a lease is sent so often, until it is acknowledged.
    private static let tries = 10
    /// Nobody ends more at once; what is beyond is sent all the same, once.
    private static let greatestOpen = 256

    /// Whether the device may be moving by what was sent under its lease.
    private enum Motion { case resting, commanded }
    /// Whether its outputs may be where only somebody who holds it may leave them.
    private enum Outputs { case untouched, commanded }

    /// By device.
    private var holds: [Hold?]
    /// By device: the commands of its `jog` stop.
    private let stops: [[CommandBody]]
    private let ends: ManualEnds
    /// Stops and manual ends that were not acknowledged yet.
    private var open: [Ending] = []
    /// Leases that were ended and not looked at since.
    private var given: [(device: Int, hold: Hold)] = []
    private var sequence = 0
    private(set) var nextDeadline = Instant.never

    /// Makes room for all that is kept at once, before the first tick.
    mutating func reserve() {
        open.reserveCapacity(Self.greatestOpen)
        given.reserveCapacity(holds.count)
    }

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

    /// Ends a lease at once; the stop goes out with the next tick, whoever holds the device then.
    mutating func end(_ device: Int) {
        guard holds.indices.contains(device), let hold = holds[device] else { return }
        holds[device] = nil
        given.append((device, hold))
        reckon()
    }

    /// Adds the devices whose lease has lapsed, and what ends what was done under it: the stops of
    /// those that may move, then the manual ends of those whose outputs were changed.
    mutating func lapsed(
        at now: Instant,
        devices: inout [Int],
        stops: inout [CommandRequest]
    ) {
        guard now >= nextDeadline else { return }
        for device in holds.indices {
            guard let hold = holds[device], now >= hold.until else { continue }
            holds[device] = nil
            given.append((device, hold))
        }
        for (device, hold) in given {
            if hold.motion == .commanded { stop(device, into: &stops) }
            if hold.outputs == .commanded { halt(ends.bodies(of: device), device, into: &stops) }
            devices.append(device)
        }
        given.removeAll(keepingCapacity: true)
        reckon()
    }

    /// A stop or a manual end has ended so; gives it once more where the device did not say yes.
    ///
    /// Whoever holds the device by then has it as it is: what was to end ends with their lease.
    mutating func again(_ id: CommandID, _ outcome: CommandOutcome) -> CommandRequest? {
        guard let place = open.firstIndex(where: { $0.request.id == id }) else { return nil }
        let ending = open.remove(at: place)
        let device = ending.request.device
        switch outcome {
        case .acknowledged: return nil
        case .refused(let code) where code < 0: return nil
        case .refused, .busy, .inDoubt, .notSent: break
        }
        guard holds[device] == nil else {
            holds[device]?.outputs = .commanded
            return nil
        }
        guard ending.tries < Self.tries else { return nil }
        return halt(ending.request.body, device, tries: ending.tries + 1)
    }

    /// Adds the commands that end a device's motion.
    mutating func stop(_ device: Int, into requests: inout [CommandRequest]) {
        halt(stops[safe: device] ?? [], device, into: &requests)
    }

    private mutating func halt(
        _ bodies: [CommandBody],
        _ device: Int,
        into requests: inout [CommandRequest]
    ) {
        for body in bodies { requests.append(halt(body, device, tries: 1)) }
    }

    private mutating func halt(
        _ body: CommandBody,
        _ device: Int,
        tries: Int
    ) -> CommandRequest {
        sequence &+= 1
        let request = CommandRequest(
            id: .halt(sequence),
            device: device,
            body: body,
            origin: .halt
        )
        if open.count < Self.greatestOpen { open.append(Ending(request: request, tries: tries)) }
        return request
    }

    /// Whether a request is the stop of its device, or puts its outputs where they belong.
    func contain(_ request: CommandRequest) -> Bool {
        (stops[safe: request.device]?.contains(request.body) ?? false)
            || ends.bodies(of: request.device).contains(request.body)
    }

    private mutating func reckon() {
        nextDeadline = given.isEmpty ? .never : .start
        for hold in holds { if let hold { nextDeadline = min(nextDeadline, hold.until) } }
    }
}

extension CommandID {
    /// The scan's own command number `sequence` that ends a person's motion.
    fileprivate static func halt(_ sequence: Int) -> CommandID {
        CommandID(firstOfScan + (3 << 50) + sequence % (1 << 49))
    }
}
