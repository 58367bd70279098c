import Devices
import Execution
import Expressions
import Interlocks
import Labs
import Plans
import Quantities
import Running
import Scanning
import Testing

/// Conditions, questions, results, trips and the way to a safe end.
@Suite struct RunningControl {
    private static func expression(_ text: String) -> Expr { RunningLab.expression(text) }

    private static let tare = Act.tare(assembly: 3)

    private func assigned(_ bench: RunningBench, _ slot: Int) -> [Double] {
        bench.records.compactMap { record in
            if case .assigned(slot, let value, _) = record { value } else { nil }
        }
    }

    private func started(
        _ program: Program,
        _ interlocks: [InterlockDefinition] = []
    ) -> RunningBench {
        var bench = RunningBench(program, interlocks: interlocks)
        bench.start()
        return bench
    }

    @Test func `an unknown condition counts as no`() {
        var program = Program.nodes([
            .decide(Self.expression("balance.weight < 1 g"), otherwise: 3),
            .assign(slot: 0, Self.expression("1")), .assign(slot: 1, Self.expression("2")),
        ])
        program.slots = [.quantity("a", "", .everything), .quantity("b", "", .everything)]
        // Yes leads to the first assignment, no past it.
        program.nodes[1] = Node(
            .decide(Self.expression("balance.weight < 1 g"), otherwise: 6),
            next: 3,
            step: 0
        )
        var bench = RunningBench(program)
        bench.set("balance.weight", 0, .noAnswer)
        bench.start()
        #expect(assigned(bench, 0).isEmpty)
        #expect(assigned(bench, 1) == [2])
    }

