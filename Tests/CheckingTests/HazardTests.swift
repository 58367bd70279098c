import Checking
import Findings
import Testing

@Suite struct HazardTests {
    @Test(arguments: HazardCase.all.filter { $0.outcome == .refused })
    func `a hazard is caught however it is written`(_ hazard: HazardCase) throws {
        let verdict = try hazard.verdict()
        let found = verdict.findings.map { "\($0.code.rawValue) \($0.path): \($0.message)" }
        #expect(verdict.findings.contains { $0.code == hazard.code }, "\(found)")
        if hazard.code.severity == .error { #expect(verdict.checked == nil) }
    }

    @Test(arguments: HazardCase.all.filter { $0.outcome == .accepted })
    func `a near miss is accepted`(_ miss: HazardCase) throws {
        let verdict = try miss.verdict()
        let found = verdict.findings.map { "\($0.code.rawValue) \($0.path): \($0.message)" }
        #expect(!verdict.findings.contains { $0.code == miss.code }, "\(found)")
        #expect(verdict.checked != nil, "\(found)")
    }

    @Test(arguments: HazardCase.all.filter { $0.outcome == .refused && !$0.isFormal })
    func `without its rule a hazard is missed`(_ hazard: HazardCase) throws {
        let verdict = try hazard.verdict(disabled: [hazard.code])
        #expect(!verdict.findings.contains { $0.code == hazard.code })
    }

    @Test func `every rule's code and every hazard has three writings and a near miss`() {
        let hazards = FindingCode.allCases.filter { $0.hazard > 0 }
        for code in Checker.codes + hazards {
            let cases = HazardCase.all.filter { $0.code == code }
            #expect(cases.count { $0.outcome == .refused } >= 3, "\(code.rawValue)")
            #expect(cases.contains { $0.outcome == .accepted }, "\(code.rawValue)")
        }
    }
}
