import Findings
import Labs
import Quantities

extension LabDecoder {
    /// Longer than this nobody can tell what became of a run by looking at its devices.
    private static let greatestOutage = Lapse(seconds: 24 * 3600)

    /// What becomes of a run that its host has died with.
    func readRestart(_ members: inout Members) -> RestartPolicy? {
        let safeState = members.required("safe-state")?.choice(of: RestartPolicy.SafeState.self)
        let outagePlace = members.optional("longest-outage")
        let resumePlace = members.optional("resume")
        let outage = outagePlace?.lapse()
        let resumption = resumePlace?.choice(of: RestartPolicy.Resumption.self)
        guard let safeState else { return nil }
        switch safeState {
        case .taken:
            for place in [outagePlace, resumePlace].compactMap({ $0 }) {
                place.report(
                    .badLab,
                    "Where the safe state is taken no run goes on. Leave this out, or say "
                        + "“safe-state: left”."
                )
            }
            return .cautious
        case .left:
            guard let outagePlace else {
                members.field.report(
                    .badLab,
                    "How long may nobody have looked? Say it: “longest-outage: 2 min”."
                )
                return nil
            }
            guard let outage else { return nil }
            if outage <= .zero || outage > Self.greatestOutage {
                outagePlace.report(.badLab, "The longest outage is above 0 and at most 24 h.")
            }
            return RestartPolicy(
                safeState: .left,
                longestOutage: outage,
                resumption: resumption ?? .byPerson
            )
        }
    }
}