    @Test func `a bad value in a value fails the step`() {
        var program = Program.nodes([.assign(slot: 0, Self.expression("balance.weight * 2"))])
        program.slots = [.quantity("a", "g", .everything)]
        var bench = RunningBench(program)
        bench.set("balance.weight", 1, .stale)
        bench.start()
        #expect(
            bench.records.contains {
                if case .fault(.sensorBad, _, _, _) = $0 { true } else { false }
            }
        )
    }

    @Test func `a value outside what was declared fails the step`() {
        var program = Program.nodes([.assign(slot: 0, Self.expression("3"))])
        program.slots = [.quantity("a", "", Bounds(0, 2))]
        let bench = started(program)
        #expect(bench.engine.state == .aborting || bench.engine.state == .aborted)
    }

    @Test func `a wait ends at the reading that satisfies it`() {
        let program = Program.nodes([
            .waitUntil(
                Self.expression("balance.weight > 1 g"),
                timeout: Lapse(seconds: 60),
                onTimeout: .safeStop,
                otherwise: 2
            )
        ])
        var bench = started(program)
        bench.run(2)
        #expect(bench.engine.state == .execute)
        bench.set("balance.weight", 0.002)
        bench.tick()
        #expect(bench.engine.state == .complete)
    }

    @Test func `a wait that nothing satisfies ends at its timeout`() {
        let program = Program.nodes([
            .waitUntil(
                Self.expression("balance.weight > 1 g"),
                timeout: Lapse(seconds: 5),
                onTimeout: .goOn,
                otherwise: 2
            )
        ])
        var bench = started(program)
        #expect(bench.engine.nextDeadline == .seconds(5))
        bench.run(10)
        #expect(bench.engine.state == .complete)
        #expect(bench.now == .seconds(5))
    }

    private func asking(_ fallback: QuestionFallback) -> Program {
        var program = Program.nodes([.ask(0, otherwise: 2), .assign(slot: 1, .variable("T"))])
        program.slots = [
            .quantity("T", "degC", .everything), .quantity("used", "degC", .everything),
        ]
        let (low, high) = (RunningLab.quantity("700 degC"), RunningLab.quantity("1000 degC"))
        program.questions = [
            Question(
                whom: .planner,
                name: "next",
                say: "",
                fields: [
                    QuestionField(
                        name: "T",
                        kind: .quantity(low: low, high: high),
                        slot: 0,
                        wells: []
                    )
                ],
                deadline: Lapse(seconds: 900),
                fallback: fallback
            )
        ]
        return program
    }

    @Test func `an answer outside its range is no answer`() {
        var bench = started(asking(.endLoop))
        let (now, image) = (bench.now, bench.image)
        #expect(bench.engine.answer(question: 0, values: [500], at: now, image: image) == nil)
        #expect(bench.engine.answer(question: 0, values: [], at: now, image: image) == nil)
        #expect(bench.engine.answer(question: 1, values: [1100], at: now, image: image) == nil)
        #expect(bench.engine.openQuestions == [0])
    }

    @Test func `the first valid answer wins, and later steps read it`() {
        var bench = started(asking(.endLoop))
        let (now, image) = (bench.now, bench.image)
        bench.take(bench.engine.answer(question: 0, values: [1100], at: now, image: image))
        #expect(assigned(bench, 1) == [1100])
        #expect(bench.engine.answer(question: 0, values: [1200], at: now, image: image) == nil)
    }

    @Test func `without an answer the fallback's values count at the deadline`() {
        var bench = started(asking(.values([1000])))
        #expect(bench.engine.nextDeadline == .seconds(900))
        bench.now = .seconds(900)
        bench.take(bench.engine.step(at: bench.now, image: bench.image, outcomes: []))
        #expect(assigned(bench, 1) == [1000])
        let now = bench.now
        #expect(
            bench.records.contains(.answered(question: 0, values: [1000], fallback: true, at: now))
        )
    }

    @Test func `results keep their inputs, and tell when they stall`() {
        var kinds: [NodeKind] = []
        for index in 0..<4 { kinds.append(.result(index)) }
        kinds.append(.assign(slot: 0, Self.expression("stalled(yield, 2, 5 %)")))
        var program = Program.nodes(kinds)
        for value in ["1", "2", "2.01", "2.02"] {
            program.results.append(
                ResultSpec(
                    name: "yield",
                    value: Self.expression(value),
                    inputs: [Self.expression("300 K")],
                    goal: .maximise
                )
            )
        }
        program.slots = [
            Execution.Slot(name: "flat", kind: .flag, bounds: .everything, unit: .one)
        ]
        let bench = started(program)
        #expect(assigned(bench, 0) == [1])
        #expect(bench.records.contains(.result(index: 3, value: 2.02, inputs: [300], at: .start)))
    }

    @Test func `a trip in a zone of the run aborts it and makes every zone of it safe`() {
        let door = RunningLab.interlock("door", "relays.door", zone: 0)
        var program = Program.sequence([
            .ramp(
                assembly: 0,
                to: Self.expression("850 degC"),
                rate: Self.expression("6 K/min")
            )
        ])
        program.slots = []
        var bench = started(program, [door])
        bench.run(2)
        bench.trip([0])
        bench.run(10)
        #expect(bench.engine.state == .aborted)
        #expect(bench.written("relays.contactor").last == 0)
        #expect(bench.written("controller.mode").last == 1)
        let safe = bench.requests.filter { $0.origin == .safe(zone: 0) }
        #expect(safe.count == 3)
    }

    @Test func `a trip elsewhere makes its zone safe and leaves the run alone`() {
        let jam = RunningLab.interlock("jam", "relays.door", zone: 1)
        var bench = started(
            .sequence([
                .ramp(
                    assembly: 0,
                    to: Self.expression("850 degC"),
                    rate: Self.expression("6 K/min")
                )
            ]),
            [jam]
        )
        bench.run(2)
        bench.trip([0])
        bench.run(3)
        #expect(bench.engine.state == .execute)
        #expect(bench.requests.contains { $0.origin == .safe(zone: 1) })
        #expect(bench.records.contains { if case .safe(1, true, _) = $0 { true } else { false } })
    }

    @Test func `a safe write that is not read back is repeated, then declared failed`() {
        var bench = started(
            .sequence([
                .ramp(
                    assembly: 0,
                    to: Self.expression("850 degC"),
                    rate: Self.expression("6 K/min")
                )
            ])
        )
        bench.run(2)
        bench.frozen = [bench.point("relays.contactor")]
        let stopped = bench.now
        bench.take(bench.engine.intervene(.abort, at: bench.now, image: bench.image))
        bench.run(10)
        #expect(bench.written("relays.contactor").count { $0 == 0 } > 3)
        #expect(bench.written("controller.mode").last == 1)
        #expect(
            bench.records.contains(.safe(zone: 0, reached: false, at: stopped + Lapse(seconds: 4)))
        )
        #expect(bench.engine.isOver)
    }

    @Test func `a dead device does not keep the others from being made safe`() {
        var bench = started(
            .sequence([
                .ramp(
                    assembly: 0,
                    to: Self.expression("850 degC"),
                    rate: Self.expression("6 K/min")
                )
            ])
        )
        bench.run(2)
        bench.answers = Array(repeating: (1, .inDoubt), count: 100)
        bench.take(bench.engine.intervene(.abort, at: bench.now, image: bench.image))
        bench.run(1)
        #expect(bench.written("controller.mode").last == 1)
    }

    @Test func `a monitor tolerates its excursion and no more`() {
        var program = Program.nodes([
            .monitor(0, on: true), .wait(Self.expression("1 h")), .monitor(0, on: false),
        ])
        program.monitors = [
            Monitor(
                condition: Self.expression("balance.weight < 1 g"),
                excursion: Lapse(seconds: 2),
                counting: .continuous
            )
        ]
        var bench = started(program)
        bench.set("balance.weight", 0.002)
        bench.run(1.5)
        bench.set("balance.weight", 0)
        bench.run(5)
        #expect(bench.engine.state == .execute)
        bench.set("balance.weight", 0.002)
        bench.run(3)
        #expect(bench.engine.state == .aborted)
    }

    @Test func `a cumulative excursion adds up`() {
        var program = Program.nodes([
            .monitor(0, on: true), .wait(Self.expression("1 h")), .monitor(0, on: false),
        ])
        program.monitors = [
            Monitor(
                condition: Self.expression("balance.weight < 1 g"),
                excursion: Lapse(seconds: 2),
                counting: .cumulative
            )
        ]
        var bench = started(program)
        for _ in 0..<2 {
            bench.set("balance.weight", 0.002)
            bench.run(1.2)
            bench.set("balance.weight", 0)
            bench.run(1)
        }
        #expect(bench.engine.state == .aborted)
    }
}
