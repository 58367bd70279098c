import Labs
import Quantities

extension Lowering {
    /// So near to its target the chamber counts as there, K.
    package static let arrivalBand = 2.0

    /// The contactor closes first; it opens again only when the heating ends.
    func ramp(_ assembly: Int, to: Double, rate: Double) throws(LoweringFault) -> LoweredAct {
        let furnace = try furnace(assembly)
        var lowered = LoweredAct(
            try heating(furnace, to: to, rate: rate),
            until: .near(point: try temperature(furnace), value: to, band: Self.arrivalBand)
        )
        lowered.effect = .target(assembly: assembly, to)
        return lowered
    }

    /// Commands nothing: the controller keeps what it was told.
    func hold(
        _ assembly: Int,
        at target: Double?,
        time: Lapse,
        band: Double,
        grace: Lapse
    ) throws(LoweringFault) -> LoweredAct {
        guard let target else { throw .noTarget }
        let point = try temperature(try furnace(assembly))
        return LoweredAct(
            until: .held(point: point, value: target, band: band, time: time, grace: grace)
        )
    }

    /// With a rate the controller follows it down, and is released at the end.
    func cool(_ assembly: Int, to: Double, rate: Double?) throws(LoweringFault) -> LoweredAct {
        let furnace = try furnace(assembly)
        let point = try temperature(furnace)
        var lowered: LoweredAct
        if let rate {
            lowered = LoweredAct(
                try heating(furnace, to: to, rate: rate),
                until: .atMost(point: point, value: to + Self.arrivalBand)
            )
            lowered.closing = try release(furnace)
        } else {
            lowered = LoweredAct(try release(furnace), until: .atMost(point: point, value: to))
        }
        lowered.effect = .target(assembly: assembly, nil)
        return lowered
    }

    func heatOff(_ assembly: Int) throws(LoweringFault) -> LoweredAct {
        var lowered = LoweredAct(try release(try furnace(assembly)))
        lowered.effect = .target(assembly: assembly, nil)
        return lowered
    }

    private func furnace(_ assembly: Int) throws(LoweringFault) -> FurnaceAssembly {
        guard case .furnace(let furnace) = try role(assembly) else { throw .missing }
        return furnace
    }

    private func temperature(_ furnace: FurnaceAssembly) throws(LoweringFault) -> Int {
        try reading(furnace.controller, named: ["temperature"], of: .temperature)
    }

    private func heating(
        _ furnace: FurnaceAssembly,
        to: Double,
        rate: Double
    ) throws(LoweringFault) -> [DeviceCall] {
        let target = try call(furnace.controller, "set-target", [("to", to), ("rate", rate)])
        guard let contactor = furnace.contactor else { return [target] }
        return [write(contactor, .on), target]
    }

    private func release(_ furnace: FurnaceAssembly) throws(LoweringFault) -> [DeviceCall] {
        let release = try call(furnace.controller, "release")
        guard let contactor = furnace.contactor else { return [release] }
        return [release, write(contactor, .off)]
    }
}
