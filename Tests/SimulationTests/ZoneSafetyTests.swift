import Interlocks
import Labs
import Quantities
import Running
import Scanning
import Testing

/// Making zones safe, by hand-made readings and outcomes.
@Suite struct ZoneSafetyTests {
    private struct Bench {
        var safety: ZoneSafety
        var image: ProcessImage

        init() {
            let lab = RunningLab.lab([])
            let names = LabNames(lab)
            safety = ZoneSafety(lab, names)
            image = ProcessImage(names)
        }

        /// What is sent at `seconds`; every command is acknowledged at once.
        mutating func look(at seconds: Double) -> [CommandBody] {
            var bodies: [CommandBody] = []
            while true {
                let requests = safety.look(image, at: .seconds(seconds))
                guard !requests.isEmpty else { return bodies }
                bodies += requests.map(\.body)
                for request in requests {
                    _ = safety.take(request.id, .acknowledged, at: .seconds(seconds))
                }
            }
        }
    }

    @Test func `a zone that trips again while it is made safe is told everything once more`() {
        var bench = Bench()
        bench.safety.begin(zone: 0, forTrip: true, at: .seconds(1))
        let first = bench.look(at: 1)
        #expect(first.count > 1)
        // Nothing was read back yet: the next pass is half a second away.
        #expect(bench.look(at: 1.2).isEmpty)
        bench.safety.begin(zone: 0, forTrip: true, at: .seconds(1.2))
        #expect(bench.look(at: 1.2) == first)
    }

    @Test func `two trips of one tick make a zone safe once`() {
        var bench = Bench()
        bench.safety.begin(zone: 0, forTrip: true, at: .seconds(1))
        let first = bench.look(at: 1)
        bench.safety.begin(zone: 0, forTrip: true, at: .seconds(1))
        #expect(!first.isEmpty && bench.look(at: 1).isEmpty)
    }

    @Test func `who asks again and again keeps no step from its turn, nor the end from coming`() {
        var bench = Bench()
        bench.safety.begin(zone: 0, forTrip: true, at: .seconds(1))
        var told: Set<CommandBody> = []
        var isOver = false
        for tick in 0..<1000 where !isOver {
            let now = Instant.seconds(1 + Double(tick) / 100)
            bench.safety.begin(zone: 0, forTrip: false, at: now)
            for request in bench.safety.look(bench.image, at: now) {
                told.insert(request.body)
                _ = bench.safety.take(request.id, .acknowledged, at: now)
            }
            isOver = !bench.safety.endings.isEmpty
        }
        #expect(told.count > 1)
        // Nothing is read back here, so it ends unsafe, within the zone's time.
        #expect(isOver)
    }
}
