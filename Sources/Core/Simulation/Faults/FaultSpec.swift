import Devices
package import Labs
package import Quantities

/// One fault on demand: `at=2h,device=furnace-controller,kind=device-dead,for=10min`.
package struct FaultSpec: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case replyLost = "reply-lost"
        case replyLate = "reply-late"
        case replyCorrupted = "reply-corrupted"
        /// The reply comes twice.
        case replyDoubled = "reply-doubled"
        /// A Modbus device says to everything that it is busy (exception 6).
        case deviceBusy = "device-busy"
        /// A gateway says in a Modbus device's place that it does not answer (exception 11).
        case gatewayTimeout = "gateway-timeout"
        /// It answers nothing; what it does by itself goes on.
        case deviceDead = "device-dead"
        /// Its power goes, for two seconds or as long as given, and comes back.
        case deviceRestarted = "device-restarted"
        case lineDead = "line-dead"
        case sensorFrozen = "sensor-frozen"
        case sensorOpen = "sensor-open"
        case sensorDrifting = "sensor-drifting"
        /// A thermocouple has come out: it cools to the surroundings.
        case sensorDetached = "sensor-detached"
        /// A thermocouple's wires are swapped: it reads as far below the room as it is above.
        case sensorReversed = "sensor-reversed"
        case heaterStuckOn = "heater-stuck-on"
        /// Half of the heater is gone.
        case heaterWeak = "heater-weak"
        case elementOpen = "element-open"
        /// On the device that switches a furnace's contactor: it stays closed whatever it is told.
        case contactorWelded = "contactor-welded"
        case plungerOverload = "plunger-overload"
        case tipMissing = "tip-missing"
    }

    package var kind: Kind
    /// Index into `Lab.devices` (for `lineDead` its line is meant).
    package var device: Int
    package var at: Instant
    /// How long; nil for ever (one reply for the reply faults).
    package var lasting: Lapse?

    package init(kind: Kind, device: Int, at: Instant, lasting: Lapse?) {
        self.kind = kind
        self.device = device
        self.at = at
        self.lasting = lasting
    }
}

/// Why a text names no fault.
package struct FaultSpecError: Error, Hashable, Sendable {
    /// What was wrong, where, and what would do.
    package var message: String
}

