import Labs
import Quantities

extension Lowering {
    /// A flow counts as reached within this part of it, and within this part of full scale.
    package static let flowBand = 0.02
    package static let zeroFlowBand = 0.01

    func flow(_ assembly: Int, to: Double) throws(LoweringFault) -> LoweredAct {
        guard case .gas(let supply) = try role(assembly) else { throw .missing }
        let point = try reading(supply.controller, named: ["mass-flow", "flow"], of: .flow)
        let call = try call(supply.controller, "set-flow", [("to", to)])
        let least = Self.zeroFlowBand * supply.flow.high
        guard to > 0 else { return LoweredAct([call], until: .atMost(point: point, value: least)) }
        return LoweredAct(
            [call],
            until: .near(point: point, value: to, band: max(Self.flowBand * to, least / 10))
        )
    }
}
