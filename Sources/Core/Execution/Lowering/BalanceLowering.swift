import Labs
import Quantities

extension Lowering {
    func balance(_ assembly: Int, _ action: String) throws(LoweringFault) -> LoweredAct {
        guard case .balance(let device) = try role(assembly) else { throw .missing }
        return LoweredAct([try call(device, action)])
    }

    /// Where the image holds the balance's weight, and whether it is steady (nil where the balance
    /// does not say).
    package func balancePoints(
        _ assembly: Int
    ) throws(LoweringFault) -> (weight: Int, stable: Int?) {
        guard case .balance(let device) = try role(assembly) else { throw .missing }
        let weight = try reading(device, named: ["weight", "mass"], of: .mass)
        return (weight, try? reading(device, named: ["stable"], of: nil))
    }
}
