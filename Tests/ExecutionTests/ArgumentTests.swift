import Execution
import Expressions
import Findings
import Labs
import Plans
import Quantities
import Testing

struct ArgumentTests {
    @Test(arguments: [
        ("furnace.ramp, to: 5 min, rate: 5 K/min", FindingCode.unitMismatch),
        ("furnace.ramp, to: $x, rate: 5 K/min", .unitMismatch),
        ("furnace.ramp, to: -300 degC, rate: 5 K/min", .notFinite),
        ("furnace.ramp, to: 900 degC, rate: -5 K/min", .notFinite),
        ("pipette.transfer, from: buffer, to: plate/A1, volume: -1 uL", .notFinite),
        ("wait, for: -1 min", .notFinite),
        ("wait, for: $x * 2", .unitMismatch),
        ("if, condition: $x, then: []", .unitMismatch),
        ("result, name: r, value: $x > 1 uL", .unitMismatch),
    ])
    func `an argument of the wrong kind is refused`(step: String, code: FindingCode) {
        let compiled = Compiled("- {do: set, name: x, value: 10 uL}\n- {do: \(step)}")
        #expect(compiled.program == nil)
        #expect(compiled.codes == [code])
    }

    @Test func `an expression over names becomes one over slots`() {
        let compiled = Compiled(
            """
            - {do: set, name: x, value: 300 K}
            - {do: furnace.ramp, to: $x + 50 K, rate: 5 K/min}
            """
        )
        #expect(compiled.acts == ["furnace: ramp to $x + 50 K at 5 K/min"])
    }

    @Test func `hold keeps within 5 K and forgives 60 s where the plan says nothing`() throws {
        let compiled = Compiled("- {do: furnace.hold, for: 2 h}")
        guard case .hold(_, _, let band, let grace) = try #require(compiled.program?.acts.first)
        else {
            Issue.record("no hold")
            return
        }
        #expect(band.constant?.si == 5)
        #expect(grace.constant?.si == 60)
    }

    @Test func `a soak's own length is not counted by the default timeout`() throws {
        let compiled = Compiled("- {do: furnace.hold, for: 2 h}")
        let step = try #require(compiled.program?.steps.first)
        #expect(step.timeout == Lapse(seconds: 600 + 7200))
    }

    @Test func `a profile becomes ramps and holds`() {
        let compiled = Compiled(
            """
            - do: furnace.profile
              segments: [{to: 500 degC, rate: 5 K/min, for: 1 h}, {to: 300 degC, rate: 2 K/min}]
            """
        )
        #expect(
            compiled.acts == [
                "furnace: ramp to 500 degC at 5 K/min", "furnace: hold 1 h within 5 K",
                "furnace: ramp to 300 degC at 2 K/min",
            ]
        )
    }

    @Test func `every capability's verbs become acts`() {
        let compiled = Compiled(
            """
            - {do: furnace.cool, to: 60 degC}
            - {do: furnace.heat-off}
            - {do: argon.flow, to: 0.1 slm}
            - {do: argon.shut}
            - {do: exhaust.switch-on}
            - {do: exhaust.switch-off}
            - {do: balance.tare}
            - {do: balance.zero}
            - {do: syringe.draw, volume: 50 uL, rate: 10 uL/s}
            - {do: syringe.push, volume: 50 uL, rate: 10 uL/s}
            - {do: stage.home-axes}
            - {do: stage.move, x: 10 mm, y: -5 mm, z: 0 mm}
            """
        )
        #expect(
            compiled.acts == [
                "furnace: cool to 60 degC", "furnace: stop heating", "argon: flow 0.1 slm",
                "argon: shut", "exhaust: switch on", "exhaust: switch off", "balance: tare",
                "balance: zero", "syringe: draw 50 uL at 10 uL/s",
                "syringe: push 50 uL at 10 uL/s", "stage: home",
                "stage: move to 10 mm, -5 mm, 0 mm",
            ]
        )
    }

    @Test func `only waits may go on after a fault, and only questions end loops`() {
        let compiled = Compiled(
            """
            - {do: exhaust.switch-on, else: continue}
            - {do: exhaust.switch-off, else: end-loop}
            - {do: wait-until, condition: furnace.temperature < 40 degC, else: continue}
            """
        )
        #expect(compiled.codes == [.faultPolicyGap, .faultPolicyGap])
    }
}
