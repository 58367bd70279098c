import Checking
import Documents
import Findings
import Foundation
import Hosting
import Labs
import Quantities
import Testing

/// The example plans are accepted by the example lab.
@Suite struct DemoTests {
    static let plans = [
        "anneal-72h", "closed-loop", "dispense-96", "dose-and-fire", "elisa-dilution", "parallel",
        "solid-state",
    ]

    static var root: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Examples/demo")
    }

    @Test(arguments: plans) func `an example plan is proved`(_ name: String) throws {
        let loaded = try LabFolder.open(Self.root.appending(path: "lab.yaml").path)
        let file = Self.root.appending(path: "plans/\(name).yaml").path
        let (plan, findings) = PlanDocument.decode(try Files.read(file), file: file)
        let decoded = try #require(plan, "\(findings)")
        let verdict = Checker.check(
            decoded,
            lab: loaded.lab,
            names: loaded.names,
            state: loaded.state
        )
        let errors = verdict.findings.filter { $0.severity == .error }.map(\.message)
        #expect(errors.isEmpty, "\(errors)")
        let proof = try #require(verdict.checked?.proof)
        #expect(proof.duration.low <= proof.duration.high)
        #expect(proof.energy.low <= proof.energy.high)
        #expect(!proof.assumptions.isEmpty)
    }
}
