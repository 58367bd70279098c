import Labs
package import Quantities

extension Lowering {
    /// What proves a service (a flow switch) follows its output within this time.
    package static let proofTime = Lapse(seconds: 15)

    func switched(_ assembly: Int, _ position: Switching) throws(LoweringFault) -> LoweredAct {
        guard case .switched(let service) = try role(assembly) else { throw .missing }
        let call = write(service.output, position)
        guard let proof = service.proof else { return LoweredAct([call]) }
        return LoweredAct(
            [call],
            until: .flag(point: names.point(proof), position, within: Self.proofTime)
        )
    }
}
