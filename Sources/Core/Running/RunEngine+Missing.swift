import Devices
import Execution
import Interlocks
import Labs
import Quantities

/// What a run is suspended for, and what its acts need beside their own devices.
extension RunEngine {
    /// Tells the machine of what is there again.
    mutating func lookAtMissing(_ sight: inout Sight, _ output: inout Output) -> Bool {
        for thread in machine.threads {
            guard case .away(let kind, let since, _) = thread.phase,
                case .act(let act) = program.nodes[thread.node].kind,
                isBack(program.acts[act], kind, since, sight)
            else { continue }
            drive(.back(thread: thread.thread), &sight, &output)
            return true
        }
        return false
    }

    /// Whether everything the act needs has been heard of since.
    private func isBack(
        _ act: Act,
        _ kind: FaultKind,
        _ since: Instant,
        _ sight: Sight
    ) -> Bool {
        for supply in supplies(of: act) {
            guard let proof = sight.good(supply.point), proof.at > since, proof.value != 0 else {
                return false
            }
        }
        guard kind != .supplyLost else { return true }
        return neededDevices(of: act).allSatisfy { device in
            contacts[device] == .answers
                && points(of: device).contains { point in
                    sight.good(point).map { $0.at > since } ?? false
                }
        }
    }

    /// Points whose readings can end the suspension.
    var awaitedPoints: [Int] {
        var found: [Int] = []
        for thread in machine.threads {
            guard case .away = thread.phase, case .act(let act) = program.nodes[thread.node].kind
            else { continue }
            found += supplies(of: program.acts[act]).map(\.point)
            found += neededDevices(of: program.acts[act]).flatMap(points(of:))
        }
        return found
    }

    private func points(of device: Int) -> Range<Int> {
        let first = names.firstPoint[device]
        return first..<first + lab.profiles[lab.devices[device].profile].points.count
    }

    private func neededDevices(of act: Act) -> [Int] {
        if case .measure(let point, _, _, _) = act, names.points.indices.contains(point) {
            return [names.points[point].reference.device]
        }
        return act.assembly.map(lab.commandedDevices(ofAssembly:)) ?? []
    }

    /// What proves the services that must be on during the act.
    func supplies(of act: Act) -> [Supply] {
        guard let assembly = act.assembly, lab.assemblies.indices.contains(assembly),
            case .furnace(let furnace) = lab.assemblies[assembly].role
        else { return [] }
        return furnace.services.compactMap { service in
            guard case .switched(let switched) = lab.assemblies[service].role,
                let proof = switched.proof
            else { return nil }
            return Supply(point: names.point(proof), device: proof.device)
        }
    }

    /// Fails acts whose supply was there when they began and is no longer.
    mutating func lookAtSupplies(_ sight: inout Sight, _ output: inout Output) -> Bool {
        for index in acts.indices {
            for place in acts[index].supplies.indices
            where acts[index].supplies[place].isLost(sight) {
                let device = acts[index].supplies[place].device
                let thread = acts[index].thread
                fail(thread: thread, .supplyLost, device: device, &sight, &output)
                return true
            }
        }
        return false
    }
}

/// What proves that a service works while an act needs it.
struct Supply: Sendable {
    /// Proofs flicker; away for so long is away.
    static let patience = Lapse(seconds: 2)

    let point: Int
    let device: Int
    private var lostSince: Instant?

    init(point: Int, device: Int) {
        self.point = point
        self.device = device
    }

    var nextDeadline: Instant { lostSince.map { $0 + Self.patience } ?? .never }

    /// A proof that is not read proves nothing either way: that is the interlocks' concern.
    mutating func isLost(_ sight: Sight) -> Bool {
        guard let proof = sight.good(point), proof.value == 0 else {
            lostSince = nil
            return false
        }
        let since = lostSince ?? sight.now
        lostSince = since
        return sight.now >= since + Self.patience
    }
}
