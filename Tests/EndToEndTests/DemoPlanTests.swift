import Execution
import Findings
import Foundation
import Hosting
import Rehearsal
import Testing

/// What a newcomer tries first: the plans that come with the demonstration laboratory.
struct DemoPlanTests {
    /// Who answers where the plan's own fallback is not the point of it, as in `make demo`.
    private static let planners: [Substring: String] = [
        "closed-loop.yaml": "planner/secant.py", "dose-and-fire.yaml": "planner/golden.py",
    ]
    private static let operators: [Substring: String] = [
        "dose-and-fire.yaml": "operator/conductivity.py",
        "assay-by-hand.yaml": "operator/assay-by-hand.yaml",
        "phase-gate.yaml": "operator/phase-gate.yaml",
    ]

    @Test(arguments: DemoLab.plans())
    func `a demo plan is accepted without a finding of severity error`(_ path: String) throws {
        let review = PlanReview(try Files.read(path), file: path, in: try DemoLab.open())
        let errors = review.findings.filter { $0.severity == .error }
        #expect(errors.map { "\($0.code.rawValue): \($0.message)" } == [])
        #expect(review.checked != nil)
    }

    @Test(arguments: DemoLab.plans())
    func `a demo plan is dry-run to its end`(_ path: String) throws {
        let loaded = try DemoLab.open()
        let review = PlanReview(
            try Files.read(path),
            file: path,
            in: loaded,
            provingFixes: false
        )
        let checked = try #require(review.checked)
        var options = Rehearsal.Options()
        if let script = Self.planners[try #require(path.split(separator: "/").last)] {
            options.planner = .process(try LineProcess("python3 '\(DemoLab.folder)/\(script)'"))
        }
        if let answers = Self.operators[try #require(path.split(separator: "/").last)] {
            let file = DemoLab.folder + "/" + answers
            options.person = try AnswerSource(
                operator: answers.hasSuffix(".py") ? "python3 '\(file)'" : file
            )
        }
        let played = try Play(checked, in: loaded, options: options)
        #expect(played.outcome == .complete)
        #expect(played.faults == [])
        #expect(played.violations == [])
        #expect(played.observer.breaches == [])
    }

    @Test(arguments: DemoLab.wrongPlans())
    func `a wrong plan is refused with the code its name says`(_ path: String) throws {
        let name = try #require(path.split(separator: "/").last)
        let wanted = String(name.prefix(upTo: try #require(name.range(of: "--")).lowerBound))
        let review = PlanReview(try Files.read(path), file: path, in: try DemoLab.open())
        #expect(review.checked == nil)
        let codes = review.findings.filter { $0.severity == .error }.map(\.code.rawValue)
        #expect(codes.contains(wanted), "found \(codes)")
        #expect(review.findings.allSatisfy { $0.location != nil })
    }

    @Test func `every hazard a plan can be refused for has a wrong plan named after it`() {
        var shown: Set<Int> = []
        for path in DemoLab.wrongPlans() {
            let name = path.split(separator: "/").last.map(String.init) ?? path
            let code = name.components(separatedBy: "--").first ?? ""
            guard let known = FindingCode(rawValue: code) else {
                Issue.record("\(name) is named after no code")
                continue
            }
            shown.insert(known.hazard)
        }
        for hazard in 1...54 { #expect(shown.contains(hazard), "hazard \(hazard)") }
        let codes = FindingCode.allCases.filter { $0.hazard > 0 && $0.severity == .error }
        for code in codes {
            let isShown = DemoLab.wrongPlans().contains { $0.contains("/\(code.rawValue)--") }
            #expect(isShown, "\(code.rawValue)")
        }
    }
}
