import Execution
import Expressions
import Findings
import Labs
import Plans
import Quantities
import Testing

struct AskingTests {
    private func ask(
        _ more: String,
        expect: String = "{name: T, within: [700 degC, 900 degC]}"
    )
        -> String
    {
        "{do: ask-planner, as: next, expect: [\(expect)], deadline: 5 min, \(more)}"
    }

    @Test func `each field of an answer is a slot with the declared range`() throws {
        let fields = """
            {name: T, within: [700 degC, 900 degC]}, {name: done, type: flag}, \
            {name: gas, type: choice, among: [argon, air]}
            """
        let compiled = Compiled("- " + ask("else: safe-stop", expect: fields))
        guard compiled.program != nil else {
            Issue.record("\(compiled.messages)")
            return
        }
        #expect(compiled.slotNames == ["next.T", "next.done", "next.gas"])
        let slots = try #require(compiled.program).slots
        #expect(slots.map(\.kind) == [.quantity(.temperature), .flag, .text])
        #expect(slots[0].bounds == Bounds(973.15, 1173.15))
    }

    @Test func `end-loop leads to the loop's end, leaving the steps between`() throws {
        let compiled = Compiled(
            """
            - do: repeat
              times: 2
              steps:
              - do: if
                condition: furnace.temperature > 30 degC
                then: [\(ask("else: end-loop"))]
            - {do: balance.tare}
            """
        )
        let program = try #require(compiled.program)
        let asked = try #require(
            program.nodes.first { if case .ask = $0.kind { true } else { false } }
        )
        var index = try #require(asked.kind.otherwise)
        var left: [Int] = []
        while case .leave = program.nodes[index].kind {
            left.append(program.nodes[index].step)
            index = program.nodes[index].next
        }
        // The question, the choice around it, and the loop itself.
        #expect(left == [2, 1, 0])
        #expect(program.nodes[index].kind == .enter)
    }

    @Test func `end-loop outside a loop, or across branches, is refused`() {
        #expect(Compiled("- " + ask("else: end-loop")).codes == [.faultPolicyGap])
        let compiled = Compiled(
            """
            - do: repeat
              times: 2
              steps:
              - do: parallel
                on-failure: let-finish
                branches: [{name: a, steps: [\(ask("else: end-loop"))]}]
            """
        )
        #expect(compiled.codes == [.faultPolicyGap])
    }

    @Test func `fallback values are looked up and judged`() throws {
        let good = Compiled("- " + ask("values: [T=800 degC]"))
        #expect(try #require(good.program).questions.first?.fallback == .values([1073.15]))
        #expect(Compiled("- " + ask("values: [T=950 degC]")).codes == [.argumentOutOfRange])
        #expect(Compiled("- " + ask("values: [T=5 min]")).codes == [.wrongAnswer])
        #expect(Compiled("- " + ask("values: [U=5 K]")).codes == [.unknownName, .missingKey])
    }

    @Test func `stalled reads a result of the plan`() {
        func loop(_ name: String) -> Compiled {
            Compiled(
                """
                - do: repeat
                  times: 3
                  until: stalled(\(name), 2, 1 %)
                  steps:
                  - {do: measure, as: t, point: furnace.temperature}
                  - {do: result, name: error, value: abs($t - 650 degC)}
                """
            )
        }
        #expect(loop("error").findings.isEmpty)
        #expect(loop("eror").codes == [.unknownName])
    }

    @Test func `weighing needs a target, and its reading is bounded by it`() throws {
        let compiled = Compiled(
            """
            - {do: weigh, as: a, material: CuO, into: mortar, target: 5 g, tolerance: 10 mg}
            - {do: weigh, material: CuO, into: mortar, target: $a * 2, tolerance: 1 mg}
            """
        )
        let slots = try #require(compiled.program).slots
        #expect(abs(slots[0].bounds.low - 0.00499) < 1e-12)
        #expect(abs(slots[0].bounds.high - 0.00501) < 1e-12)
        #expect(slots.count == 2)
    }

    @Test func `what a person changes is looked up`() throws {
        let compiled = Compiled(
            """
            - do: operator-task
              say: Prepare
              takes: 5 min
              moves:
              - {add: CuO, amount: 2 g, to: cup-0}
              - {item: cup-0, to: chamber}
              - {contents: cup-1, to: cup-2}
              - {lid: plate, state: 'on'}
            - {do: identify, item: plate, barcode: P1}
            - {do: calibrate, device: balance}
            """
        )
        let program = try #require(compiled.program)
        guard case .person(let person) = program.acts[0] else {
            Issue.record("no operator task")
            return
        }
        #expect(person.changes.count == 4)
        #expect(person.takes == Lapse(seconds: 300))
        let footprint = program.acts[0].footprint(lab: SmallLab.lab, names: SmallLab.names)
        #expect(footprint.items.map { SmallLab.lab.deck.items[$0].name } == ["cup-0", "plate"])
        #expect(
            footprint.vessels.map { SmallLab.names.vessels.name(of: $0) }
                == ["cup-0", "cup-1", "cup-2"]
        )
    }
}
