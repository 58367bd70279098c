import Documents
import Findings
import Labs
import Quantities
import Testing

/// What a lab says of a run that its host has died with.
struct LabsRestartTests {
    private func decode(_ text: String) throws -> (Lab?, [Finding]) {
        LabDocument.decodeLab(
            Array(text.utf8),
            file: "f.yaml",
            profiles: try Shipped.profiles(),
            protocols: try Shipped.protocols()
        )
    }

    private static func text(_ restart: String) throws -> String {
        try LabsFault("", "people:", "restart: \(restart)\npeople:", .badLab)
            .applied(to: LabsFixtures.lab)
    }

    private static func fault(_ restart: String, says: String) -> LabsFault {
        LabsFault(
            restart,
            "people:",
            "restart: \(restart)\npeople:",
            .badLab,
            at: "restart: " + restart,
            says: says
        )
    }

    static let faults = [
        fault("{safe-state: taken, resume: by-itself}", says: "no run goes on"),
        fault("{safe-state: taken, longest-outage: 2 min}", says: "no run goes on"),
        fault("{safe-state: left}", says: "longest-outage: 2 min"),
        fault("{safe-state: left, longest-outage: 0 s}", says: "above 0 and at most 24 h"),
        fault("{safe-state: left, longest-outage: 25 h}", says: "above 0 and at most 24 h"),
    ]

    @Test(arguments: faults)
    func `what makes no sense is refused`(_ fault: LabsFault) throws {
        let text = try fault.applied(to: LabsFixtures.lab)
        let (lab, findings) = try decode(text)
        try fault.expect(in: findings, of: text)
        #expect(lab == nil)
    }

    @Test func `without a word the safe state is taken; what is said counts`() throws {
        #expect(try decode(LabsFixtures.lab).0?.restart == .cautious)
        #expect(try decode(Self.text("{safe-state: taken}")).0?.restart == .cautious)
        let said = try decode(Self.text("{safe-state: left, longest-outage: 90 s}")).0?.restart
        let wanted = RestartPolicy(
            safeState: .left,
            longestOutage: Lapse(seconds: 90),
            resumption: .byPerson
        )
        #expect(said == wanted)
        let itself = "{safe-state: left, longest-outage: 90 s, resume: by-itself}"
        #expect(try decode(Self.text(itself)).0?.restart.resumption == .byItself)
    }
}
