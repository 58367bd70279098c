import Labs
import Quantities
import Simulation

/// What must hold once a run has ended, and still hold when nobody has touched anything since.
extension Observer {
    enum Ending {
        /// Every step was carried out.
        case complete
        /// The zones were made safe.
        case madeSafe
    }

    mutating func end(_ world: PlantObservation, _ ending: Ending) {
        look(world)
        judgeRest(world, ending)
    }

    /// `world` is some minutes after `before`, the world at the run's end.
    mutating func aftermath(
        _ world: PlantObservation,
        since before: PlantObservation,
        _ ending: Ending
    ) {
        look(world)
        judgeRest(world, ending)
        // Later than at the end itself: what was shut last still runs out then.
        for gas in world.gases where gas.flow > Self.noFlow && !isDeaf(gas.device) {
            breach("\(lab.devices[gas.device].name) flows after the end")
        }
        for (now, then) in zip(world.chambers, before.chambers)
        where now.temperature > then.temperature + 5 {
            breach("\(now.temperature - then.temperature) K hotter after the end")
        }
        for (now, then) in zip(world.handlers, before.handlers) {
            guard case .liquidHandler(let handler) = lab.assemblies[now.assembly].role else {
                continue
            }
            // What hears nothing ends the one move it was told.
            if now.plunger != then.plunger, !isDeaf(handler.pump) {
                breach("the plunger moves after the end")
            }
            if now.x != then.x || now.y != then.y || now.z != then.z, !isDeaf(handler.gantry) {
                breach("the gantry moves after the end")
            }
        }
    }

    private mutating func judgeRest(_ world: PlantObservation, _ ending: Ending) {
        for chamber in world.chambers {
            if chamber.heating > Self.noHeat { breach("heating \(chamber.heating) W at the end") }
            if ending == .madeSafe { judgeCooling(chamber, world) }
        }
        guard ending == .complete, !isFaulty else { return }
        for output in world.outputs where output.state == .on {
            breach("\(lab.devices[output.point.device].name) has an output on at the end")
        }
    }

    /// What was left hot goes on being cooled and vented.
    private mutating func judgeCooling(_ chamber: ChamberObservation, _ world: PlantObservation) {
        guard let assembly = chamber.assembly,
            case .furnace(let furnace) = lab.assemblies[assembly].role,
            chamber.temperature > furnace.openBelow
        else { return }
        for service in furnace.services where !isOn(service, world) {
            guard case .switched(let switched) = lab.assemblies[service].role,
                !isDeaf(switched.output.device)
            else { continue }
            breach("\(lab.assemblies[service].name) off while hot")
        }
    }

    /// Whether a fault keeps the device from obeying, so that others must make it safe.
    func isDeaf(_ device: Int) -> Bool {
        faults.contains { fault in
            switch fault.kind {
            case .deviceDead, .deviceRestarted: fault.device == device
            case .lineDead: lab.devices[fault.device].line == lab.devices[device].line
            default: false
            }
        }
    }
}
