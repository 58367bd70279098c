import Devices
import Execution
import Interlocks
import Labs
import Quantities
import Running
import Scanning
import Testing

/// One act at a time, from its first command to its end.
@Suite struct RunningActs {
    private static let ramp = Act.ramp(
        assembly: 0,
        to: RunningLab.expression("850 degC"),
        rate: RunningLab.expression("6 K/min")
    )

    private static func hold(_ time: String, grace: String = "1 s") -> Act {
        .hold(
            assembly: 0,
            time: RunningLab.expression(time),
            band: RunningLab.expression("5 K"),
            grace: RunningLab.expression(grace)
        )
    }

    private func bench(
        _ acts: [Act],
        slots: [Execution.Slot] = [],
        _ prepare: (inout RunningBench) -> Void = { _ in }
    ) -> RunningBench {
        var bench = RunningBench(.sequence(acts, slots: slots))
        prepare(&bench)
        bench.start()
        return bench
    }

    @Test func `commands go out one after the other, in the profile's order`() {
        var bench = bench([Self.ramp])
        bench.run(2)
        let points = bench.requests.map { request in
            if case .write(let point, _) = request.body {
                (request.device, point)
            } else {
                (-1, -1)
            }
        }
        #expect(points.map(\.0) == [1, 0, 0, 0])
        #expect(points.map(\.1) == [0, 2, 1, 3])
        #expect(bench.requests.allSatisfy { $0.origin == .run })
    }

    @Test func `a ramp ends once the chamber is within two kelvin`() {
        var bench = bench([Self.ramp])
        bench.run(2)
        bench.set("controller.temperature", 1120)
        bench.run(2)
        #expect(bench.engine.state == .execute)
        bench.set("controller.temperature", 1121.5)
        bench.run(1)
        #expect(bench.engine.state == .complete)
    }

    @Test func `a busy device is asked again`() {
        var bench = bench([Self.ramp])
        bench.answers = [(0, .busy), (0, .busy)]
        bench.run(3)
        #expect(bench.written("controller.rate").count == 3)
        #expect(bench.written("controller.mode").first == 0)
    }

    @Test func `a refusal fails the step, and the zones are made safe`() {
        var bench = bench([Self.ramp])
        bench.answers = [(0, .refused(code: 2))]
        bench.run(10)
        #expect(bench.ended(.failed(.refused)))
        #expect(bench.engine.state == .aborted)
        #expect(bench.written("controller.mode") == [1])
        #expect(bench.written("relays.contactor") == [1, 0])
        #expect(bench.records.contains { if case .safe(0, true, _) = $0 { true } else { false } })
    }

    @Test func `a command in doubt that happened is not sent again`() {
        var bench = bench([.switched(assembly: 2, .on)]) { $0.answers = [(1, .inDoubt)] }
        bench.tick()
        bench.set("relays.fan", 1)
        bench.set("relays.flow", 1)
        bench.run(3)
        #expect(bench.written("relays.fan") == [1])
        #expect(bench.engine.state == .complete)
    }

    @Test func `a command in doubt that did not happen is sent once more`() {
        var bench = bench([.switched(assembly: 2, .on)]) { $0.answers = [(1, .inDoubt)] }
        bench.set("relays.flow", 1)
        bench.run(3)
        #expect(bench.written("relays.fan") == [1, 1])
        #expect(bench.engine.state == .complete)
    }

    @Test func `a command in doubt twice is parked as in doubt`() {
        var bench = bench([.switched(assembly: 2, .on)]) {
            $0.answers = [(1, .inDoubt), (1, .inDoubt), (1, .inDoubt)]
        }
        bench.run(12)
        #expect(bench.written("relays.fan").count == 2)
        #expect(bench.ended(.failed(.inDoubt)))
    }

    @Test func `an output that does not follow is stuck`() {
        var bench = bench([.switched(assembly: 2, .on)]) { $0.frozen = [$0.point("relays.fan")] }
        bench.run(8)
        #expect(bench.ended(.failed(.outputStuck)))
    }

    @Test func `a tare waits for a still pan`() {
        var bench = bench([.tare(assembly: 3)]) { $0.set("balance.stable", 0) }
        bench.run(3)
        #expect(bench.requests.isEmpty)
        bench.set("balance.stable", 1)
        bench.run(3)
        #expect(bench.engine.state == .complete)
    }

    @Test func `a tare in doubt is not repeated while the weight may still settle`() {
        var bench = bench([.tare(assembly: 3)]) {
            $0.set("balance.weight", 0.02)
            $0.answers = [(4, .inDoubt)]
        }
        bench.run(3)
        #expect(bench.written("balance.tared").count == 1)
        bench.set("balance.weight", 0)
        bench.run(1)
        #expect(bench.engine.state == .complete)
    }

