import Execution
import Expressions
import Findings
import Labs
import Plans
import Quantities
import Testing

struct BlockTests {
    @Test func `a loop's names get a slot for each round, counted from 0`() {
        let compiled = Compiled(
            """
            - do: repeat
              as: i
              times: 3
              steps:
              - {do: measure, as: t, point: furnace.temperature}
              - {do: set, name: n, value: $i * 2}
            """
        )
        #expect(compiled.slotNames == ["t#0", "n#0", "t#1", "n#1", "t#2", "n#2"])
        #expect(compiled.program?.steps.map(\.id).contains("steps-0-steps-1#2") == true)
        #expect(compiled.program?.steps.last?.iteration == "i=2")
    }

    @Test func `step ids are unique over all rounds and uses`() throws {
        let compiled = Compiled(
            """
            - do: for-each
              as: w
              wells: 'plate/A1:B2'
              steps:
              - {do: use, procedure: twice, values: ['v=$w']}
              - {do: use, procedure: twice, values: ['v={w}']}
            """,
            head: """
                procedures:
                - name: twice
                  parameters: [{name: v, type: vessel}]
                  steps:
                  - {do: repeat, times: 2, steps: [{do: pipette.aspirate, id: draw, from: $v, volume: 1 uL}]}
                """
        )
        let ids = try #require(compiled.program).steps.map(\.id)
        #expect(Set(ids).count == ids.count)
    }

    @Test func `until leaves the loop after a round`() throws {
        let compiled = Compiled(
            """
            - do: repeat
              times: 3
              until: $t > 500 degC
              steps: [{do: measure, as: t, point: furnace.temperature}]
            - {do: exhaust.switch-on}
            """
        )
        let program = try #require(compiled.program)
        let decides = program.nodes.filter { if case .decide = $0.kind { true } else { false } }
        #expect(decides.count == 2)
        let leave = try #require(decides.first).next
        #expect(decides.allSatisfy { $0.next == leave })
        #expect(program.nodes[leave].kind == .leave)
        #expect(program.nodes[leave].step == 0)
    }

