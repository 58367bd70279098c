import Devices
import Labs
import Quantities

extension Lowering {
    /// m/s, where the profile limits no speed.
    static let cautiousSpeed = 0.05

    func axes(
        _ assembly: Int,
        x: Double,
        y: Double,
        z: Double
    ) throws(LoweringFault) -> LoweredAct {
        guard case .axes(let device) = try role(assembly) else { throw .missing }
        return LoweredAct([try move(device, x, y, z)])
    }

    func homeAxes(_ assembly: Int) throws(LoweringFault) -> LoweredAct {
        guard case .axes(let device) = try role(assembly) else { throw .missing }
        return LoweredAct([try call(device, "home")])
    }

    /// An absolute move as fast as the device may.
    func move(
        _ device: Int,
        _ x: Double,
        _ y: Double,
        _ z: Double
    ) throws(LoweringFault) -> DeviceCall {
        let reach = lab.deck.reach
        guard reach.x.reaches(x), reach.y.reaches(y), reach.z.reaches(z) else { throw .outOfReach }
        let speed = try profile(device).limit("speed")?.high ?? Self.cautiousSpeed
        return try call(device, "move", [("x", x), ("y", y), ("z", z), ("speed", speed)])
    }
}

extension ClosedRange<Double> {
    /// Positions are sums of decimal millimetres; a micrometre is rounding.
    fileprivate func reaches(_ position: Double) -> Bool {
        position >= lowerBound - 1e-6 && position <= upperBound + 1e-6
    }
}
