import Execution
import Expressions
import Findings
import Labs
import Plans
import Quantities
import Testing

struct ThreadTests {
    private func parallel(_ a: String, _ b: String, join: String = "all") -> String {
        """
        - do: parallel
          join: \(join)
          on-failure: stop-siblings
          branches:
          - {name: a, steps: [\(a)]}
          - {name: b, steps: [\(b)]}

        """
    }

    private let measure = "{do: measure, as: t, point: furnace.temperature}"

    @Test func `each branch is a thread with its own end`() throws {
        let compiled = Compiled(parallel("{do: balance.tare}", "{do: exhaust.switch-on}"))
        let program = try #require(compiled.program)
        #expect(program.threads.map(\.name) == ["main", "a", "b"])
        #expect(program.threads.map(\.parent) == [nil, 0, 0])
        #expect(compiled.kinds { $0 == .end }.count == 3)
    }

    @Test func `a value is readable after the join, not beside`() {
        let read = "- {do: result, name: r, value: $t}"
        #expect(Compiled(parallel(measure, "{do: balance.tare}") + read).findings.isEmpty)
        let beside = "{do: result, name: r, value: $t}"
        #expect(Compiled(parallel(measure, beside)).codes == [.variableConflict])
        #expect(Compiled(parallel(beside, measure)).codes == [.variableConflict])
    }

    @Test func `after joining any branch its values are not sure`() {
        let read = "- {do: result, name: r, value: $t}"
        let compiled = Compiled(parallel(measure, "{do: balance.tare}", join: "any") + read)
        #expect(compiled.codes == [.unknownName])
    }

    @Test func `one name in two branches is a duplicate`() {
        #expect(Compiled(parallel(measure, measure)).codes == [.duplicateName])
    }

    @Test func `a background's value is readable after its join`() {
        let start = "- {do: start, name: heat, steps: [\(measure)]}\n"
        let read = "- {do: result, name: r, value: $t}\n"
        let join = "- {do: join, name: heat}\n"
        #expect(Compiled(start + join + read).findings.isEmpty)
        #expect(Compiled(start + read + join).codes == [.variableConflict])
    }

    @Test func `a background that is never joined is reported`() {
        let compiled = Compiled("- {do: start, name: heat, steps: [\(measure)]}")
        #expect(compiled.codes == [.notReleased])
    }

    @Test func `finally is a thread of its own`() throws {
        let compiled = Compiled(
            "- {do: exhaust.switch-on}",
            head: "finally: [{do: exhaust.switch-off}]"
        )
        let program = try #require(compiled.program)
        #expect(program.finally == 1)
        #expect(program.threads.map(\.name) == ["main", "finally"])
    }
}
