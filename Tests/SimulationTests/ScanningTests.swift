import Devices
import Interlocks
import Labs
import Quantities
import Scanning
import Testing

/// The scan's permits on hand-made readings of the small lab.
@Suite struct ScanningTests {
    private struct Bench {
        var scan: Scan
        let names: LabNames
        var next = 1

        init(
            _ interlocks: [InterlockDefinition] = [],
            movingByHand device: Int? = nil,
            _ change: (inout Lab) -> Void = { _ in }
        ) {
            var lab = RunningLab.lab(interlocks)
            change(&lab)
            if let device { Self.addStop(to: &lab.profiles[lab.devices[device].profile]) }
            names = LabNames(lab)
            scan = Scan(lab: lab, names: names)
        }

        private static func addStop(to profile: inout DeviceProfile) {
            let halt = RunningLab.write(profile.points[0].name, "0 mm")
            profile.actions.append(RunningLab.action("halt", [halt], confirm: ""))
            profile.jog = JogDefinition(
                stop: "halt",
                afterStop: .positionKept,
                home: nil,
                axes: []
            )
        }

        mutating func read(_ point: String, _ value: Double, at seconds: Double) {
            let reading = Reading(value: value, quality: .good, at: .seconds(seconds))
            scan.image.store(reading, point: names.point(point) ?? -1)
        }

        mutating func ask(
            _ device: Int,
            _ point: Int,
            _ value: Double,
            _ origin: CommandRequest.Origin = .run,
            at seconds: Double
        ) -> Scan.Output {
            let request = CommandRequest(
                id: CommandID(next),
                device: device,
                body: .write(point: point, value: value),
                origin: origin
            )
            next += 1
            return scan.tick(at: .seconds(seconds), requests: [request])
        }
    }

    private static let door = RunningLab.interlock("door", "relays.door")

    @Test func `a request inside the limits is permitted for two seconds`() {
        var bench = Bench()
        let output = bench.ask(0, 1, 900, at: 1)
        #expect(output.permitted.map(\.request.id.number) == [1])
        #expect(output.permitted.first?.expires == .seconds(3))
    }

    @Test func `a setpoint above the device's limit is refused`() {
        var bench = Bench()
        let output = bench.ask(0, 1, 1500, at: 1)
        #expect(output.permitted.isEmpty)
        #expect(output.refusals == [.outsideLimits])
    }

    @Test(arguments: [Double.nan, .infinity, -1])
    func `a value that is no temperature is refused`(_ value: Double) {
        var bench = Bench()
        #expect(bench.ask(0, 1, value, at: 1).refusals == [.outsideLimits])
    }

    @Test func `nothing is permitted before the interlocks judge`() {
        var bench = Bench([Self.door])
        #expect(bench.ask(0, 1, 900, at: 0).permitted.isEmpty)
        bench.read("relays.door", 0, at: 0.2)
        let output = bench.scan.tick(at: .seconds(0.2), requests: [])
        #expect(output.permitted.map(\.request.id.number) == [1])
    }

    @Test func `a point that is never read trips after its stale age`() {
        var bench = Bench([Self.door])
        #expect(bench.scan.tick(at: .seconds(0), requests: []).tripped.isEmpty)
        #expect(bench.scan.nextDeadline == .seconds(1))
        #expect(bench.scan.tick(at: .seconds(1), requests: []).tripped == [0])
    }

    @Test func `a reading turns stale, and its interlock trips`() {
        var bench = Bench([Self.door])
        bench.read("relays.door", 0, at: 0)
        #expect(bench.scan.tick(at: .seconds(0), requests: []).tripped.isEmpty)
        #expect(bench.scan.tick(at: .seconds(0.99), requests: []).tripped.isEmpty)
        #expect(bench.scan.nextDeadline == .seconds(1))
        #expect(bench.scan.tick(at: .seconds(1), requests: []).tripped == [0])
        #expect(bench.scan.image[bench.names.point("relays.door") ?? 0].quality == .stale)
    }

