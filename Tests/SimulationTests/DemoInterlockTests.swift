import Devices
import Interlocks
import Labs
import Quantities
import Scanning
import Testing

/// One state of the demonstration lab's readings, and which interlocks it trips.
///
/// Values are as people write them: degC, %, W, sccm, flags 0 and 1, choices by word.
struct DemoSituation: CustomTestStringConvertible {
    var name: String
    /// What differs from a laboratory at rest.
    var readings: [String: Double]
    var words: [String: String] = [:]
    /// In the order of the lab file.
    var trips: [String]

    var testDescription: String { name }

    init(_ name: String, _ readings: [String: Double], trips: String...) {
        self.name = name
        self.readings = readings
        self.trips = trips
    }

    init(_ name: String, words: [String: String], trips: String...) {
        self.name = name
        readings = [:]
        self.words = words
        self.trips = trips
    }

    /// Every way in which every interlock trips, and how near it may be without.
    static let all: [DemoSituation] = heat + services + power + motion

    private static let heat: [DemoSituation] = [
        .init("at rest", [:]),
        .init("hottest", ["controller.temperature": 1525, "guard.temperature": 1529]),
        .init("hot", furnace(1531), trips: "over-temperature"),
        .init("alarm of the guard", ["guard.alarm": 1], trips: "over-temperature"),
        .init("55 K apart", ["controller.temperature": 155, "guard.temperature": 100]),
        .init(
            "65 K apart",
            ["controller.temperature": 165, "guard.temperature": 100],
            trips: "furnace.sensor-drifting"
        ),
        .init(
            "65 K apart the other way",
            ["controller.temperature": 100, "guard.temperature": 165],
            trips: "furnace.sensor-drifting"
        ),
        .init(
            "broken at the controller",
            ["controller.sensor-break": 1],
            trips: "sensor-break"
        ),
        .init("broken at the guard", ["guard.input-error": 1], trips: "sensor-break"),
        .init("open and cold", ["inputs.furnace-door-closed": 0]),
        .init("open at one per cent", ["inputs.furnace-door-closed": 0, "controller.output": 1]),
        .init(
            "open and heating",
            ["inputs.furnace-door-closed": 0, "controller.output": 1.1],
            trips: "furnace-door"
        ),
        .init("shut and heating", ["controller.output": 100]),
        .init(
            "19 K ahead",
            ["controller.working-setpoint": 0, "controller.temperature": 19, "meter.power": 900]
                .merging(closed) { $1 }
        ),
        .init(
            "21 K ahead",
            ["controller.working-setpoint": 0, "controller.temperature": 21, "meter.power": 900]
                .merging(closed) { $1 },
            trips: "furnace.runaway"
        ),
        .init("cooling", furnace(1000).merging(["controller.working-setpoint": 20]) { $1 }),
    ]

    private static let services: [DemoSituation] = [
        .init("no water at 199", furnace(199).merging(["inputs.water-flow": 0]) { $1 }),
        .init(
            "no water at 201",
            furnace(201).merging(["inputs.water-flow": 0]) { $1 },
            trips: "water-lost"
        ),
        .init("no exhaust at 199", furnace(199).merging(["inputs.exhaust-flow": 0]) { $1 }),
        .init(
            "no exhaust at 201",
            furnace(201).merging(["inputs.exhaust-flow": 0]) { $1 },
            trips: "exhaust-lost-hot"
        ),
        .init("a little gas", gas(4.9, 4.9)),
        .init("argon and no exhaust", gas(5.1, 0), trips: "exhaust-lost-gas"),
        .init("oxygen and no exhaust", gas(0, 5.1), trips: "exhaust-lost-gas"),
    ]

    private static let power: [DemoSituation] = [
        // All services take 400 W; a tenth of the heater's 1200 W is left for what else is on.
        .init("519 W and open", ["meter.power": 519]),
        .init("521 W and open", ["meter.power": 521], trips: "furnace.contactor-welded"),
        .init("1799 W", ["meter.power": 1799].merging(closed) { $1 }),
        .init("1801 W", ["meter.power": 1801].merging(closed) { $1 }, trips: "over-power"),
    ]

    private static let motion: [DemoSituation] = [
        .init("emergency stop", ["inputs.estop-released": 0], trips: "estop-heat", "estop-motion"),
        .init("cut-out", ["inputs.cutout-healthy": 0], trips: "estop-heat"),
        .init("deck open", ["inputs.deck-door-closed": 0], trips: "deck-door"),
        .init("plunger", words: ["pump.error": "plunger-overload"], trips: "plunger-blocked"),
        .init("valve", words: ["pump.error": "valve-overload"], trips: "plunger-blocked"),
        .init("not homed", words: ["pump.error": "not-initialised"]),
    ]

