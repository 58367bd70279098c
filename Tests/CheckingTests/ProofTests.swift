import Checking
import Execution
import Findings
import Quantities
import Testing

/// What a proof says, and how findings are put.
@Suite struct ProofTests {
    private func proof(_ steps: String) throws -> Proof {
        let verdict = try HazardCase.fine(.wrongType, "", steps).verdict()
        let found = verdict.findings.map(\.message)
        return try #require(verdict.checked?.proof, "\(found)")
    }

    @Test func `a wait takes its time`() throws {
        let proof = try proof("- {do: wait, for: 50 min}")
        #expect(proof.duration.low == 3000)
        #expect(proof.duration.high > 3000 && proof.duration.high < 3001)
    }

    @Test func `branches side by side take the longest of them`() throws {
        let proof = try proof(
            """
            - do: parallel
              on-failure: stop-siblings
              branches:
              - {name: a, steps: [{do: wait, for: 10 min}]}
              - {name: b, steps: [{do: wait, for: 30 min}]}
            """
        )
        #expect(proof.duration.low == 1800)
        #expect(proof.duration.high < 1801)
    }

    @Test func `the first of two branches to end decides`() throws {
        let proof = try proof(
            """
            - do: parallel
              join: any
              on-failure: stop-siblings
              branches:
              - {name: a, steps: [{do: wait, for: 10 min}]}
              - {name: b, steps: [{do: wait, for: 30 min}]}
            """
        )
        #expect(proof.duration.low == 600)
        #expect(proof.duration.high < 601)
    }

    @Test func `either branch of a decision is counted`() throws {
        let proof = try proof(
            HazardCase.ask("0", "1")
                + "- {do: if, condition: $next.x > 0.5, then: [{do: wait, for: 10 min}], otherwise: [{do: wait, for: 20 min}]}"
        )
        #expect(proof.duration.low == 600)
        #expect(proof.duration.high > 3600 + 1200)
    }

    @Test func `a vessel's volume is known within the doses' errors`() throws {
        let proof = try proof(
            HazardCase.home
                + "- {do: pipette.transfer, from: buffer, to: plate/A1, volume: 100 uL}"
        )
        let well = try #require(
            proof.vessels.first {
                $0.volume.high < 1e-3 && $0.volume.high > 0.9e-7 && $0.volume.high < 2e-7
            }
        )
        // Two per cent, and a step of the plunger, 1 mL in 3000.
        #expect(abs(well.volume.low - (98e-9 - 1e-6 / 3000)) < 1e-12)
        #expect(abs(well.volume.high - (102e-9 + 1e-6 / 3000)) < 1e-12)
        #expect(proof.tips == Bounds(1))
    }

    @Test(arguments: [
        ("- {do: pipette.transfer, from: buffer, to: plate/B1, volume: 100 uL}", true),
        ("- {do: pipette.transfer, from: plate/A1, to: plate/B1, volume: 50 uL}", false),
        ("- {do: pipette.transfer, from: buffer, to: plate/A1, volume: 200 uL}", true),
        ("- {do: pipette.transfer, from: buffer, to: plate/A1, volume: 250 uL}", true),
    ])
    func `of a dose nobody can tell of, the well holds anything from nothing to all`(
        rest: String,
        isProved: Bool
    ) throws {
        let steps =
            HazardCase.home
            + "- {do: pipette.transfer, from: buffer, to: plate/A1, volume: 100 uL}\n" + rest
        let plan = HazardCase.fine(.wrongType, "", steps)
        let checked = try #require(try plan.verdict().checked)
        let dose = try #require(
            checked.program.acts.firstIndex {
                if case .liquid(_, .dispense) = $0 { true } else { false }
            }
        )
        let verdict = try plan.verdict(uncertain: [dose])
        #expect((verdict.checked != nil) == isProved, "\(verdict.findings.map(\.message))")
    }

    @Test func `a fault of every well is one finding with a count`() throws {
        let verdict = try HazardCase.bad(
            .belowSmallestVolume,
            "",
            HazardCase.home
                + "- {do: pipette.transfer, from: buffer, to: 'plate/A1:H12', volume: 2 uL, tip: one}"
        ).verdict()
        let found = verdict.findings.filter { $0.code == .belowSmallestVolume }
        #expect(found.count == 1)
        #expect(found.first?.count == 192)
    }

    @Test func `a finding says where, how much, what would pass, and how it came about`() throws {
        let verdict = try HazardCase.bad(
            .vesselOverfilled,
            "",
            HazardCase.home + """
                - {do: pipette.transfer, from: buffer, to: plate/A1, volume: 200 uL}
                - {do: pipette.transfer, id: too-much, from: buffer, to: plate/A1, volume: 300 uL}
                """
        ).verdict()
        let finding = try #require(verdict.findings.first { $0.code == .vesselOverfilled })
        #expect(finding.path.description == "/steps/2")
        #expect(finding.step == "too-much")
        #expect(
            finding.numbers.contains {
                $0.name == "capacity" && $0.quantity.description == "360 uL"
            }
        )
        #expect(finding.allowed?.high?.description == "155.667 uL")
        #expect(finding.trace.count == 2)
        #expect(finding.fix != nil)
    }

    @Test func `all findings are reported, not only the first`() throws {
        let verdict = try HazardCase.bad(
            .noTip,
            "",
            """
            - {do: pipette.aspirate, from: buffer, volume: 2 uL}
            - {do: furnace.ramp, to: 1600 degC, rate: 20 K/min}
            """
        ).verdict()
        let codes = Set(verdict.findings.map(\.code))
        #expect(
            codes.isSuperset(of: [
                .noTip, .notHomed, .belowSmallestVolume, .temperatureTooHigh, .rampTooSteep,
                .furnaceEmpty, .heatWithoutService, .leftEnergised,
            ])
        )
    }

    @Test func `the same plan gives the same verdict`() throws {
        let first = try HazardCase.all.map { try $0.verdict().findings }
        let second = try HazardCase.all.map { try $0.verdict().findings }
        #expect(first == second)
    }
}