    @Test func `a trip revokes every permit and blocks its zone`() {
        var bench = Bench([Self.door])
        bench.read("relays.door", 0, at: 0)
        let before = bench.ask(0, 1, 900, at: 0)
        bench.read("relays.door", 1, at: 0.5)
        let trip = bench.scan.tick(at: .seconds(0.5), requests: [])
        #expect(trip.tripped == [0])
        let revoked = trip.revokeBefore ?? 0
        #expect(before.permitted.allSatisfy { $0.epoch < revoked })
        #expect(bench.ask(0, 1, 900, at: 0.6).refusals == [.zoneTripped])
        #expect(bench.ask(3, 0, 0.1, at: 0.6).permitted.count == 1)
    }

    @Test func `a tripped zone permits its safe sequence and nothing else as safe`() {
        var bench = Bench([Self.door])
        bench.read("relays.door", 1, at: 0)
        _ = bench.scan.tick(at: .seconds(0), requests: [])
        #expect(bench.ask(0, 3, 1, .safe(zone: 0), at: 0.1).permitted.count == 1)
        #expect(bench.ask(0, 3, 0, .safe(zone: 0), at: 0.1).refusals == [.notASafeWrite])
    }

    @Test func `a shared relay keeps the place a tripped zone gave it`() {
        var bench = Bench([Self.door])
        bench.read("relays.door", 1, at: 0)
        _ = bench.scan.tick(at: .seconds(0), requests: [])
        #expect(bench.ask(1, 0, 1, at: 0.1).refusals == [.zoneTripped])
        #expect(bench.ask(1, 1, 1, at: 0.1).permitted.count == 1)
    }

    @Test func `while a zone is made safe nothing undoes it, and other zones go on`() {
        var bench = Bench()
        bench.scan.noteMaking(zone: 0, true)
        #expect(bench.ask(0, 1, 900, at: 1).refusals == [.zoneMadeSafe])
        // The contactor is on a board of another zone, and part of the sequence.
        #expect(bench.ask(1, 0, 1, at: 1).refusals == [.zoneMadeSafe])
        #expect(bench.ask(1, 1, 1, at: 1).permitted.count == 1)
        bench.scan.noteMaking(zone: 0, false)
        #expect(bench.ask(0, 1, 900, at: 2).permitted.count == 1)
    }

    @Test func `a reset by a person opens the zone again`() {
        var bench = Bench([Self.door])
        bench.read("relays.door", 1, at: 0)
        _ = bench.scan.tick(at: .seconds(0), requests: [])
        #expect(bench.scan.reset(0, at: .seconds(0.4)) == .unhealthy)
        bench.read("relays.door", 0, at: 0.5)
        _ = bench.scan.tick(at: .seconds(0.5), requests: [])
        #expect(bench.scan.reset(0, at: .seconds(0.6)) == .reset)
        #expect(bench.ask(0, 1, 900, at: 0.6).permitted.count == 1)
    }

    @Test func `what is permitted before a safe write does not follow it`() {
        var bench = Bench()
        let heating = bench.ask(0, 3, 0, at: 1)
        let safe = bench.ask(0, 3, 1, .safe(zone: 0), at: 1.1)
        let revoked = safe.revokeBefore ?? 0
        #expect(heating.permitted.allSatisfy { $0.epoch < revoked })
        #expect(safe.permitted.allSatisfy { $0.epoch >= revoked })
    }

    @Test func `a setpoint is refreshed every period until it is released`() {
        var bench = Bench()
        _ = bench.ask(0, 1, 900, at: 0)
        #expect(bench.scan.nextDeadline == .seconds(2))
        let first = bench.scan.tick(at: .seconds(2), requests: [])
        #expect(first.permitted.map(\.request.body) == [.write(point: 1, value: 900)])
        #expect(first.permitted.allSatisfy { $0.request.origin == .refresh })
        #expect(first.permitted.allSatisfy { $0.request.id.isRefresh })
        #expect(bench.scan.tick(at: .seconds(3.9), requests: []).permitted.isEmpty)
        #expect(bench.scan.tick(at: .seconds(4), requests: []).permitted.count == 1)
        _ = bench.ask(0, 3, 1, at: 5)
        #expect(bench.scan.nextDeadline == .never)
        #expect(bench.scan.tick(at: .seconds(9), requests: []).permitted.isEmpty)
    }

