import Execution
import Expressions
import Findings
import Labs
import Plans
import Quantities
import Testing

struct DueTests {
    private func develop(_ to: String, then other: String, more: String = "") -> Compiled {
        Compiled(
            """
            - {do: pipette.transfer, id: develop, from: buffer, to: '\(to)', volume: 5 uL, tip: one}
            - do: pipette.transfer
              from: acid
              to: '\(other)'
              volume: 5 uL
              tip: one
              due: 10 min after develop
              tolerance: 30 s
            """
        )
    }

    private func marks(_ compiled: Compiled) -> [Int] {
        (compiled.program?.nodes ?? []).compactMap {
            if case .due(let mark, _, _, _) = $0.kind { mark } else { nil }
        }
    }

    @Test func `each well waits for its own mark`() {
        let compiled = develop("plate/A1:C1", then: "plate/A1:C1")
        #expect(marks(compiled) == [0, 1, 2])
        #expect(compiled.kinds { if case .mark = $0 { true } else { false } }.count == 4)
    }

    @Test func `the same wells in another order pair by well`() {
        #expect(marks(develop("plate/A1,plate/B1", then: "plate/B1,plate/A1")) == [1, 0])
    }

    @Test func `as many other wells pair in order`() {
        #expect(marks(develop("plate/A1:B1", then: "plate-2/A1:B1")) == [0, 1])
    }

    @Test func `another number of wells waits for the step as a whole`() {
        #expect(marks(develop("plate/A1:C1", then: "plate/A1:B1")) == [3])
    }

    @Test func `a step that was not there before cannot be waited for`() {
        let compiled = Compiled(
            "- {do: balance.tare, due: 10 min after develp}\n- {do: balance.zero, id: develop}"
        )
        #expect(compiled.codes == [.unknownName])
        #expect(compiled.messages.contains("Did you mean ‘develop’?"))
    }
}