extension FaultSpec {
    /// Reads `kind=device-dead,device=pump,at=10min,for=5min`.
    ///
    /// For `line-dead`, `line=NAME` will do instead of a device on it. Without `for` it lasts for
    /// ever, a reply fault for one reply.
    ///
    /// - Throws: `FaultSpecError` for the first part that is unknown, repeated, missing or no time.
    package init(parsing text: String, lab: Lab, names: LabNames) throws(FaultSpecError) {
        var kind: Kind?
        var device: Int?
        var start: Lapse?
        var lasting: Lapse?
        var seen: [String] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2 else {
                throw FaultSpecError(
                    message: "fault ‘\(text)’: ‘\(part)’ is not name=value; write for example "
                        + "kind=device-dead,device=NAME,at=10min,for=5min"
                )
            }
            let (key, value) = (Self.trimmed(halves[0]), Self.trimmed(halves[1]))
            guard !seen.contains(key) else {
                throw FaultSpecError(message: "fault ‘\(text)’: ‘\(key)’ stands twice")
            }
            seen.append(key)
            switch key {
            case "kind": kind = try Self.kind(value, text)
            case "device": device = try Self.device(value, text, lab, names)
            case "line": device = try Self.deviceOnLine(value, text, lab)
            case "at": start = try Self.time(value, key, text)
            case "for": lasting = try Self.time(value, key, text)
            default:
                throw FaultSpecError(
                    message: "fault ‘\(text)’: ‘\(key)’ is unknown; there are kind, device, line, "
                        + "at and for"
                )
            }
        }
        guard let kind else { throw Self.missing("kind", text) }
        guard let device else { throw Self.missing("device", text) }
        if seen.contains("line"), kind != .lineDead {
            throw FaultSpecError(
                message: "fault ‘\(text)’: only kind=line-dead takes a line; name a device"
            )
        }
        guard kind.canBefall(device, in: lab) else {
            let possible = Kind.allCases.filter { $0.canBefall(device, in: lab) }
            throw FaultSpecError(
                message: "fault ‘\(text)’: \(lab.devices[device].name) cannot have that; it can "
                    + "have \(possible.map(\.rawValue).joined(separator: ", "))"
            )
        }
        self.init(kind: kind, device: device, at: .start + (start ?? .zero), lasting: lasting)
    }

    private static func trimmed(_ text: Substring) -> String {
        var body = text.drop { $0 == " " }
        while body.last == " " { body = body.dropLast() }
        return String(body)
    }

    private static func missing(_ key: String, _ text: String) -> FaultSpecError {
        FaultSpecError(message: "fault ‘\(text)’: ‘\(key)=’ is missing")
    }

    private static func kind(_ value: String, _ text: String) throws(FaultSpecError) -> Kind {
        if let kind = Kind(rawValue: value) { return kind }
        let known = Kind.allCases.map(\.rawValue).joined(separator: ", ")
        throw FaultSpecError(message: "fault ‘\(text)’: no kind ‘\(value)’; there are \(known)")
    }

    private static func device(
        _ value: String,
        _ text: String,
        _ lab: Lab,
        _ names: LabNames
    ) throws(FaultSpecError) -> Int {
        if let device = names.device(value) { return device }
        let known = lab.devices.map(\.name).joined(separator: ", ")
        throw FaultSpecError(message: "fault ‘\(text)’: no device ‘\(value)’; there are \(known)")
    }

    private static func deviceOnLine(
        _ value: String,
        _ text: String,
        _ lab: Lab
    ) throws(FaultSpecError) -> Int {
        let line = lab.lines.firstIndex { $0.name == value }
        if let line, let device = lab.devices.firstIndex(where: { $0.line == line }) {
            return device
        }
        let known = lab.lines.map(\.name).joined(separator: ", ")
        throw FaultSpecError(
            message: "fault ‘\(text)’: no line ‘\(value)’ with devices; there are \(known)"
        )
    }

    private static func time(
        _ value: String,
        _ key: String,
        _ text: String
    ) throws(FaultSpecError) -> Lapse {
        guard let quantity = try? Quantity(parsing: value), quantity.dimensions == .time,
            quantity.si >= 0
        else {
            throw FaultSpecError(
                message: "fault ‘\(text)’: ‘\(key)=\(value)’ is no time; write for example "
                    + "\(key)=10min"
            )
        }
        return Lapse(seconds: quantity.si)
    }
}

extension FaultSpec.Kind {
    /// Whether the device has what such a fault befalls.
    package func canBefall(_ device: Int, in lab: Lab) -> Bool {
        guard lab.devices.indices.contains(device) else { return false }
        let instance = lab.devices[device]
        let model = lab.profiles[instance.profile].simulator.model
        switch self {
        case .replyLost, .replyLate, .replyCorrupted, .replyDoubled, .deviceDead,
            .deviceRestarted, .lineDead:
            return true
        case .deviceBusy, .gatewayTimeout: return lab.lines[instance.line].kind != .serial
        case .sensorFrozen, .sensorOpen, .sensorDrifting:
            switch model {
            case .furnaceController, .overTemperature, .massFlow, .balance, .powerMeter, .inputs:
                return true
            case .relays, .syringePump, .gantry: return false
            }
        case .sensorDetached, .sensorReversed:
            return model == .furnaceController || model == .overTemperature
        case .heaterStuckOn, .heaterWeak, .elementOpen: return model == .furnaceController
        case .contactorWelded: return lab.contactors.contains { $0.device == device }
        case .plungerOverload, .tipMissing: return model == .syringePump
        }
    }
}

extension Lab {
    /// The outputs that switch its furnaces' heat.
    fileprivate var contactors: [PointReference] {
        assemblies.compactMap {
            if case .furnace(let furnace) = $0.role { furnace.contactor } else { nil }
        }
    }
}

extension FaultSpec {
    /// `device-dead at pump for 5 min`; without its time, which stands beside it wherever it is
    /// told.
    package func sentence(in lab: Lab) -> String {
        guard lab.devices.indices.contains(device) else { return kind.rawValue }
        let line = lab.devices[device].line
        let place =
            kind == .lineDead && lab.lines.indices.contains(line)
            ? lab.lines[line].name : lab.devices[device].name
        guard let lasting, let minute = PhysicalUnit.named("min") else {
            return kind.rawValue + " at " + place
        }
        return "\(kind.rawValue) at \(place) for \(Quantity(si: lasting.seconds, unit: minute))"
    }
}
