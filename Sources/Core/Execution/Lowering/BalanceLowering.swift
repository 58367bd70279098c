import Labs
import Quantities

extension Lowering {
    /// A pan takes so long to come to rest, at most: 30 s, the longest a bench balance's manual
    /// lets a stable reading be waited for (MT-SICS reference manual, command S).
    static let rest = Lapse(seconds: 30)

    /// Tares or zeroes once the pan is still: a balance takes whatever it reads at that moment.
    func balance(_ assembly: Int, _ action: String) throws(LoweringFault) -> LoweredAct {
        guard case .balance(let device) = try role(assembly) else { throw .missing }
        var lowered = LoweredAct([try call(device, action)])
        if let stable = try balancePoints(assembly).stable {
            lowered.readiness = .flag(point: stable, .on, within: Self.rest)
        }
        return lowered
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