    @Test func `a trip ends the refreshing of its zone`() {
        var bench = Bench([Self.door])
        bench.read("relays.door", 0, at: 0)
        _ = bench.ask(0, 1, 900, at: 0)
        bench.read("relays.door", 1, at: 0.5)
        _ = bench.scan.tick(at: .seconds(0.5), requests: [])
        #expect(bench.scan.tick(at: .seconds(5), requests: []).permitted.isEmpty)
    }

    @Test func `a device in a person's hands takes no command of a run`() {
        var bench = Bench()
        bench.scan.setMode(.manual, of: 3)
        bench.scan.hold(3, until: .never)
        #expect(bench.ask(3, 0, 0.1, at: 1).refusals == [.wrongMode])
        #expect(bench.ask(3, 0, 0.1, .manual, at: 1).permitted.count == 1)
        bench.scan.setMode(.maintenance, of: 3)
        #expect(bench.ask(3, 0, 0.1, .manual, at: 1).refusals == [.wrongMode])
    }

    @Test(arguments: [DeviceState.Mode.maintenance, .outOfService])
    func `what a device out of use says counts for no interlock`(_ mode: DeviceState.Mode) {
        var bench = Bench([Self.door])
        bench.read("relays.door", 0, at: 0)
        #expect(bench.scan.tick(at: .seconds(0), requests: []).tripped.isEmpty)
        bench.scan.setMode(mode, of: 1)
        #expect(bench.scan.tick(at: .seconds(0.1), requests: []).tripped == [0])
        bench.read("relays.door", 0, at: 0.2)
        _ = bench.scan.tick(at: .seconds(0.2), requests: [])
        #expect(bench.scan.reset(0, at: .seconds(0.2)) == .unhealthy)
        bench.scan.setMode(.automatic, of: 1)
        bench.read("relays.door", 0, at: 0.3)
        _ = bench.scan.tick(at: .seconds(0.3), requests: [])
        #expect(bench.scan.reset(0, at: .seconds(0.3)) == .reset)
    }

    @Test func `a person's motion is stopped when the lease ends, unless it has ended before`() {
        for isAtRest in [false, true] {
            var bench = Bench(movingByHand: 3)
            bench.scan.setMode(.manual, of: 3)
            bench.scan.hold(3, until: .never)
            #expect(bench.ask(3, 0, 0.1, .manual, at: 1).permitted.count == 1)
            if isAtRest { bench.scan.rest(3) }
            bench.scan.endLease(3)
            let output = bench.scan.tick(at: .seconds(1.1), requests: [])
            #expect(output.lapsed == [3])
            #expect(output.permitted.map(\.request.origin) == (isAtRest ? [] : [.halt]))
        }
    }

    @Test func `what a person left on ends with the lease, what they may leave on stays`() {
        // Standby is what remains of the controller; its rate is nobody's concern.
        for (point, value, ends) in [(1, 900.0, 2), (3, 0, 1), (2, 0.1, 0)] {
            var bench = Bench { $0.devices[0].manualEnd = ["release"] }
            bench.scan.setMode(.manual, of: 0)
            bench.scan.hold(0, until: .never)
            #expect(bench.ask(0, point, value, .manual, at: 1).permitted.count == 1)
            bench.scan.rest(0)
            bench.scan.endLease(0)
            let output = bench.scan.tick(at: .seconds(1.1), requests: [])
            let wanted: [CommandBody] =
                ends == 0
                ? []
                : [
                    .write(point: 3, value: 1), .write(point: 1, value: 273.15),
                ]
            #expect(output.permitted.map(\.request.body) == wanted)
            #expect(output.permitted.allSatisfy { $0.request.origin == .halt })
        }
    }

