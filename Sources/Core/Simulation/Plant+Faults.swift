import Devices
import Labs
package import Quantities

/// Faults while the plant runs.
extension Plant {
    /// What has begun and goes on.
    package var activeFaults: [FaultSpec] { board.active }

    /// Adds a fault; one whose instant has passed begins now.
    ///
    /// Returns false where too many wait or go on already, or its device is none of the lab's.
    package mutating func inject(_ spec: FaultSpec, at now: Instant) -> Bool {
        guard devices.indices.contains(spec.device), board.hasRoom else { return false }
        var spec = spec
        spec.at = max(spec.at, now)
        board.add(spec)
        advance(to: now.nanoseconds)
        return true
    }

    /// Ends what goes on with a device: all of it, or one kind; returns what it was.
    package mutating func endFaults(
        device: Int,
        kind: FaultSpec.Kind?,
        at now: Instant
    ) -> [FaultSpec] {
        advance(to: now.nanoseconds)
        let ended = board.end(device: device, kind: kind, at: now.nanoseconds)
        for spec in ended { change(spec, .ends) }
        return ended
    }

    /// Takes what began and ended since the last call.
    package mutating func takeFaultNotes() -> [FaultNote] { board.takeNotes() }
}

/// What faults do.
extension Plant {
    mutating func change(_ spec: FaultSpec, _ edge: FaultBoard.Edge) {
        let device = spec.device
        let begins = edge == .begins
        switch spec.kind {
        case .replyLost: disturb(device, .lost, spec, edge)
        case .replyLate: disturb(device, .late, spec, edge)
        case .replyCorrupted: disturb(device, .corrupted, spec, edge)
        case .replyDoubled: disturb(device, .doubled, spec, edge)
        case .deviceBusy: setMood(device, begins ? .busy : .willing)
        case .gatewayTimeout: setMood(device, begins ? .behindDeadGateway : .willing)
        case .deviceDead: devices[device].silencers += begins ? 1 : -1
        case .lineDead:
            let line = devices[device].line
            for other in lines[line].devices { devices[other].silencers += begins ? 1 : -1 }
            lines[line].cut()
        case .deviceRestarted:
            devices[device].supply = begins ? .off : .on
            restart(device)
        case .sensorFrozen: setSensor(device, begins ? .frozen : .sound)
        case .sensorOpen: setSensor(device, begins ? .open : .sound)
        case .sensorDrifting:
            setSensor(device, begins ? .drifting(since: world.clock) : .sound)
        case .sensorDetached: setSensor(device, begins ? detached(device) : .sound)
        case .sensorReversed:
            setSensor(device, begins ? .reversed(about: surroundings(device)) : .sound)
        case .heaterStuckOn: setElement(device, begins ? .stuckOn : .sound)
        case .heaterWeak: setElement(device, begins ? .weak : .sound)
        case .elementOpen: setElement(device, begins ? .open : .sound)
        case .contactorWelded: setContactors(device, begins ? .welded : .sound)
        case .plungerOverload: setDrive(device, begins ? .blocked : .free)
        case .tipMissing: setSupply(device, begins ? .missing : .present)
        }
    }

    private mutating func disturb(
        _ device: Int,
        _ kind: ReplyTrouble.Kind,
        _ spec: FaultSpec,
        _ edge: FaultBoard.Edge
    ) {
        if edge == .begins {
            devices[device].trouble.begin(kind, lasts: spec.lasting != nil)
        } else {
            devices[device].trouble.end(kind)
        }
    }

