import Devices
import Execution
import Expressions
import Findings
import Labs
import Plans
import Quantities
import Testing

struct ForkTests {
    private func bench(join: String, onFailure: String) throws -> Bench {
        var bench = try Bench(
            """
            - do: parallel
              join: \(join)
              on-failure: \(onFailure)
              branches:
              - {name: a, steps: [{do: balance.tare}]}
              - {name: b, steps: [{do: exhaust.switch-on}, {do: argon.shut}]}
            - {do: exhaust.switch-off}
            """
        )
        _ = bench.handle(.start)
        return bench
    }

    @Test func `branches begin together and all are waited for`() throws {
        var bench = try bench(join: "all", onFailure: "stop-siblings")
        #expect(bench.machine.threads.map(\.thread) == [0, 1, 2])
        #expect(bench.handle(.finished(thread: 1)) == [.left(step: 1, .confirmed)])
        _ = bench.handle(.finished(thread: 2))
        let last = bench.handle(.finished(thread: 2))
        #expect(last.contains(.left(step: 0, .confirmed)))
        #expect(bench.machine.threads.map(\.thread) == [0])
    }

    @Test func `the first branch to arrive ends the others`() throws {
        var bench = try bench(join: "any", onFailure: "stop-siblings")
        let actions = bench.handle(.finished(thread: 1))
        #expect(
            actions.prefix(4) == [
                .left(step: 1, .confirmed), .cancel(thread: 2), .left(step: 2, .abandoned),
                .left(step: 0, .confirmed),
            ]
        )
        #expect(bench.handle(.finished(thread: 2)).isEmpty)
    }

    @Test func `a failed branch stops its siblings`() throws {
        var bench = try bench(join: "all", onFailure: "stop-siblings")
        let actions = bench.handle(.failed(thread: 1, .refused))
        #expect(actions.contains(.left(step: 1, .failed(.refused))))
        #expect(actions.contains(.cancel(thread: 2)))
        #expect(actions.last == .makeSafe)
    }

    @Test func `where siblings may finish, the run fails only after them`() throws {
        var bench = try bench(join: "all", onFailure: "let-finish")
        #expect(
            bench.handle(.failed(thread: 1, .refused)) == [
                .cancel(thread: 1), .left(step: 1, .failed(.refused)),
            ]
        )
        #expect(bench.machine.state == .execute)
        _ = bench.handle(.finished(thread: 2))
        #expect(bench.handle(.finished(thread: 2)).last == .makeSafe)
        #expect(bench.machine.state == .aborting)
    }

    @Test func `a trip waits for no sibling`() throws {
        var bench = try bench(join: "all", onFailure: "let-finish")
        #expect(bench.handle(.failed(thread: 1, .trip)).last == .makeSafe)
    }

    @Test func `a join waits for its background, and goes on at once where that has ended`()
        throws
    {
        let plan = """
            - {do: start, name: bg, steps: [{do: exhaust.switch-on}]}
            - {do: balance.tare}
            - {do: join, name: bg}
            - {do: balance.zero}
            """
        var first = try Bench(plan)
        _ = first.handle(.start)
        _ = first.handle(.finished(thread: 0))
        #expect(first.machine.thread(0)?.phase == .joining(thread: 1))
        #expect(first.handle(.finished(thread: 1)).last == .perform(thread: 0, act: 2, node: 14))
        var second = try Bench(plan)
        _ = second.handle(.start)
        _ = second.handle(.finished(thread: 1))
        #expect(second.machine.thread(1)?.phase == .ended)
        #expect(second.handle(.finished(thread: 0)).last == .perform(thread: 0, act: 2, node: 14))
        #expect(second.machine.thread(1) == nil)
    }

    @Test func `a background's fault is its starter's`() throws {
        var bench = try Bench(
            """
            - {do: start, name: bg, steps: [{do: exhaust.switch-on}]}
            - {do: balance.tare}
            - {do: join, name: bg}
            """
        )
        _ = bench.handle(.start)
        let actions = bench.handle(.failed(thread: 1, .deviceDead))
        #expect(actions.contains(.cancel(thread: 0)))
        #expect(actions.last == .makeSafe)
    }

    @Test func `forks in forks end from the inside`() throws {
        var bench = try Bench(
            """
            - do: parallel
              on-failure: stop-siblings
              branches:
              - name: outer
                steps:
                - do: parallel
                  on-failure: stop-siblings
                  join: any
                  branches:
                  - {name: x, steps: [{do: balance.tare}]}
                  - {name: y, steps: [{do: exhaust.switch-on}]}
              - {name: other, steps: [{do: argon.shut}]}
            """
        )
        let started = bench.handle(.start)
        _ = bench.finish(started)
        #expect(bench.machine.state == .complete)
    }
}
