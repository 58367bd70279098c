import Devices
import Labs
import Quantities

extension Lowering {
    /// A pump on its own: volumes become plunger positions, so that a command may be sent again.
    func pump(
        _ assembly: Int,
        volume: Double,
        rate: Double,
        _ direction: PumpDirection,
        _ plunger: Double?
    ) throws(LoweringFault) -> LoweredAct {
        guard case .pump(let device) = try role(assembly) else { throw .missing }
        // Unknown before the first act: the pump finds its zero, full of nothing.
        var calls: [DeviceCall] = []
        if plunger == nil { calls.append(try call(device, "initialise")) }
        let stroke = try profile(device).limit("volume")?.high ?? .infinity
        let wanted = (plunger ?? 0) + (direction == .draw ? volume : -volume)
        guard let position = Plunger.position(wanted, stroke: stroke) else { throw .plunger }
        calls.append(try call(device, "move-plunger", [("to", position), ("rate", rate)]))
        var lowered = LoweredAct(calls)
        lowered.effect = .plunger(assembly: assembly, position)
        return lowered
    }
}

/// Where a plunger can stand.
enum Plunger {
    /// Sums of volumes stray from zero and the stroke by rounding; this much is none, m³.
    static let rounding = 1e-13

    /// The position, put on the stroke's ends where it is there but for rounding; nil outside.
    static func position(_ volume: Double, stroke: Double) -> Double? {
        guard volume >= -rounding, volume <= stroke + rounding else { return nil }
        return volume < rounding ? 0 : min(volume, stroke)
    }
}
