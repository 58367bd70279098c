import Devices

/// What a register or a reply field stands for inside the simulated world.
struct Variable: Hashable, Sendable {
    enum Kind: UInt8, Hashable, Sendable {
        /// Always zero.
        case nothing
        /// A number the device only keeps: an identity, a setting without effect here.
        case stored
        // furnace controller
        case processValue, localSetpoint, remoteSetpoint, workingSetpoint, output, manualOutput
        case rampRate, setpointSource, manual, mode, sensorBreak, remoteFail, outOfRange, highAlarm
        // over-temperature guard
        case guardTemperature, guardLimit, guardAlarm, guardBreak, guardCommand, guardReset
        // switches
        case relay, allRelays, input
        // power meter
        case power, energy, voltage, current, frequency
        // mass flow
        case flow, flowSetpoint, gasPressure, gasTemperature
        // balance
        case weight, stable
        // syringe pump
        case plunger, valve, busy, pumpError
        // gantry
        case axis, motion
    }

    var kind: Kind
    /// Index into the world's array of that model, and a channel inside it.
    var model: Int
    var channel = 0

    static let nothing = Variable(kind: .nothing, model: 0)
}

/// Where a device's model is kept.
struct ModelPlace: Hashable, Sendable {
    var model: SimulatorModel
    /// Index into the world's array of that model.
    var index: Int
}

extension Variable.Kind {
    /// What a profile's point called `name` means to a model; nil where the model has no such
    /// thing and only keeps it.
    static func named(_ name: String, of model: SimulatorModel) -> Variable.Kind? {
        switch model {
        case .furnaceController: controller(name)
        case .overTemperature: guardian(name)
        case .relays: name == "all" ? .allRelays : .relay
        case .inputs: .input
        case .powerMeter: meter(name)
        case .massFlow: massFlow(name)
        case .balance: balance(name)
        case .syringePump: pump(name)
        case .gantry: gantry(name)
        }
    }

    private static func controller(_ name: String) -> Variable.Kind? {
        switch name {
        case "temperature", "process-value": .processValue
        case "target-setpoint", "local-setpoint", "setpoint": .localSetpoint
        case "remote-setpoint": .remoteSetpoint
        case "working-setpoint": .workingSetpoint
        case "output", "working-output": .output
        case "manual-output": .manualOutput
        case "ramp-rate", "setpoint-rate", "rate": .rampRate
        case "setpoint-select", "remote": .setpointSource
        case "manual": .manual
        case "mode": .mode
        case "sensor-break": .sensorBreak
        case "remote-fail": .remoteFail
        case "out-of-range": .outOfRange
        case "alarm-1", "alarm": .highAlarm
        default: nil
        }
    }

    private static func guardian(_ name: String) -> Variable.Kind? {
        switch name {
        case "temperature", "process-value": .guardTemperature
        case "limit", "setpoint": .guardLimit
        case "alarm", "tripped", "alarm-1": .guardAlarm
        case "input-error", "sensor-break": .guardBreak
        case "operation": .guardCommand
        case "reset": .guardReset
        default: nil
        }
    }

    private static func meter(_ name: String) -> Variable.Kind? {
        switch name {
        case "power", "total-power": .power
        case "energy", "total-energy", "import-energy": .energy
        case "voltage": .voltage
        case "current": .current
        case "frequency": .frequency
        default: nil
        }
    }

    private static func massFlow(_ name: String) -> Variable.Kind? {
        switch name {
        case "mass-flow", "flow", "volumetric-flow", "measure": .flow
        case "setpoint": .flowSetpoint
        case "pressure": .gasPressure
        case "temperature", "gas-temperature": .gasTemperature
        default: nil
        }
    }

    private static func balance(_ name: String) -> Variable.Kind? {
        switch name {
        case "weight", "mass": .weight
        case "stable", "stability": .stable
        default: nil
        }
    }

    private static func pump(_ name: String) -> Variable.Kind? {
        switch name {
        case "position": .plunger
        case "valve": .valve
        case "busy": .busy
        case "error": .pumpError
        default: nil
        }
    }

    private static func gantry(_ name: String) -> Variable.Kind? {
        switch name {
        case "x", "y", "z": .axis
        case "state": .motion
        default: nil
        }
    }

    /// Whether a broken or frozen sensor shows in it.
    var isMeasured: Bool {
        switch self {
        case .processValue, .guardTemperature, .power, .current, .flow, .weight: true
        default: false
        }
    }
}
