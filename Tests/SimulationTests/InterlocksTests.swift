import Devices
import Interlocks
import Labs
import Quantities
import Testing

/// Interlocks on hand-made readings of the small lab.
@Suite struct InterlocksTests {
    private struct Bench {
        var set: InterlockSet
        var image: ProcessImage
        let names: LabNames

        init(_ interlocks: [InterlockDefinition]) {
            let lab = RunningLab.lab(interlocks)
            names = LabNames(lab)
            set = InterlockSet(lab, names)
            image = ProcessImage(names)
        }

        mutating func read(
            _ point: String,
            _ value: Double,
            _ quality: Quality = .good,
            at seconds: Double
        ) {
            let reading = Reading(value: value, quality: quality, at: .seconds(seconds))
            image.store(reading, point: names.point(point) ?? -1)
        }

        mutating func judge(at seconds: Double) -> [Int] { set.judge(image, at: .seconds(seconds)) }
    }

    private static let hot = RunningLab.interlock("hot", "controller.temperature > 1000 degC")

    @Test func `a healthy image trips nothing`() {
        var bench = Bench([Self.hot])
        bench.read("controller.temperature", 300, at: 1)
        #expect(bench.judge(at: 1).isEmpty)
        #expect(bench.set.latched.isEmpty)
    }

    @Test func `a trip stays latched after its condition has gone`() {
        var bench = Bench([Self.hot])
        bench.read("controller.temperature", 1400, at: 1)
        #expect(bench.judge(at: 1) == [0])
        bench.read("controller.temperature", 300, at: 2)
        #expect(bench.judge(at: 2).isEmpty)
        #expect(bench.set.isLatched(0))
        #expect(bench.set.latched.first?.unread == nil)
    }

    @Test func `a bad reading votes to trip`() {
        var bench = Bench([Self.hot])
        bench.read("controller.temperature", 300, .deviceBad, at: 1)
        #expect(bench.judge(at: 1) == [0])
        let unread = bench.set.latched.first?.unread
        #expect(unread?.point == bench.names.point("controller.temperature"))
        #expect(unread?.quality == .deviceBad)
    }

    @Test func `a bad reading under a negation votes to trip as well`() {
        var bench = Bench([RunningLab.interlock("flow", "not relays.flow")])
        bench.read("relays.flow", 1, .noAnswer, at: 1)
        #expect(bench.judge(at: 1) == [0])
    }

    @Test func `one bad channel of two out of three leaves one out of two`() {
        let hot = { (name: String) in "\(name) > 1000 degC" }
        let (a, b, c) = (hot("controller.temperature"), hot("controller.setpoint"), "relays.door")
        let rule = "\(a) and \(b) or \(a) and \(c) or \(b) and \(c)"
        var bench = Bench([RunningLab.interlock("vote", rule)])
        bench.read("controller.temperature", 0, .deviceBad, at: 1)
        bench.read("controller.setpoint", 300, at: 1)
        bench.read("relays.door", 0, at: 1)
        #expect(bench.judge(at: 1).isEmpty)
        bench.read("relays.door", 1, at: 2)
        #expect(bench.judge(at: 2) == [0])
    }

    @Test func `a condition shorter than its debounce does not trip`() {
        var bench = Bench([RunningLab.interlock("door", "relays.door", debounce: 1)])
        bench.read("relays.door", 1, at: 1)
        #expect(bench.judge(at: 1).isEmpty)
        #expect(bench.set.nextDeadline == .seconds(2))
        bench.read("relays.door", 0, at: 1.9)
        #expect(bench.judge(at: 1.9).isEmpty)
        bench.read("relays.door", 1, at: 2)
        #expect(bench.judge(at: 2.9).isEmpty)
        #expect(bench.judge(at: 3.9) == [0])
    }

