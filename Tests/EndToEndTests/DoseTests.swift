import Checking
import Execution
import Findings
import Hosting
import Quantities
import Rehearsal
import Testing

/// Doses as the plunger's steps and the air in a tip make them.
struct DoseTests {
    private func play(_ steps: String) throws -> (CheckedPlan, Play) {
        let text = """
            athanor: plan/1
            id: doses
            author: {kind: human, name: test}
            steps:
            - {do: pipette.home}
            \(steps)
            """
        let loaded = try DemoLab.open()
        let review = PlanReview(Array(text.utf8), file: "doses.yaml", in: loaded)
        let checked = try #require(review.checked, "\(review.findings.map(\.message))")
        return (checked, try Play(checked, in: loaded))
    }

    @Test(arguments: ["5.5", "32.5", "106.5", "166.5", "333.5"])
    func `a dose half way between two steps of the plunger is confirmed`(_ volume: String) throws {
        let (_, play) = try play(
            "- {do: pipette.transfer, from: buffer, to: plate/A1, volume: \(volume) uL}"
        )
        #expect(play.outcome == .complete)
        #expect(play.ended < .start + Lapse(seconds: 120))
        #expect(play.violations == [])
    }

    @Test func `the proof counts the steps of the plunger, dose by dose`() throws {
        let (checked, play) = try play(
            """
            - {do: pipette.transfer, from: 'samples/A1:H1', to: plate/A1, volume: 5.5 uL, \
            tip: each, timeout: 1 h}
            """
        )
        #expect(play.outcome == .complete)
        #expect(play.violations == [])
        // 5.5 uL are 16.5 steps; the pump makes 17 of them, eight times.
        let truth = 8 * 17.0 / 3000 * 1e-6
        #expect(checked.proof.vessels.contains { $0.volume.contains(truth) })
    }

    @Test func `air drawn last leaves first`() throws {
        let (checked, play) = try play(
            """
            - {do: pipette.pick-up}
            - {do: pipette.aspirate, from: buffer, volume: 300 uL}
            - {do: pipette.air-gap, volume: 20 uL}
            - {do: pipette.dispense, id: waste, to: waste, volume: 30 uL, dispense: above}
            - {do: pipette.dispense, to: plate/A1, volume: 290 uL}
            - {do: pipette.eject}
            """
        )
        #expect(play.outcome == .complete)
        #expect(play.violations == [])
        let step = try #require(checked.program.steps.firstIndex { $0.id == "waste" })
        let volume = try #require(checked.proof.steps[step].volumes.first).volume
        #expect(volume.contains(10e-9) && volume.high < 13e-9)
    }

    @Test func `air between two liquids takes up some of a dose or none`() throws {
        let (_, play) = try play(
            """
            - {do: pipette.pick-up}
            - {do: pipette.aspirate, from: buffer, volume: 100 uL}
            - {do: pipette.air-gap, volume: 20 uL}
            - {do: pipette.aspirate, from: buffer, volume: 50 uL}
            - {do: pipette.dispense, to: plate/A1, volume: 60 uL}
            - {do: pipette.dispense, to: plate/A2, volume: 40 uL}
            - {do: pipette.blow-out, to: plate/A3}
            - {do: pipette.eject}
            """
        )
        #expect(play.outcome == .complete)
        #expect(play.violations == [])
    }

    @Test func `what is primed and washed through is as proved`() throws {
        let (_, play) = try play(
            """
            - {do: pipette.pick-up}
            - {do: pipette.prime, from: rinse, volume: 5.5 mL, timeout: 1 h}
            - {do: pipette.wash, from: rinse, volume: 5.5 uL, times: 7, timeout: 1 h}
            - {do: pipette.eject}
            """
        )
        #expect(play.outcome == .complete)
        #expect(play.violations == [])
    }
}
