import Devices
import Interlocks
import Labs
import Quantities
import Scanning

/// Turns a person's step into an absolute move inside the device's limits.
struct JogMotion {
    /// While its position is not known a device moves so much slower.
    private static let lostShare = 0.1

    private let loaded: LoadedLab
    private let jog: JogDefinition
    private let axis: JogAxis
    private let device: Int

    init(_ jog: JogDefinition, _ axis: JogAxis, device: Int, in loaded: LoadedLab) {
        self.jog = jog
        self.axis = axis
        self.device = device
        self.loaded = loaded
    }

    /// The commands that carry the axis on for the time of a lease, no further than its limits.
    func onward(
        _ way: Double,
        _ image: ProcessImage,
        homed: Bool
    ) throws(Refusal) -> [CommandBody] {
        let share = homed ? 1 : Self.lostShare
        let most = axis.fastest * share * HostDesk.leaseTime.seconds
        let from = try position(axis.point, image)
        var step = way < 0 ? -most : most
        if let limit { step = min(max(from + step, limit.low), limit.high) - from }
        return try self.step(step, image, homed: homed)
    }

    private var limit: Bounds? {
        let profile = loaded.lab.profiles[loaded.lab.devices[device].profile]
        return profile.limit(axis.argument) ?? profile.limit(axis.point)
    }

    /// The commands of one step from where the axis is now.
    ///
    /// - Throws: `Refusal` where nobody knows where that is, or the step leaves the limits; after a
    ///   lost position only the declared retreat is open.
    func step(_ step: Double, _ image: ProcessImage, homed: Bool) throws(Refusal) -> [CommandBody] {
        let instance = loaded.lab.devices[device]
        let profile = loaded.lab.profiles[instance.profile]
        guard let action = profile.action(axis.action) else {
            throw Refusal(.conflict, "\(instance.name) has no action “\(axis.action)”.")
        }
        var speed = axis.fastest
        if !homed {
            let isAway =
                switch axis.retreat {
                case .up: step > 0
                case .down: step < 0
                case nil: false
                }
            guard isAway else {
                let way = axis.retreat.map { "only \(axis.name) \($0.rawValue), or" } ?? "only"
                throw Refusal(
                    .conflict,
                    "\(instance.name) has lost its position: \(way) home it first."
                )
            }
            speed *= Self.lostShare
        }
        let from = try position(axis.point, image)
        let target = from + step
        if let limit, !limit.contains(target) {
            throw Refusal(.conflict, "That is outside the limits of \(axis.name).")
        }
        var arguments: [NamedParameter] = []
        for argument in action.arguments {
            let value: Double
            switch argument.name {
            case axis.argument: value = target
            case axis.speedArgument: value = speed
            default: value = try position(argument.name, image)
            }
            arguments.append(NamedParameter(argument.name, Quantity(si: value, unit: .one)))
        }
        guard
            let bodies = ActionCommands(loaded.lab).bodies(
                of: action,
                arguments: arguments,
                device: device
            )
        else { throw Refusal(.conflict, "\(instance.name) cannot be told that now.") }
        return bodies
    }

    /// Where the axis is to be after a step from where it is now; nil where nobody could tell.
    func place(after step: Double, _ image: ProcessImage) -> Lease.Target? {
        let name = loaded.lab.devices[device].name + "." + axis.point
        guard let point = loaded.names.point(name), image[point].quality == .good else {
            return nil
        }
        return Lease.Target(
            point: point,
            value: image[point].value + step,
            tolerance: (axis.steps.first ?? 0) / 2
        )
    }

    private func position(_ point: String, _ image: ProcessImage) throws(Refusal) -> Double {
        let name = loaded.lab.devices[device].name + "." + point
        guard let place = loaded.names.point(name), image[place].quality == .good else {
            throw Refusal(.conflict, "\(name) is not read; nothing moves blindly.")
        }
        return image[place].value
    }
}