    @Test func `a value of the last round can be read after the loop`() throws {
        let compiled = Compiled(
            """
            - do: repeat
              times: 2
              until: $t > 500 degC
              steps: [{do: measure, as: t, point: furnace.temperature}]
            - {do: result, name: r, value: $t}
            """
        )
        let program = try #require(compiled.program)
        #expect(program.slots.map(\.name) == ["t#0", "t#1", "t"])
        #expect(program.results.first?.value == .variable("t"))
        let assigned = compiled.kinds { if case .assign = $0 { true } else { false } }
        #expect(
            assigned == [
                .assign(slot: 2, .variable("t#0")), .assign(slot: 2, .variable("t#1")),
            ]
        )
    }

    @Test func `a retry whose gate is never passed fails`() {
        let compiled = Compiled(
            """
            - do: retry
              times: 2
              until: $t > 500 degC
              steps: [{do: measure, as: t, point: furnace.temperature}]
            """
        )
        #expect(compiled.kinds { if case .waitUntil = $0 { true } else { false } }.count == 1)
        #expect(compiled.kinds { if case .decide = $0 { true } else { false } }.count == 1)
    }

    @Test func `a loop's time is judged before every further round`() {
        let compiled = Compiled(
            """
            - {do: repeat, times: 4, within: {duration: 2 h}, steps: [{do: exhaust.switch-on}]}
            """
        )
        #expect(compiled.kinds { if case .fits = $0 { true } else { false } }.count == 3)
    }

    @Test(arguments: [
        "{do: repeat, times: 1000000000, steps: [{do: exhaust.switch-on}]}",
        "{do: repeat, times: 1000000000, steps: []}",
        "{do: for-each, as: i, count: 1000000000, steps: [{do: balance.tare}]}",
        "{do: repeat, times: 5000, steps: [{do: repeat, times: 5000, steps: [{do: balance.zero}]}]}",
    ])
    func `a loop that cannot be unrolled is refused before it is`(step: String) {
        let compiled = Compiled("- \(step)")
        #expect(compiled.codes == [.planTooLarge])
    }

    @Test func `one fault in many rounds is one finding with its count`() throws {
        let compiled = Compiled(
            "- {do: repeat, as: i, times: 20, steps: [{do: move, item: 'pot-{i}', to: bench}]}"
        )
        #expect(compiled.codes == [.unknownVessel])
        #expect(try #require(compiled.findings.first).count == 20)
    }

    @Test func `rows, columns and samples are gone through`() {
        let head = "groups: [{name: g, wells: 'plate/A1:D1', samples: [S1, S2], replicates: 2}]"
        func tips(_ items: String) -> [String] {
            let step = "{do: pipette.mix, in: $s, volume: 5 uL, times: 1, tip: one}"
            return Compiled("- {do: for-each, as: s, \(items), steps: [\(step)]}", head: head)
                .liquids.filter { $0.hasPrefix("mix") }
        }
        #expect(
            tips("rows: 'plate/A1:B2'") == [
                "mix 1 plate/A1", "mix 1 plate/A2", "mix 1 plate/B1", "mix 1 plate/B2",
            ]
        )
        #expect(
            tips("columns: 'plate/A1:B2'") == [
                "mix 1 plate/A1", "mix 1 plate/B1", "mix 1 plate/A2", "mix 1 plate/B2",
            ]
        )
        #expect(
            tips("samples: g") == [
                "mix 1 plate/A1", "mix 1 plate/B1", "mix 1 plate/C1", "mix 1 plate/D1",
            ]
        )
    }

    @Test func `a condition over counters alone is decided before the run`() {
        let compiled = Compiled(
            """
            - do: repeat
              as: i
              times: 3
              steps:
              - {do: if, condition: $i > 1, then: [{do: exhaust.switch-on}], otherwise: [{do: balance.tare}]}
            """
        )
        #expect(compiled.acts == ["balance: tare", "balance: tare", "exhaust: switch on"])
        #expect(compiled.kinds { if case .decide = $0 { true } else { false } }.isEmpty)
    }

    @Test func `a constant condition stays for the checker to refuse`() {
        let compiled = Compiled(
            "- {do: if, condition: 1 K > 2 K, then: [{do: exhaust.switch-on}]}"
        )
        #expect(compiled.kinds { if case .decide = $0 { true } else { false } }.count == 1)
    }

    @Test func `a value from both ways can be read, from one way not`() {
        func plan(_ otherwise: String) -> Compiled {
            Compiled(
                """
                - do: if
                  condition: furnace.temperature > 30 degC
                  then: [{do: set, name: x, value: 1 K}]
                  otherwise: [\(otherwise)]
                - {do: result, name: r, value: $x}
                """
            )
        }
        #expect(plan("{do: set, name: x, value: 2 K}").slotNames == ["x", "x@2", "x@3"])
        #expect(plan("{do: balance.tare}").codes == [.unknownName])
    }

    @Test func `hold-while waits, watches, and ends the watch`() throws {
        let compiled = Compiled(
            """
            - do: hold-while
              condition: furnace.temperature within 5 K of 500 degC
              entry: 30 min
              excursion: 20 s
              for: 1 h
            """
        )
        let program = try #require(compiled.program)
        let words = program.nodes.map { node -> String in
            switch node.kind {
            case .enter: "enter"
            case .leave: "leave"
            case .waitUntil(_, let timeout, _, _): "until \(timeout.seconds)"
            case .monitor(_, let on): on ? "on" : "off"
            case .wait: "wait"
            case .end: "end"
            default: "other"
            }
        }
        #expect(words == ["enter", "until 1800.0", "on", "wait", "off", "leave", "end"])
        #expect(program.monitors.first?.excursion == Lapse(seconds: 20))
    }
}
