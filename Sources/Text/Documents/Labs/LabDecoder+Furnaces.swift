import Devices
import Findings
import Labs
import Quantities

extension LabDecoder {
    func furnace(_ members: inout Members) -> FurnaceAssembly? {
        let controller = members.required("controller").flatMap { device($0, .furnaceController) }
        let guardian = members.optional("guardian").flatMap { device($0, .guardian) }
        let contactor = members.optional("contactor").flatMap { flagPoint($0, isOutput: true) }
        let door = members.optional("door").flatMap { flagPoint($0) }
        let services =
            members.optional("services")?.list(0...20) {
                $0.lookUp("assembly", among: declared.assemblies, declared: [])
            } ?? []
        let meter = members.optional("meter").flatMap { device($0, .powerMeter) }
        let places = members.optional("places")?.integer(in: 1...1000) ?? 1
        let temperature = members.required("temperature")?.range(of: .temperature)
        let rampRate = members.required("ramp-rate")?.range(of: .rampRate)
        let openBelow = members.required("open-below")?.quantity(of: .temperature)
        let physics = members.required("physics")?.mapping { self.physics(&$0) }
        let supervision = members.optional("supervision").flatMap { self.supervision($0) }
        guard let controller, let temperature, let rampRate, let openBelow, let physics else {
            return nil
        }
        var furnace = FurnaceAssembly(
            controller: controller,
            guardian: guardian,
            contactor: contactor,
            door: door,
            services: services,
            meter: meter,
            places: places,
            temperature: temperature.bounds,
            rampRate: rampRate.bounds,
            openBelow: openBelow.si,
            physics: physics
        )
        if let supervision { furnace.supervision = supervision }
        return furnace
    }

    private func physics(_ members: inout Members) -> FurnacePhysics? {
        let capacity = members.required("heat-capacity")?.range(of: .energy / .temperature)
        let loss = members.required("loss")?.range(of: .power / .temperature)
        let power = members.required("power")?.quantity(of: .power)
        let ambient = members.required("ambient")?.range(of: .temperature)
        let overshoot = members.required("overshoot")?.quantity(of: .temperature, .difference)
        let lag = members.required("lag")?.lapse()
        guard let capacity, let loss, let power, let ambient, let overshoot, let lag else {
            return nil
        }
        for (key, low) in [("heat-capacity", capacity.low.si), ("loss", loss.low.si)]
        where low <= 0 {
            members.report(.badLab, "“\(key)” must be above zero.")
        }
        return FurnacePhysics(
            heatCapacity: capacity.bounds,
            loss: loss.bounds,
            power: power.si,
            ambient: ambient.bounds,
            overshoot: overshoot.si,
            lag: lag
        )
    }
}