    @Test func `of two trips at one tick the older condition is first out`() {
        var bench = Bench([
            RunningLab.interlock("late", "relays.door", debounce: 0.5),
            RunningLab.interlock("early", "relays.tip", debounce: 1),
        ])
        bench.read("relays.door", 0, at: 1)
        bench.read("relays.tip", 1, at: 1)
        #expect(bench.judge(at: 1).isEmpty)
        bench.read("relays.door", 1, at: 1.5)
        #expect(bench.judge(at: 1.5).isEmpty)
        #expect(bench.judge(at: 2) == [1, 0])
        #expect(bench.set.latched.map(\.order) == [0, 1])
    }

    @Test func `a reset is refused while the condition holds, and works once it is healthy`() {
        var bench = Bench([Self.hot])
        bench.read("controller.temperature", 1400, at: 1)
        _ = bench.judge(at: 1)
        #expect(bench.set.reset(0, bench.image, at: .seconds(2)) == .unhealthy)
        bench.read("controller.temperature", 300, at: 2)
        _ = bench.judge(at: 2)
        #expect(bench.set.reset(0, bench.image, at: .seconds(2)) == .reset)
        #expect(bench.set.reset(0, bench.image, at: .seconds(2)) == .notTripped)
    }

    @Test func `an unknown name makes an interlock that is always tripped`() {
        var bench = Bench([RunningLab.interlock("typo", "controler.temperature > 5 degC")])
        #expect(bench.set.faults.map(\.interlock) == [0])
        #expect(bench.judge(at: 0) == [0])
    }

    @Test func `a rate is the slope over the last readings`() {
        var bench = Bench([
            RunningLab.interlock("runaway", "rate(controller.temperature) > 10 K/min")
        ])
        for second in 0...5 {
            bench.read("controller.temperature", 300 + Double(second) * 0.1, at: Double(second))
            guard bench.set.canJudge(bench.image) else { continue }
            #expect(second > 0 && bench.judge(at: Double(second)).isEmpty)
        }
        bench.read("controller.temperature", 305, at: 6)
        #expect(bench.judge(at: 6) == [0])
    }

    @Test func `a choice is compared by its word`() {
        var bench = Bench([RunningLab.interlock("standby", "controller.mode == 'standby'")])
        bench.read("controller.mode", 0, at: 1)
        #expect(bench.judge(at: 1).isEmpty)
        bench.read("controller.mode", 1, at: 2)
        #expect(bench.judge(at: 2) == [0])
    }

    @Test func `an age trips when time alone passes`() {
        var bench = Bench([RunningLab.interlock("old", "age(relays.door) > 3 s")])
        bench.read("relays.door", 0, at: 1)
        #expect(bench.judge(at: 2).isEmpty)
        let deadline = bench.set.nextDeadline
        #expect(deadline > .seconds(4) && deadline < .seconds(4.001))
        #expect(bench.set.judge(bench.image, at: deadline) == [0])
    }

    @Test func `the end of a bypass is judged before a reset can follow it`() {
        var bench = Bench([Self.hot])
        bench.read("controller.temperature", 1400, at: 1)
        #expect(bench.judge(at: 1) == [0])
        bench.set.bypass(0, until: .seconds(2))
        #expect(bench.judge(at: 1.9).isEmpty)
        var earlier = bench
        // The scan has not looked since the bypass ended: what it last saw proves nothing.
        #expect(bench.set.reset(0, bench.image, at: .seconds(2)) == .unhealthy)
        #expect(earlier.set.reset(0, earlier.image, at: .seconds(1.95)) == .reset)
    }

    @Test func `a bypass ends by itself`() {
        var bench = Bench([RunningLab.interlock("door", "relays.door")])
        bench.set.bypass(0, until: .seconds(10))
        bench.read("relays.door", 1, at: 1)
        #expect(bench.judge(at: 1).isEmpty)
        #expect(bench.set.nextDeadline == .seconds(10))
        #expect(bench.judge(at: 10) == [0])
    }
}
