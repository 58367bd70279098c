import Devices
import Findings
import Interlocks
import Labs
import Quantities
import Running
import Scanning
import Synchronization

/// One action of a device's profile, by a person: each command through a permit, confirmed by what
/// the device shows.
package struct HandAction: Sendable {
    /// How it ended.
    package enum Ending: Sendable {
        case confirmed
        /// Every command was acknowledged; the action has nothing that would show it done.
        case acknowledged
        /// Acknowledged, and the device did not show it done in its time.
        case unconfirmed
        case trouble(HandTrouble)
    }

    /// How long one command's outcome may take, s: a permit's life and a slow line.
    private static let patience = 8.0

    private let loaded: LoadedLab
    /// Index into `Lab.devices`.
    private let device: Int
    private let action: ActionDefinition
    private let arguments: [NamedParameter]
    let bodies: [CommandBody]
    private let confirmation: ActionConfirmation?

    /// Reads the arguments' texts: `60 degC`, `3`, `true`.
    ///
    /// - Throws: `Failure` where the device has no such action, or an argument is missing, unknown
    ///   or no value of its kind.
    init(
        _ name: String,
        of device: Int,
        _ texts: [(name: String, text: String)],
        in loaded: LoadedLab
    ) throws(Failure) {
        let instance = loaded.lab.devices[device]
        let profile = loaded.lab.profiles[instance.profile]
        guard let action = profile.action(name) else {
            let known = profile.actions.map(\.name)
            let near = NearestName.of(name, among: known).map { " Did you mean “\($0)”?" }
            throw Failure(
                "\(instance.name) has no action “\(name)”."
                    + (near ?? " It has: \(known.joined(separator: ", ")).")
            )
        }
        let arguments = try Self.arguments(texts, of: action)
        let commands = ActionCommands(loaded.lab)
        guard let bodies = commands.bodies(of: action, arguments: arguments, device: device) else {
            throw Failure("\(instance.name) cannot be told that: “\(name)” with these values.")
        }
        self.loaded = loaded
        self.device = device
        self.action = action
        self.arguments = arguments
        self.bodies = bodies
        confirmation = ActionConfirmation(
            action,
            arguments,
            device: device,
            loaded.lab,
            loaded.names
        )
    }

    private static func arguments(
        _ texts: [(name: String, text: String)],
        of action: ActionDefinition
    ) throws(Failure) -> [NamedParameter] {
        let known = action.arguments.map(\.name)
        for (name, _) in texts where !known.contains(name) {
            let takes = known.isEmpty ? "nothing" : known.joined(separator: ", ")
            throw Failure("“\(action.name)” has no argument “\(name)”; it takes \(takes).")
        }
        var arguments: [NamedParameter] = []
        for definition in action.arguments {
            guard let text = texts.first(where: { $0.name == definition.name })?.text else {
                guard definition.presence == .optional else {
                    throw Failure("“\(action.name)” needs “\(definition.name)”.")
                }
                continue
            }
            arguments.append(NamedParameter(definition.name, try value(text, of: definition)))
        }
        return arguments
    }

    private static func value(
        _ text: String,
        of argument: ArgumentDefinition
    ) throws(Failure) -> Quantity {
        switch argument.kind {
        case .quantity(let dimensions):
            if let quantity = try? Quantity(parsing: text), quantity.dimensions == dimensions,
                quantity.si.isFinite
            {
                return quantity
            }
        case .difference:
            if let quantity = try? Quantity(parsing: text), quantity.dimensions == .temperature,
                quantity.si.isFinite
            {
                return quantity
            }
        case .integer(let low, let high):
            if let number = Int(text), (low...high).contains(number) {
                return Quantity(si: Double(number), unit: .one)
            }
            throw Failure(
                "“\(argument.name)” is a whole number from \(low) to \(high), not “\(text)”."
            )
        case .flag:
            if text == "true" { return Quantity(si: 1, unit: .one) }
            if text == "false" { return Quantity(si: 0, unit: .one) }
        case .choice(let words):
            if let index = words.firstIndex(of: text) {
                return Quantity(si: Double(index), unit: .one)
            }
            let known = words.joined(separator: ", ")
            throw Failure("“\(argument.name)” is one of \(known), not “\(text)”.")
        case .wells, .text, .segments: break
        }
        throw Failure("“\(text)” is no value of “\(argument.name)”; write it with its unit.")
    }

    /// So long it may take at most, s.
    var longest: Double {
        Double(bodies.count + 3) * Self.patience + action.within.seconds
    }

    /// Sends its commands one after the other, each only after the last one was acknowledged, and
    /// waits until the device shows it done.
    func carryOut(at desk: HostDesk) async -> Ending {
        guard await desk.follow(seconds: Self.patience, until: { $0.awaited == nil }) else {
            let awaited = desk.view.awaited.map { loaded.names.points[$0].called }
            return .trouble(.waiting(point: awaited ?? "a point"))
        }
        let stops = desk.stops.load(ordering: .sequentiallyConsistent)
        for body in bodies {
            guard desk.stops.load(ordering: .sequentiallyConsistent) == stops else {
                return .trouble(.stopped)
            }
            prolong(at: desk, Self.patience)
            let id = desk.command(device: device, body)
            let isOver = await desk.follow(seconds: Self.patience) { $0.outcomes[id] != nil }
            guard isOver, let outcome = desk.view.outcomes[id] else { return .trouble(.late) }
            guard outcome == .acknowledged else { return .trouble(.failed(outcome)) }
        }
        guard var confirmation else {
            desk.host.order(.rest(device: device))
            return .acknowledged
        }
        let sent = desk.view.now
        // A poll's rhythm beyond the time the profile gives it.
        let patience = action.within.seconds + Self.patience
        prolong(at: desk, patience)
        desk.host.order(.refresh(device: device))
        let isDone = await desk.follow(seconds: patience) { view in
            confirmation.holds(view.image, since: sent, at: view.now)
        }
        guard isDone else { return .unconfirmed }
        desk.host.order(.rest(device: device))
        desk.noteDone(action, device: device)
        return .confirmed
    }

    /// Whether this is what the lab wants done at start-up.
    func isWanted(by wanted: StartUpAction) -> Bool {
        wanted.device == device && wanted.action == action.name
            && wanted.arguments.count == arguments.count
            && wanted.arguments.allSatisfy { argument in
                arguments.contains {
                    $0.name == argument.name && $0.value.si == argument.value.si
                }
            }
    }

    private func prolong(at desk: HostDesk, _ seconds: Double) {
        desk.host.order(.lease(device: device, until: desk.now + Lapse(seconds: seconds + 1)))
    }
}
