import Devices

/// What a protocol's request makes a simulated device do.
enum SerialVerb: UInt8, Hashable, Sendable {
    /// Only asks.
    case report
    /// Writes a point, whichever it is.
    case put
    // syringe pump
    case initialise, turnValve, movePlunger, terminate
    // gantry
    case home, moveAxes, jogAxes, cancelJog, hold, reset, unlock, build
    // balance
    case tare, zero
    // mass flow
    case setFlow, holdClosed, cancelHold

    /// What a request called `name` means to a model, and the fields it needs, in its order.
    static func named(_ name: String, of model: SimulatorModel) -> (SerialVerb, [String]) {
        switch (model, name) {
        case (.syringePump, "initialise"), (.syringePump, "home"): (.initialise, [])
        case (.syringePump, "set-valve"): (.turnValve, ["port"])
        case (.syringePump, "move-plunger"): (.movePlunger, ["position", "speed"])
        case (.syringePump, "terminate"), (.syringePump, "stop"): (.terminate, [])
        case (.gantry, "home"): (.home, [])
        case (.gantry, "move"): (.moveAxes, ["x", "y", "z", "feed"])
        case (.gantry, "jog"): (.jogAxes, ["x", "y", "z", "feed"])
        case (.gantry, "jog-cancel"): (.cancelJog, [])
        case (.gantry, "hold"): (.hold, [])
        case (.gantry, "reset"): (.reset, [])
        case (.gantry, "unlock"): (.unlock, [])
        case (.gantry, "build"): (.build, [])
        case (.balance, "tare"): (.tare, [])
        case (.balance, "zero"): (.zero, [])
        case (.massFlow, "set-flow"): (.setFlow, ["value"])
        case (.massFlow, "hold-closed"): (.holdClosed, [])
        case (.massFlow, "cancel-hold"): (.cancelHold, [])
        default: (.report, [])
        }
    }
}

/// How a device answers one request.
enum SerialAnswer: Hashable, Sendable {
    /// By the request's reply template, not before this instant.
    case reply(from: Int64)
    /// By these bytes instead.
    case words(String)
    /// It will not do that.
    case refused
    case silence
}

extension World {
    /// Does what `verb` asks; operands in SI, in the order `SerialVerb.named` gives.
    mutating func perform(
        _ verb: SerialVerb,
        _ model: Int,
        _ operands: [Double],
        at now: Int64
    ) -> SerialAnswer {
        switch verb {
        case .report, .put: return report(at: now)
        case .initialise, .turnValve, .movePlunger, .terminate:
            drivePump(verb, model, operands, at: now)
            return .reply(from: now)
        case .home, .moveAxes, .jogAxes, .cancelJog, .hold, .reset, .unlock, .build:
            return driveGantry(verb, model, operands, at: now)
        case .tare, .zero: return setBalance(verb, model, at: now)
        case .setFlow:
            guard operands[0] >= 0, operands[0] <= flows[model].fullScale * 1.0001 else {
                return .words("?")
            }
            flows[model].set(operands[0], at: now)
        case .holdClosed: flows[model].set(.heldClosed, at: now)
        case .cancelHold: flows[model].set(.controlling, at: now)
        }
        return .reply(from: now)
    }

    private mutating func report(at now: Int64) -> SerialAnswer {
        followAll(to: now)
        return .reply(from: now)
    }

    private mutating func drivePump(
        _ verb: SerialVerb,
        _ model: Int,
        _ operands: [Double],
        at now: Int64
    ) {
        followAll(to: now)
        pumps[model].settle(at: now)
        switch verb {
        case .initialise: pumps[model].initialise(at: now)
        case .turnValve: pumps[model].turnValve(to: operands[0], at: now)
        case .movePlunger:
            let settings = pumps[model].settings
            let steps = (operands[0] / settings.stroke * settings.steps).rounded()
            pumps[model].move(to: steps, speed: operands[1], at: now)
        default: pumps[model].terminate(at: now)
        }
    }

    private mutating func driveGantry(
        _ verb: SerialVerb,
        _ model: Int,
        _ operands: [Double],
        at now: Int64
    ) -> SerialAnswer {
        followAll(to: now)
        switch verb {
        case .home: return .reply(from: gantries[model].home(at: now))
        case .hold: gantries[model].hold(at: now)
        case .reset: gantries[model].reset(at: now)
        case .unlock: gantries[model].unlock(at: now)
        case .cancelJog: gantries[model].cancelJog(at: now)
        case .jogAxes:
            let target = Spot(x: operands[0], y: operands[1], z: operands[2])
            switch gantries[model].jog(to: target, speed: operands[3], at: now) {
            case .accepted:
                if let move = gantries[model].moves.last { inspect(move, model, at: now) }
            case .locked: return .words("error:8")
            case .outOfTravel: return .words("error:15")
            }
        case .moveAxes:
            let target = Spot(x: operands[0], y: operands[1], z: operands[2])
            switch gantries[model].move(to: target, speed: operands[3], at: now) {
            case .accepted:
                if let move = gantries[model].moves.last { inspect(move, model, at: now) }
            case .locked: return .words("error:9")
            case .outOfTravel: return .words("ALARM:2")
            }
        default: return .words("[VER:1.1h.20190825:]\r\n[OPT:V,15,128]\r\nok")
        }
        return .reply(from: now)
    }

    private mutating func setBalance(
        _ verb: SerialVerb,
        _ model: Int,
        at now: Int64
    ) -> SerialAnswer {
        let name = verb == .tare ? "TI" : "ZI"
        guard !balances[model].isOverloaded else { return .words(name + " +") }
        if verb == .tare {
            balances[model].takeTare(at: now)
        } else {
            balances[model].takeZero(at: now)
        }
        return .reply(from: now)
    }
}
