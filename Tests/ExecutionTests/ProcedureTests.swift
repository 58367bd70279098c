import Execution
import Expressions
import Findings
import Labs
import Plans
import Quantities
import Testing

struct ProcedureTests {
    private static let head = """
        procedures:
        - name: fire
          parameters: [{name: cup, type: vessel}, {name: T, within: [700 degC, 1000 degC]}]
          steps:
          - {do: operator-task, say: 'Load {cup} for {T}', moves: [{item: $cup, to: chamber}]}
          - {do: furnace.ramp, to: $T, rate: 5 K/min}
          - {do: measure, as: seen, point: furnace.temperature}
        """

    private func fire(_ values: String, before: String = "", after: String = "") -> Compiled {
        let use = "- {do: use, id: first, procedure: fire, values: [\(values)]}\n"
        return Compiled(before + use + after, head: Self.head)
    }

    @Test func `parameters go into texts, names and expressions`() {
        let compiled = fire("cup=cup-1, T=850 degC")
        #expect(
            compiled.acts.prefix(2) == [
                "Load cup-1 for 850 degC", "furnace: ramp to 850 degC at 5 K/min",
            ]
        )
    }

    @Test func `a literal outside the parameter's range is refused with the range`() throws {
        let compiled = fire("cup=cup-1, T=1200 degC")
        #expect(compiled.codes == [.argumentOutOfRange])
        let allowed = try #require(compiled.findings.first?.allowed)
        #expect(allowed.description == "700 degC to 1000 degC")
    }

    @Test func `an answer inside the range is used as it is`() {
        let ask = """
            - do: ask-planner
              as: next
              expect: [{name: T, within: [750 degC, 900 degC]}]
              deadline: 5 min
              else: safe-stop

            """
        let compiled = fire("cup=cup-1, T=$next.T", before: ask)
        #expect(compiled.acts.contains("furnace: ramp to $next.T at 5 K/min"))
        #expect(compiled.acts.contains("Load cup-1 for {next.T}"))
    }

    @Test func `what may leave the range gets a slot with that range`() throws {
        let measure = "- {do: measure, as: now, point: furnace.temperature}\n"
        let compiled = fire("cup=cup-1, T=$now", before: measure)
        let slot = try #require(compiled.program?.slots.first { $0.name == "T" })
        #expect(slot.bounds.low == 973.15)
        #expect(slot.bounds.high == 1273.15)
        #expect(compiled.kinds { if case .assign = $0 { true } else { false } }.count == 1)
    }

    @Test(arguments: [
        ("cup=cup-1", FindingCode.missingKey), ("cup=cup-1, T=5 min", .unitMismatch),
        ("cup=cup-1, T=850", .bareNumber), ("cup=pot, T=850 degC", .unknownVessel),
        ("cup=cup-1, T=850 degC, t=1", .unknownName), ("cup=cup-1, T=850 degC +", .badExpression),
    ])
    func `a wrong value is reported`(values: String, code: FindingCode) {
        #expect(fire(values).codes.contains(code))
    }

    @Test func `names assigned inside are local, and reached through the step's id`() {
        let after = "- {do: result, name: r, value: "
        #expect(fire("cup=cup-1, T=850 degC", after: after + "$first.seen}").findings.isEmpty)
        #expect(fire("cup=cup-1, T=850 degC", after: after + "$seen}").codes == [.unknownName])
    }

    @Test func `names outside are not seen inside`() {
        let compiled = Compiled(
            "- {do: set, name: x, value: 1 s}\n- {do: use, procedure: p, values: []}",
            head: "procedures: [{name: p, parameters: [], steps: [{do: wait, for: $x}]}]"
        )
        #expect(compiled.codes == [.unknownName])
    }

    @Test func `a procedure that uses itself is refused`() {
        let compiled = Compiled(
            "- {do: use, procedure: a, values: []}",
            head: """
                procedures:
                - {name: a, parameters: [], steps: [{do: use, procedure: b, values: []}]}
                - {name: b, parameters: [], steps: [{do: use, procedure: a, values: []}]}
                """
        )
        #expect(compiled.codes == [.planTooLarge])
        #expect(compiled.messages.contains("a → b → a"))
    }

    @Test func `procedures that double at every level are refused, not expanded`() {
        var head = "procedures:\n"
        for level in 0..<40 {
            let next = "{do: use, procedure: p\(level + 1), values: []}"
            let steps = level == 39 ? "{do: balance.tare}" : next + ", " + next
            head += "- {name: p\(level), parameters: [], steps: [\(steps)]}\n"
        }
        let compiled = Compiled("- {do: use, procedure: p0, values: []}", head: head)
        #expect(compiled.codes.first == .planTooLarge)
    }

    @Test func `a procedure nothing uses is a warning`() {
        let compiled = Compiled("- {do: balance.tare}", head: Self.head)
        #expect(compiled.codes == [.unusedValue])
        #expect(compiled.program != nil)
    }
}