    /// Power-up state, as the profile declares it.
    private mutating func restart(_ device: Int) {
        let now = world.clock
        let place = devices[device].place
        let outcome = devices[device].powerReturn
        let keeps = outcome == .resumes || outcome == .holdsLast
        if case .serial(let server) = devices[device].server { serial[server].forget() }
        if devices[device].watchdog >= 0 { world.disarm(watchdog: devices[device].watchdog) }
        world.followAll(to: now)
        switch place.model {
        case .furnaceController:
            let chamber = world.controllers[place.index].chamber
            let temperature = world.chambers[chamber].temperature
            world.controllers[place.index].restart(temperature: temperature, at: now)
        case .overTemperature: world.guardians[place.index].restart()
        case .relays: if !keeps { world.relays[place.index].setAll(false, at: now) }
        case .massFlow: world.flows[place.index].restart(keeping: keeps, at: now)
        case .balance: world.balances[place.index].restart(at: now)
        case .syringePump: world.pumps[place.index].restart(at: now)
        case .gantry: world.gantries[place.index].restart(at: now)
        case .powerMeter, .inputs: break
        }
    }

    private mutating func setSensor(_ device: Int, _ condition: Sensor.Condition) {
        let now = world.clock
        let index = devices[device].place.index
        switch devices[device].place.model {
        case .furnaceController: world.controllers[index].sensor.change(to: condition)
        case .overTemperature: world.guardians[index].sensor.change(to: condition)
        case .massFlow:
            _ = world.value(of: Variable(kind: .flow, model: index), at: now)
            world.flows[index].sensor.change(to: condition)
        case .balance:
            _ = world.value(of: Variable(kind: .weight, model: index), at: now)
            world.balances[index].sensor.change(to: condition)
        case .powerMeter:
            _ = world.value(of: Variable(kind: .power, model: index), at: now)
            world.meters[index].sensor.change(to: condition)
        case .inputs:
            for channel in world.inputs[index].indices {
                let variable = Variable(kind: .input, model: index, channel: channel)
                let value = condition == .open ? 0 : world.value(of: variable, at: now)
                world.inputs[index][channel].frozen = condition == .sound ? nil : value
            }
        case .relays, .syringePump, .gantry: break
        }
    }

    /// What is around the chamber the device's thermocouple is in, K.
    private func surroundings(_ device: Int) -> Double {
        chamber(of: device).map { world.chambers[$0].ambient } ?? 0
    }

    private func chamber(of device: Int) -> Int? {
        let place = devices[device].place
        return switch place.model {
        case .furnaceController: world.controllers[place.index].chamber
        case .overTemperature: world.guardians[place.index].chamber
        default: nil
        }
    }

    private func detached(_ device: Int) -> Sensor.Condition {
        let place = devices[device].place
        let shown =
            switch place.model {
            case .furnaceController: world.controllers[place.index].shown
            case .overTemperature: world.guardians[place.index].shown
            default: 0.0
            }
        return .detached(since: world.clock, from: shown, to: surroundings(device))
    }

    private mutating func setContactors(_ device: Int, _ contacts: Chamber.Contacts) {
        for (reference, variable) in outputPoints where reference.device == device {
            for index in world.chambers.indices where world.chambers[index].contactor == variable {
                world.chambers[index].contacts = contacts
            }
        }
    }

    private mutating func setElement(_ device: Int, _ element: Chamber.Element) {
        let place = devices[device].place
        guard place.model == .furnaceController else { return }
        world.chambers[world.controllers[place.index].chamber].element = element
    }

    private mutating func setDrive(_ device: Int, _ drive: SyringePump.Drive) {
        let place = devices[device].place
        for pump in pumps(of: place) { world.pumps[pump].drive = drive }
    }

    private func pumps(of place: ModelPlace) -> [Int] {
        switch place.model {
        case .syringePump: [place.index]
        case .gantry: world.handlers.filter { $0.gantry == place.index }.map(\.pump)
        default: []
        }
    }

    /// Any device of a handler means its tips; any other device, every handler's.
    private mutating func setSupply(_ device: Int, _ supply: Handler.TipSupply) {
        let place = devices[device].place
        for index in world.handlers.indices {
            let handler = world.handlers[index]
            let isOther =
                (place.model == .syringePump && handler.pump != place.index)
                || (place.model == .gantry && handler.gantry != place.index)
            if !isOther { world.handlers[index].supply = supply }
        }
    }
}