    private static let closed = ["relays.contactor": 1.0]

    /// Both thermocouples at it, and the controller where it was told.
    private static func furnace(_ celsius: Double) -> [String: Double] {
        [
            "controller.temperature": celsius, "guard.temperature": celsius,
            "controller.working-setpoint": celsius,
        ]
    }

    private static func gas(_ argon: Double, _ oxygen: Double) -> [String: Double] {
        [
            "inputs.exhaust-flow": 0, "argon-mfc.mass-flow": argon,
            "oxygen-mfc.mass-flow": oxygen,
        ]
    }
}

/// The demonstration lab's interlocks, each in every way it can trip.
@Suite struct DemoInterlockTests {
    private struct Bench {
        let lab: Lab
        let names: LabNames
        var scan: Scan

        init(_ situation: DemoSituation) throws {
            lab = try SimFiles.lab()
            names = LabNames(lab)
            scan = Scan(lab: lab, names: names)
            try read(situation, at: 0)
        }

        /// Every point, at one instant.
        mutating func read(_ situation: DemoSituation, at seconds: Double) throws {
            for (index, point) in names.points.enumerated() {
                let device = lab.devices[point.reference.device]
                let own = point.definition.name
                let called = [own] + device.aliases.filter { $0.point == own }.map(\.name)
                let full = called.map { device.name + "." + $0 }
                var value = full.lazy.compactMap { situation.readings[$0] }.first
                if let word = full.lazy.compactMap({ situation.words[$0] }).first,
                    case .choice(let choices) = point.definition.kind
                {
                    value = Double(try #require(choices.firstIndex(of: word)))
                }
                let written = value ?? Self.rest(own, device.name)
                let si =
                    if case .quantity(let unit) = point.definition.kind {
                        unit.si(written)
                    } else {
                        written
                    }
                let reading = Reading(value: si, quality: .good, at: .seconds(seconds))
                scan.image.store(reading, point: index)
            }
        }

        /// A laboratory at rest: all contacts closed, everything at 22 degC, nothing on.
        private static func rest(_ point: String, _ device: String) -> Double {
            if device == "inputs" { return 1 }
            return point.hasSuffix("temperature") || point.hasSuffix("setpoint") ? 22 : 0
        }

        mutating func tick(at seconds: Double) -> [String] {
            scan.tick(at: .seconds(seconds), requests: []).tripped.map { lab.interlocks[$0].name }
        }
    }

    @Test(arguments: DemoSituation.all)
    func `a state of the laboratory trips what it has to, after its debounce, and nothing else`(
        _ situation: DemoSituation
    ) throws {
        var bench = try Bench(situation)
        var tripped = bench.tick(at: 0)
        // Longer than every debounce, with fresh readings.
        for tick in 1...60 {
            try bench.read(situation, at: Double(tick) / 2)
            tripped += bench.tick(at: Double(tick) / 2)
        }
        #expect(tripped.count == situation.trips.count)
        let inOrder = bench.lab.interlocks.map(\.name).filter(tripped.contains)
        #expect(inOrder == situation.trips)
        for name in situation.trips {
            let interlock = try #require(bench.lab.interlocks.first { $0.name == name })
            #expect(bench.scan.isTripped(zone: interlock.zone))
        }
    }

    @Test func `every interlock has a state that trips it`() throws {
        let known = Set(DemoSituation.all.flatMap(\.trips))
        // What looks back for minutes is tried in whole runs.
        let slow = ["detached", "reversed", "frozen", "uncontrolled-heat", "element", "slow"]
        for interlock in try SimFiles.lab().interlocks
        where !slow.contains(where: { interlock.name.contains($0) }) {
            #expect(known.contains(interlock.name), "\(interlock.name)")
        }
    }

    @Test func `an interlock trips neither before its debounce nor after a shorter excursion`()
        throws
    {
        for situation in DemoSituation.all where situation.trips.count == 1 {
            var bench = try Bench(DemoSituation("at rest", [:]))
            #expect(bench.tick(at: 0).isEmpty)
            let rule = try #require(
                bench.lab.interlocks.first { $0.name == situation.trips[0] }
            )
            let debounce = rule.debounce.seconds
            guard debounce > 0 else { continue }
            for tick in stride(from: 1, to: 1 + debounce, by: 0.4) {
                try bench.read(situation, at: tick)
                #expect(bench.tick(at: tick).isEmpty, "\(situation.name)")
            }
            try bench.read(DemoSituation("at rest", [:]), at: 1 + debounce)
            #expect(bench.tick(at: 1 + debounce).isEmpty, "\(situation.name)")
        }
    }
}
