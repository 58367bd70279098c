/// What devices are told.
extension World {
    enum WriteOutcome: Hashable, Sendable {
        case done
        /// No device takes this value.
        case badValue
        /// The device cannot take it as it stands.
        case refused
        /// It only shows this.
        case readOnly
    }

    /// Writes a variable in SI at `now`.
    mutating func write(_ variable: Variable, _ value: Double, at now: Int64) -> WriteOutcome {
        guard value.isFinite else { return .badValue }
        let model = variable.model
        switch variable.kind {
        case .stored: stored[model] = value
        case .localSetpoint, .remoteSetpoint, .rampRate, .setpointSource, .manual, .mode,
            .manualOutput, .output:
            return writeController(variable.kind, model, value, at: now)
        case .guardLimit:
            guard guardians[model].writing != .disabled else { return .refused }
            guardians[model].limit = value
        case .guardCommand: return command(guardian: model, value)
        case .guardReset: if value > 0.5 { guardians[model].reset() }
        case .relay: relays[model].set(variable.channel, value > 0.5, at: now)
        case .allRelays: relays[model].setAll(value > 0.5, at: now)
        case .flowSetpoint:
            guard value >= 0, value <= flows[model].fullScale * 1.0001 else { return .badValue }
            flows[model].set(value, at: now)
        default: return .readOnly
        }
        return .done
    }

    private mutating func writeController(
        _ kind: Variable.Kind,
        _ index: Int,
        _ value: Double,
        at now: Int64
    ) -> WriteOutcome {
        let settings = controllers[index].settings
        switch kind {
        case .localSetpoint:
            guard value >= settings.lowestSetpoint, value <= settings.highestSetpoint else {
                return .badValue
            }
            controllers[index].localSetpoint = value
        case .remoteSetpoint:
            guard value >= settings.lowestSetpoint, value <= settings.highestSetpoint else {
                return .badValue
            }
            controllers[index].writeRemote(value, at: now)
        case .rampRate:
            guard value >= 0 else { return .badValue }
            controllers[index].rateLimit = value
        case .setpointSource:
            controllers[index].select(value > 0.5 ? .remote : .local, at: now)
        case .manual: controllers[index].select(value > 0.5 ? .manual : .automatic)
        case .mode: controllers[index].select(value > 0.5 ? .standby : .automatic)
        default:
            guard controllers[index].mode == .manual, value >= 0, value <= 1 else {
                return .refused
            }
            controllers[index].manualOutput = value
        }
        return .done
    }

    /// Operation commands of an Omron E5CC: code × 256 + information (H175, operation commands).
    private mutating func command(guardian index: Int, _ value: Double) -> WriteOutcome {
        switch value {
        case 0: guardians[index].writing = .disabled
        case 1: guardians[index].writing = .enabled
        case 0x0C00, 0x0C01: guardians[index].reset()
        default: return .badValue
        }
        return .done
    }

    /// Makes a device show a value, for a known beginning of a test or a demonstration; false where
    /// nothing a person does makes it show that.
    mutating func preset(_ variable: Variable, _ value: Double, at now: Int64) -> Bool {
        let model = variable.model
        switch variable.kind {
        case .processValue:
            chambers[controllers[model].chamber].setTemperature(value)
            controllers[model].place(temperature: value)
            placeGuardians(over: controllers[model].chamber, value)
        case .guardTemperature:
            let chamber = guardians[model].chamber
            chambers[chamber].setTemperature(value - guardians[model].offset)
            placeGuardians(over: chamber, value - guardians[model].offset)
        case .workingSetpoint: controllers[model].place(workingSetpoint: value)
        case .output: controllers[model].place(output: value)
        case .guardLimit: guardians[model].limit = value
        case .energy: meters[model].place(energy: value)
        case .power: meters[model].place(power: value)
        case .voltage: meters[model].voltage = value
        case .frequency: meters[model].frequency = value
        case .flow: flows[model].place(flow: value, at: now)
        case .flowSetpoint: flows[model].place(setpoint: value)
        case .gasPressure: flows[model].pressure = value
        case .gasTemperature: flows[model].temperature = value
        case .weight: balances[model].place(shown: value)
        case .input: set(input: variable, value)
        case .plunger, .valve, .busy, .pumpError, .axis, .motion:
            presetMotion(variable, value, at: now)
        default: return write(variable, value, at: now) == .done
        }
        return true
    }

    private mutating func placeGuardians(over chamber: Int, _ value: Double) {
        for index in guardians.indices where guardians[index].chamber == chamber {
            guardians[index].place(temperature: value)
        }
    }

    private mutating func set(input variable: Variable, _ value: Double) {
        guard inputs[variable.model].indices.contains(variable.channel) else { return }
        let input = inputs[variable.model][variable.channel]
        guard case .door(let chamber) = input.wiring else {
            inputs[variable.model][variable.channel].wiring = .contact
            inputs[variable.model][variable.channel].contact = value
            return
        }
        let closed = (value > 0.5) == (input.sense == .direct)
        if !closed, chambers[chamber].door == .closed { noteOpening(chamber) }
        chambers[chamber].door = closed ? .closed : .open
    }

    private mutating func presetMotion(_ variable: Variable, _ value: Double, at now: Int64) {
        let model = variable.model
        switch variable.kind {
        case .plunger:
            let settings = pumps[model].settings
            pumps[model].place(at: value / settings.stroke * settings.steps)
            for index in handlers.indices where handlers[index].pump == model {
                handlers[index].followed = pumps[model].volume(at: now)
            }
        case .valve: pumps[model].place(valve: value >= 1 && value <= 9 ? Int(value) : 1)
        case .busy: pumps[model].place(busyUntil: value > 0.5 ? .max : now)
        case .pumpError:
            guard value >= 0, value < 16 else { return }
            pumps[model].place(fault: SyringePump.Fault(rawValue: Int(value)) ?? .none)
        case .axis:
            var spot = gantries[model].position(at: now)
            switch variable.channel {
            case 0: spot.x = value
            case 1: spot.y = value
            default: spot.z = value
            }
            gantries[model].put(at: spot)
        default:
            guard value >= 0, value < 16 else { return }
            gantries[model].put(into: Gantry.State(rawValue: Int(value)) ?? .idle)
        }
    }
}