    @Test func `a hold lasts its time, and its end is known beforehand`() {
        var bench = bench([Self.ramp, Self.hold("10 s")])
        bench.set("controller.temperature", 1123)
        bench.run(3) { $0.ended(.confirmed) }
        let began = bench.now
        #expect(bench.engine.nextDeadline == began + Lapse(seconds: 10))
        bench.run(20)
        #expect(bench.engine.state == .complete)
        #expect(bench.now >= began + Lapse(seconds: 10))
    }

    @Test func `an excursion inside the grace is tolerated, a longer one fails the hold`() {
        var bench = bench([Self.ramp, Self.hold("60 s")])
        bench.set("controller.temperature", 1123)
        bench.run(5)
        bench.set("controller.temperature", 1130)
        bench.run(0.8)
        bench.set("controller.temperature", 1123)
        bench.run(2)
        #expect(bench.engine.state == .execute)
        bench.set("controller.temperature", 1130)
        bench.run(2)
        #expect(bench.ended(.failed(.failed)))
    }

    @Test func `a bad reading counts as outside the band`() {
        var bench = bench([Self.ramp, Self.hold("60 s")])
        bench.set("controller.temperature", 1123)
        bench.run(5)
        bench.set("controller.temperature", 1123, .deviceBad)
        bench.run(2)
        #expect(bench.ended(.failed(.sensorBad)))
    }

    @Test func `a controller that was away and forgot its setpoint has restarted`() {
        var bench = bench([Self.ramp, Self.hold("1 h", grace: "60 s")])
        bench.set("controller.temperature", 1123)
        bench.run(5)
        bench.take(bench.engine.lost(device: 0, at: bench.now, image: bench.image))
        bench.take(bench.engine.found(device: 0, at: bench.now, image: bench.image))
        bench.set("controller.mode", 1)
        bench.run(4)
        #expect(bench.engine.state == .execute)
        bench.run(2)
        #expect(bench.ended(.failed(.restarted)))
    }

    @Test func `the loss of a device fails what needs it`() {
        var bench = bench([Self.ramp])
        bench.run(1)
        bench.take(bench.engine.lost(device: 0, at: bench.now, image: bench.image))
        #expect(bench.ended(.failed(.deviceDead)))
    }

    @Test func `a measurement over a time is the mean of what was read`() {
        let point = RunningBench(Program()).point("balance.weight")
        let act = Act.measure(
            point: point,
            slot: 0,
            over: Lapse(seconds: 1),
            within: .everything
        )
        var bench = bench([act], slots: [.quantity("m", "kg", .everything)])
        for index in 0..<10 {
            bench.set("balance.weight", index < 5 ? 1 : 3)
            bench.tick()
        }
        #expect(bench.engine.state == .complete)
        let assigned = bench.records.compactMap { record in
            if case .assigned(0, let value, _) = record { value } else { nil }
        }
        #expect(assigned == [2])
    }

    @Test func `a bad point cannot be measured`() {
        let point = RunningBench(Program()).point("balance.weight")
        let act = Act.measure(point: point, slot: 0, over: .zero, within: .everything)
        var bench = bench([act], slots: [.quantity("m", "kg", .everything)])
        bench.set("balance.weight", 1, .stale)
        bench.run(15)
        #expect(bench.ended(.failed(.deviceDead)))
    }

    @Test func `a weighing asks until the balance shows the target`() {
        let weigh = WeighAct(
            assembly: 3,
            material: 0,
            vessel: 0,
            target: RunningLab.expression("5 g"),
            tolerance: RunningLab.expression("5 mg"),
            slot: 0
        )
        var bench = bench([.weigh(weigh)], slots: [.quantity("a", "g", Bounds(0.0049, 0.0051))])
        bench.run(3)
        bench.set("balance.weight", 0.004)
        bench.take(bench.engine.personDone(thread: 0, at: bench.now, image: bench.image))
        bench.run(3)
        #expect(bench.engine.state == .execute)
        bench.set("balance.weight", 0.005001)
        bench.take(bench.engine.personDone(thread: 0, at: bench.now, image: bench.image))
        bench.run(3)
        #expect(bench.engine.state == .complete)
        let asked = bench.records.count { if case .personNeeded = $0 { true } else { false } }
        #expect(asked == 2)
        #expect(bench.written("balance.tared") == [1])
    }

    @Test func `a person moves an item, and the gantry follows it`() {
        let person = PersonAct(
            say: "Plate to d3",
            changes: [.move(item: 0, slot: 2)],
            takes: Lapse(seconds: 60)
        )
        let draw = LiquidAct.aspirate(
            vessel: 0,
            volume: RunningLab.expression("50 uL"),
            rate: nil
        )
        var bench = bench([
            .liquid(assembly: 1, .home), .person(person), .liquid(assembly: 1, draw),
        ])
        bench.run(2)
        #expect(bench.engine.personDone(thread: 7, at: bench.now, image: bench.image) == nil)
        bench.take(bench.engine.personDone(thread: 0, at: bench.now, image: bench.image))
        bench.run(5)
        #expect(bench.engine.state == .complete)
        #expect(bench.written("gantry.x").allSatisfy { abs($0 - 0.304) < 1e-9 })
    }
}
