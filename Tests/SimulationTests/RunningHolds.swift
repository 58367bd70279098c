import Execution
import Expressions
import Interlocks
import Labs
import Plans
import Quantities
import Running
import Testing

/// Holds and interventions, against devices.
@Suite struct RunningHolds {
    private static func expression(_ text: String) -> Expr { RunningLab.expression(text) }

    private static let ramp = Act.ramp(
        assembly: 0,
        to: expression("850 degC"),
        rate: expression("6 K/min")
    )

    private static func soak(_ time: String) -> Act {
        .hold(
            assembly: 0,
            time: expression(time),
            band: expression("5 K"),
            grace: expression("1 h")
        )
    }

    private func started(_ program: Program) -> RunningBench {
        var bench = RunningBench(program)
        bench.start()
        bench.set("controller.temperature", 1123)
        bench.run(3)
        return bench
    }

    private func tell(_ bench: inout RunningBench, _ event: MachineEvent) {
        bench.take(bench.engine.intervene(event, at: bench.now, image: bench.image))
    }

    private func intervened(_ bench: RunningBench) -> [Int] {
        bench.records.compactMap { if case .intervened(let device, _) = $0 { device } else { nil } }
    }

    @Test func `a target that somebody changes holds the run until it is put back and verified`() {
        var bench = started(.sequence([Self.ramp, Self.soak("2 h")]))
        let mode = bench.image[bench.point("controller.mode")].value
        bench.set("controller.mode", 1)
        bench.run(4)
        #expect(bench.engine.state == .execute)
        bench.run(2)
        #expect(bench.engine.state == .held)
        #expect(intervened(bench) == [0])
        #expect(!bench.engine.commands.contains(.resume))
        tell(&bench, .verified)
        #expect(!bench.engine.commands.contains(.resume))
        bench.set("controller.mode", mode)
        bench.run(1)
        tell(&bench, .verified)
        #expect(bench.records.contains(.verified(at: bench.now)))
        tell(&bench, .resume)
        bench.run(3)
        #expect(bench.engine.state == .execute)
        #expect(intervened(bench) == [0])
    }

    @Test func `an output that somebody switches holds the run`() {
        let program = Program.sequence([.switched(assembly: 2, .on), Self.ramp, Self.soak("2 h")])
        var bench = started(program)
        bench.set("relays.flow", 1)
        bench.run(20)
        bench.set("relays.fan", 0)
        bench.run(6)
        #expect(bench.engine.state == .held)
        #expect(bench.engine.commands.first == .verified)
    }

    @Test func `what the run itself commands otherwise is no intervention`() {
        var bench = started(
            .sequence([Self.ramp, .heatOff(assembly: 0), Self.ramp, Self.soak("2 h")])
        )
        bench.run(20)
        #expect(bench.engine.state == .execute)
        tell(&bench, .abort)
        bench.run(20)
        #expect(bench.engine.state == .aborted)
        #expect(intervened(bench).isEmpty)
    }

    @Test func `a device commanded by hand holds the run that uses it`() {
        var bench = started(.sequence([Self.ramp, Self.soak("2 h")]))
        bench.take(bench.engine.takenInHand(device: 4, at: bench.now, image: bench.image))
        #expect(bench.engine.state == .execute)
        bench.take(bench.engine.takenInHand(device: 0, at: bench.now, image: bench.image))
        #expect(bench.engine.state == .held)
    }

    @Test func `a soak goes on through a hold, or stops counting where its step says so`() {
        for (timer, seconds) in [(HoldTimer.runs, 60.0), (.stops, 160)] {
            var program = Program.sequence([Self.ramp, Self.soak("60 s")])
            program.steps[1].hold = HoldRule(timer: timer, longest: .unlimited, then: .stop)
            var bench = started(program)
            let began = bench.records.compactMap { record -> Instant? in
                if case .actBegan(1, _, let at) = record { at } else { nil }
            }.first
            tell(&bench, .hold)
            #expect(bench.engine.state == .held)
            bench.run(100)
            tell(&bench, .resume)
            bench.run(200)
            let ended = bench.records.compactMap { record -> Instant? in
                if case .actEnded(1, _, .confirmed, let at) = record { at } else { nil }
            }.first
            let lasted = began.flatMap { began in ended.map { ($0 - began).seconds } } ?? 0
            #expect(abs(lasted - seconds) < 1, "\(timer): \(lasted)")
        }
    }

    @Test func `a stop and an abort are bounded by what plan and zones allow`() throws {
        var program = Program.sequence([Self.ramp])
        let bench = RunningBench(program)
        #expect(bench.engine.bounds.finally == .zero)
        #expect(bench.engine.bounds.abort == Lapse(seconds: 4))
        program.finally = 0
        #expect(RunningBench(program).engine.bounds.stop == .unlimited)
    }
}
