import Interlocks
import Labs
import Quantities
import Testing

/// Rates and averages over a time.
struct WindowTests {
    private struct Bench {
        var set: InterlockSet
        var image: ProcessImage
        let point: Int

        init(_ trip: String) {
            let lab = RunningLab.lab([RunningLab.interlock("rule", trip)])
            let names = LabNames(lab)
            set = InterlockSet(lab, names)
            image = ProcessImage(names)
            point = names.point("controller.temperature") ?? -1
        }

        mutating func trips(_ value: Double, _ quality: Quality = .good, at seconds: Double) -> Bool
        {
            image.store(
                Reading(value: value, quality: quality, at: .seconds(seconds)),
                point: point
            )
            defer { image.forgetChanges() }
            return !set.judge(image, at: .seconds(seconds)).isEmpty
        }
    }

    @Test func `a rate over a time is the slope over that time`() {
        var steep = Bench("rate(controller.temperature, 2 min) > 5.9 K/min")
        var steeper = Bench("rate(controller.temperature, 2 min) > 6.1 K/min")
        var first: Int?
        for second in stride(from: 0, through: 600, by: 2) {
            let value = 300 + Double(second) / 10
            if steep.trips(value, at: Double(second)), first == nil { first = second }
            #expect(steeper.trips(value, at: Double(second)) == false)
        }
        // Before its window is full it counts as having stood still.
        #expect(first.map { (90...125).contains($0) } == true, "\(first ?? -1)")
    }

    @Test func `noise of a kelvin makes no rate over minutes`() {
        var bench = Bench("abs(rate(controller.temperature, 5 min)) > 0.6 K/min")
        for second in stride(from: 0, through: 3600, by: 2) {
            let noise = Double((second * 7919) % 13) / 6 - 1
            #expect(bench.trips(700 + noise, at: Double(second)) == false)
        }
    }

    @Test func `an average over a time is the mean over that time`() {
        var bench = Bench("average(controller.temperature, 4 min) > 350 K")
        var first: Int?
        for second in stride(from: 0, through: 1200, by: 2) {
            let value = second < 600 ? 300.0 : 400
            if bench.trips(value, at: Double(second)), first == nil { first = second }
        }
        // Half of the window is 400 K after two minutes.
        #expect(first.map { (700...740).contains($0) } == true, "\(first ?? -1)")
    }

    @Test func `a short gap leaves the history, a bad reading votes to trip`() {
        var bench = Bench("rate(controller.temperature, 2 min) < -100 K/min")
        for second in stride(from: 0, to: 300, by: 2) {
            #expect(bench.trips(300 + Double(second) / 10, at: Double(second)) == false)
        }
        #expect(bench.trips(0, .noAnswer, at: 300) == true)
    }

    @Test func `after a gap longer than the window all counts as having stood still`() {
        var bench = Bench("abs(rate(controller.temperature, 2 min)) > 1 K/min")
        for second in stride(from: 0, to: 200, by: 2) {
            #expect(bench.trips(300, at: Double(second)) == false)
        }
        #expect(bench.trips(900, at: 400) == false)
    }
}