    @Test func `what ends a hold is sent again until it is acknowledged, ten times at most`() {
        for yes in [3, 99] {
            var bench = Bench { $0.devices[1].manualEnd = ["contactor-off"] }
            bench.scan.setMode(.manual, of: 1)
            bench.scan.hold(1, until: .never)
            #expect(bench.ask(1, 0, 1, .manual, at: 1).permitted.count == 1)
            bench.scan.endLease(1)
            var sent = 0
            for tick in 1...40 {
                let now = Instant.seconds(1 + Double(tick) / 10)
                for command in bench.scan.tick(at: now, requests: []).permitted {
                    #expect(command.request.body == .write(point: 0, value: 0))
                    sent += 1
                    let outcome = sent == yes ? CommandOutcome.acknowledged : .inDoubt
                    bench.scan.noteHalt(command.request.id, outcome)
                }
            }
            #expect(sent == min(yes, 10))
        }
    }

    @Test func `the end of a hold undoes no zone that was made safe`() {
        var bench = Bench([Self.door]) { lab in
            let on = RunningLab.action(
                "contactor-on",
                [RunningLab.write("contactor", "true")],
                confirm: "contactor"
            )
            lab.profiles[lab.devices[1].profile].actions.append(on)
            lab.devices[1].manualEnd = ["contactor-on"]
        }
        bench.read("relays.door", 0, at: 0)
        bench.scan.setMode(.manual, of: 1)
        bench.scan.hold(1, until: .never)
        #expect(bench.ask(1, 0, 0, .manual, at: 0.1).permitted.count == 1)
        bench.read("relays.door", 1, at: 0.2)
        #expect(bench.scan.tick(at: .seconds(0.2), requests: []).tripped == [0])
        bench.scan.endLease(1)
        let output = bench.scan.tick(at: .seconds(0.3), requests: [])
        #expect(output.permitted.isEmpty && output.refusals == [.zoneTripped])
    }

    @Test func `nothing is written at a lease's end where nothing was commanded`() {
        var bench = Bench { $0.devices[0].manualEnd = ["release"] }
        bench.scan.setMode(.manual, of: 0)
        bench.scan.hold(0, until: .seconds(1))
        let output = bench.scan.tick(at: .seconds(1.1), requests: [])
        #expect(output.lapsed == [0] && output.permitted.isEmpty)
    }

    @Test func `a reading that has grown old since the last tick lets nobody reset`() {
        var bench = Bench([Self.door])
        bench.read("relays.door", 1, at: 0)
        _ = bench.scan.tick(at: .seconds(0), requests: [])
        bench.read("relays.door", 0, at: 0.1)
        _ = bench.scan.tick(at: .seconds(1), requests: [])
        #expect(bench.scan.reset(0, at: .seconds(1.1)) == .unhealthy)
        bench.read("relays.door", 0, at: 1.2)
        #expect(bench.scan.reset(0, at: .seconds(1.2)) == .reset)
    }

    @Test func `the horn is written whatever has tripped, and nothing else by its name`() {
        var bench = Bench([Self.door]) { $0.horn = PointReference(device: 1, point: 1) }
        bench.read("relays.door", 1, at: 0)
        #expect(bench.scan.tick(at: .seconds(0), requests: []).tripped == [0])
        #expect(bench.ask(1, 1, 1, .horn, at: 1).permitted.count == 1)
        #expect(bench.ask(1, 1, 2, .horn, at: 1).refusals == [.outsideLimits])
        #expect(bench.ask(1, 0, 1, .horn, at: 1).refusals == [.outsideLimits])
        #expect(bench.ask(0, 1, 900, .horn, at: 1).refusals == [.outsideLimits])
        bench.scan.setMode(.maintenance, of: 1)
        #expect(bench.ask(1, 1, 1, .horn, at: 2).refusals == [.wrongMode])
    }

    @Test func `a tick at which nothing is new decides nothing`() {
        var bench = Bench([Self.door])
        bench.read("relays.door", 0, at: 0)
        _ = bench.scan.tick(at: .seconds(0), requests: [])
        let output = bench.scan.tick(at: .seconds(0.5), requests: [])
        #expect(output.permitted.isEmpty && output.refused.isEmpty && output.tripped.isEmpty)
        #expect(output.revokeBefore == nil)
    }
}
