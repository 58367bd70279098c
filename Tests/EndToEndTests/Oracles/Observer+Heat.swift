import Labs
import Quantities
import Simulation

/// Since when something about a chamber is as it may not stay.
struct ChamberWatch {
    /// Where the slope was last taken from.
    var slopeFrom: (at: Instant, temperature: Double)?
    var steepSince: Instant?
    var unservedSince: Instant?
}

/// Heat and gas.
extension Observer {
    /// Above this the laboratory's own rules want exhaust and water, K.
    private static let hot = 473.15
    /// Heat with a service gone, and gas without exhaust, may last so long: the process safety
    /// time of the laboratory's interlocks.
    private static let longestUnserved = 60.0
    /// Faster than the chamber may, after a fault: until it shows and the contactor is open.
    private static let longestSteep = 300.0
    /// A slope is taken over so long, s; shorter ones are the controller's settling.
    private static let slopeTime = 120.0
    /// Beyond a zone's time: a scan, a step of the physics.
    private static let slack = 1.0
    /// No heat, W; no flow, standard m³/s (5 sccm is where the laboratory's interlock looks).
    static let noHeat = 1.0
    static let noFlow = 5e-6 / 60

    mutating func judgeHeat(_ world: PlantObservation) {
        while heat.count < world.chambers.count { heat.append(ChamberWatch()) }
        for (index, chamber) in world.chambers.enumerated() {
            guard let assembly = chamber.assembly,
                case .furnace(let furnace) = lab.assemblies[assembly].role
            else { continue }
            judgeTemperature(chamber, furnace)
            judgeSlope(index, chamber, furnace, at: world.at)
            judgeServices(index, chamber, furnace, world)
            judgeStopped(chamber, furnace, at: world.at)
        }
    }

    private mutating func judgeTemperature(
        _ chamber: ChamberObservation,
        _ furnace: FurnaceAssembly
    ) {
        var limit = min(furnace.temperature.high, lab.limits.greatestTemperature)
        // The guard trips 30 K above the limit and sits where it is a few kelvin cooler.
        if isFaulty { limit += 45 }
        if chamber.temperature > limit { breach("too hot") }
        if chamber.door == .open, chamber.temperature > furnace.openBelow {
            breach("open at \(chamber.temperature) K")
        }
    }

    private mutating func judgeSlope(
        _ index: Int,
        _ chamber: ChamberObservation,
        _ furnace: FurnaceAssembly,
        at now: Instant
    ) {
        guard let from = heat[index].slopeFrom else {
            heat[index].slopeFrom = (now, chamber.temperature)
            return
        }
        let seconds = (now - from.at).seconds
        guard seconds >= Self.slopeTime else { return }
        heat[index].slopeFrom = (now, chamber.temperature)
        let isSteep =
            (chamber.temperature - from.temperature) / seconds > furnace.rampRate.high * 1.1
        let since = isSteep ? heat[index].steepSince ?? from.at : nil
        heat[index].steepSince = since
        guard let since else { return }
        if !isFaulty || (now - since).seconds > Self.longestSteep { breach("heated too fast") }
    }

    private mutating func judgeServices(
        _ index: Int,
        _ chamber: ChamberObservation,
        _ furnace: FurnaceAssembly,
        _ world: PlantObservation
    ) {
        let isServed = furnace.services.allSatisfy { isOn($0, world) }
        guard chamber.heating > Self.noHeat, chamber.temperature > Self.hot, !isServed else {
            heat[index].unservedSince = nil
            return
        }
        let since = heat[index].unservedSince ?? world.at
        heat[index].unservedSince = since
        if !isFaulty || (world.at - since).seconds > Self.longestUnserved {
            breach("heats without exhaust or water")
        }
    }

    /// Once its zone is to be safe, a chamber stops heating within the zone's time.
    private mutating func judgeStopped(
        _ chamber: ChamberObservation,
        _ furnace: FurnaceAssembly,
        at now: Instant
    ) {
        let zone = lab.devices[furnace.controller].zone
        if hasToBeSafe(zone, at: now), chamber.heating > Self.noHeat {
            breach("heats on after it was to be safe")
        }
    }

    /// Whether the zone's own time is over since it was to be made safe.
    private func hasToBeSafe(_ zone: Int, at now: Instant) -> Bool {
        guard let since = unsafeSince[zone] else { return false }
        return (now - since).seconds > lab.zones[zone].within.seconds + Self.slack
    }

    /// Gas flows only into an exhaust that draws, and no longer once its zone is to be safe.
    mutating func judgeGas(_ world: PlantObservation) {
        let isVented = lab.assemblies.indices.contains { index in
            guard case .switched(let service) = lab.assemblies[index].role else { return false }
            return service.purpose == .exhaust && isOn(index, world)
        }
        for gas in world.gases {
            if gas.flow > Self.noFlow, hasToBeSafe(lab.devices[gas.device].zone, at: world.at),
                !isDeaf(gas.device)
            {
                breach("\(lab.devices[gas.device].name) flows on after it was to be shut")
            }
            guard gas.flow > Self.noFlow, !isVented else {
                unventedSince[gas.device] = nil
                continue
            }
            let since = unventedSince[gas.device] ?? world.at
            unventedSince[gas.device] = since
            if !isFaulty || (world.at - since).seconds > Self.longestUnserved {
                breach("\(lab.devices[gas.device].name) flows without exhaust")
            }
        }
    }

    /// Whether the output of a switched service is on.
    func isOn(_ assembly: Int, _ world: PlantObservation) -> Bool {
        guard case .switched(let service) = lab.assemblies[assembly].role else { return false }
        return world.outputs.contains { $0.point == service.output && $0.state == .on }
    }
}
