import Devices
package import Labs
package import Quantities

/// The true state of the simulated laboratory, for observers that trust no device.
package struct PlantObservation: Hashable, Sendable {
    package var at: Instant
    /// By vessel number.
    package var vessels: [VesselContents]
    /// By vessel number: racks still hold these tips.
    package var tips: [TipState]
    package var wastedTips: Int
    package var handlers: [HandlerObservation]
    package var chambers: [ChamberObservation]
    package var outputs: [OutputObservation]
    package var meters: [MeterObservation]
    package var gases: [GasObservation]
    /// Slot of each item, by index into `Deck.slots`.
    package var slots: [Int?]
    package var covers: [ItemState.Cover]
    /// What met no vessel, or ran over.
    package var spilled: VesselContents
    package var mishaps: Mishaps
}

package struct HandlerObservation: Hashable, Sendable {
    /// Index into `Lab.assemblies`.
    package var assembly: Int
    /// Rack position of the tip that is on; nil with a bare nozzle.
    package var tip: Int?
    package var contents: VesselContents
    /// Air in the tip, m³.
    package var air: Double
    /// Where the tool truly is, m.
    package var x: Double
    package var y: Double
    package var z: Double
    /// Drawn by the plunger, m³.
    package var plunger: Double
}

package struct ChamberObservation: Hashable, Sendable {
    package enum Door: Hashable, Sendable {
        case closed, open
    }

    /// Index into `Lab.assemblies`; nil where the controller belongs to no furnace.
    package var assembly: Int?
    /// K, and W now drawn.
    package var temperature: Double
    package var heating: Double
    package var workingSetpoint: Double
    package var door: Door
}

package struct OutputObservation: Hashable, Sendable {
    package var point: PointReference
    package var state: State

    package enum State: Hashable, Sendable {
        case off, on
    }
}

package struct MeterObservation: Hashable, Sendable {
    /// Index into `Lab.devices`.
    package var device: Int
    /// J since the beginning (or the preset), and W now.
    package var energy: Double
    package var power: Double
}

package struct GasObservation: Hashable, Sendable {
    /// Index into `Lab.devices`.
    package var device: Int
    /// Standard m³/s now, and m³ since the beginning.
    package var flow: Double
    package var volume: Double
}

extension Plant {
    /// The true state at `now`; vessel contents are shared, not copied, until either changes.
    package mutating func observe(at now: Instant) -> PlantObservation {
        advance(to: now.nanoseconds)
        world.followAll(to: world.clock)
        return PlantObservation(
            at: Instant(nanoseconds: world.clock),
            vessels: world.contents,
            tips: world.tips,
            wastedTips: world.wastedTips,
            handlers: world.handlers.indices.map { handler($0) },
            chambers: world.chambers.indices.map { chamber($0) },
            outputs: outputs(),
            meters: devices.enumerated().compactMap { index, device in
                guard device.place.model == .powerMeter else { return nil }
                let meter = world.meters[device.place.index]
                return MeterObservation(device: index, energy: meter.energy, power: meter.power)
            },
            gases: devices.enumerated().compactMap { index, device in
                guard device.place.model == .massFlow else { return nil }
                let flow = world.flows[device.place.index]
                return GasObservation(
                    device: index,
                    flow: flow.flow(at: world.clock),
                    volume: flow.volume(at: world.clock)
                )
            },
            slots: world.deck.slotOfItem,
            covers: world.deck.covers,
            spilled: world.spilled,
            mishaps: world.mishaps
        )
    }

    /// The true temperature, K, of the chamber of a furnace (by index into `Lab.assemblies`).
    package mutating func chamberTemperature(assembly: Int, at now: Instant) -> Double? {
        advance(to: now.nanoseconds)
        return world.chambers.first { $0.assembly == assembly }?.temperature
    }

    private func handler(_ index: Int) -> HandlerObservation {
        let handler = world.handlers[index]
        let spot = world.gantries[handler.gantry].position(at: world.clock)
        var tip: Int?
        if case .tip(let vessel, _) = handler.nozzle { tip = vessel }
        return HandlerObservation(
            assembly: handler.assembly,
            tip: tip,
            contents: handler.column.liquid,
            air: handler.column.air,
            x: spot.x,
            y: spot.y,
            z: spot.z,
            plunger: world.pumps[handler.pump].volume(at: world.clock)
        )
    }

    private func chamber(_ index: Int) -> ChamberObservation {
        let chamber = world.chambers[index]
        let controller = world.controllers.first { $0.chamber == index }
        return ChamberObservation(
            assembly: chamber.assembly,
            temperature: chamber.temperature,
            heating: chamber.heating,
            workingSetpoint: controller?.workingSetpoint ?? chamber.ambient,
            door: chamber.door == .closed ? .closed : .open
        )
    }

    private func outputs() -> [OutputObservation] {
        var outputs: [OutputObservation] = []
        for point in outputPoints {
            outputs.append(
                OutputObservation(
                    point: point.reference,
                    state: world.isOn(point.variable) ? .on : .off
                )
            )
        }
        return outputs
    }
}
