import Documents
import Findings
import Labs
import Testing

/// What a lab wants done each morning.
struct LabsStartUpTests {
    private func decode(_ text: String) throws -> (Lab?, [Finding]) {
        LabDocument.decodeLab(
            Array(text.utf8),
            file: "f.yaml",
            profiles: try Shipped.profiles(),
            protocols: try Shipped.protocols()
        )
    }

    private static func fault(
        _ name: String,
        _ entry: String,
        _ code: FindingCode,
        says: String
    ) -> LabsFault {
        LabsFault(
            name,
            "people:",
            "start-up:\n- {device: board, action: on-2}\n- \(entry)\npeople:",
            code,
            at: "- " + entry,
            says: says
        )
    }

    private static let rate = "{name: rate, value: 5 K/min}"

    static let faults = [
        fault(
            "an unknown device",
            "{device: boards, action: on-2}",
            .unknownName,
            says: "Did you mean “board”?"
        ),
        fault(
            "an unknown action",
            "{device: board, action: on-22}",
            .unknownName,
            says: "Did you mean “on-2”?"
        ),
        fault(
            "an argument its action does not have",
            "{device: board, action: on-3, arguments: [{name: to, value: 3}]}",
            .unknownName,
            says: "argument of “on-3”"
        ),
        fault(
            "an argument left out",
            "{device: control, action: set-target, arguments: [\(rate)]}",
            .badLab,
            says: "needs the argument “to”"
        ),
        fault(
            "an argument of another kind",
            "{device: control, action: set-target, arguments: [{name: to, value: 3 g}, \(rate)]}",
            .unitMismatch,
            says: "temperature"
        ),
        fault(
            "an argument without its unit",
            "{device: control, action: set-target, arguments: [{name: to, value: 3}, \(rate)]}",
            .bareNumber,
            says: "has no unit"
        ),
        fault(
            "an unknown key",
            "{device: board, action: on-3, because: Light.}",
            .unknownKey,
            says: "“because”"
        ),
        fault(
            "the same twice",
            "{device: board, action: on-2, reason: Air.}",
            .duplicateName,
            says: "there already"
        ),
        fault(
            "what nobody can leave on",
            "{device: control, action: set-target, "
                + "arguments: [{name: to, value: 60 degC}, \(rate)]}",
            .badLab,
            says: "“release” (manual-end) ends it"
        ),
    ]

    @Test(arguments: faults)
    func `what cannot be done by hand is refused at its line`(_ fault: LabsFault) throws {
        let text = try fault.applied(to: LabsFixtures.lab)
        let (lab, findings) = try decode(text)
        try fault.expect(in: findings, of: text)
        #expect(lab == nil)
    }

    @Test func `what a lab wants done is read with its arguments and its reason`() throws {
        let entry = "{device: mfc, action: shut, reason: So that nothing flows.}"
        let text = try LabsFault("", "people:", "start-up:\n- \(entry)\npeople:", .badLab)
            .applied(to: LabsFixtures.lab)
        let (lab, findings) = try decode(text)
        #expect(findings.spoken == [])
        let wanted = try #require(lab?.startUp.first)
        #expect(lab?.devices[wanted.device].name == "mfc")
        #expect(wanted.action == "shut")
        #expect(wanted.reason == "So that nothing flows.")
        #expect(try Shipped.lab()?.startUp.map(\.action) == ["home", "tare"])
    }
}
