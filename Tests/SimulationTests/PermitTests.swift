import Devices
import Interlocks
import Labs
import Quantities
import Scanning
import Testing

/// Every condition of a permit, on both of its sides.
@Suite struct PermitTests {
    private var scan: Scan
    private let names: LabNames
    private var next = 1

    init() {
        let lab = RunningLab.lab()
        names = LabNames(lab)
        scan = Scan(lab: lab, names: names)
        // No interlock waits for an image, so the first tick judges and later ones permit.
        _ = scan.tick(at: .start, requests: [])
    }

    private mutating func request(
        _ device: Int,
        _ body: CommandBody,
        _ origin: CommandRequest.Origin = .run
    ) -> CommandRequest {
        next += 1
        return CommandRequest(id: CommandID(next), device: device, body: body, origin: origin)
    }

    private mutating func refusals(
        _ device: Int,
        _ body: CommandBody,
        _ origin: CommandRequest.Origin = .run
    ) -> [Scan.Refusal] {
        scan.tick(at: .seconds(1), requests: [request(device, body, origin)]).refusals
    }

    @Test mutating func `a device that is not there is told nothing`() {
        #expect(refusals(5, .write(point: 0, value: 0)) == [.noSuchDevice])
        #expect(refusals(-1, .write(point: 0, value: 0)) == [.noSuchDevice])
        #expect(refusals(5, .write(point: 0, value: 0), .safe(zone: 0)) == [.noSuchDevice])
        #expect(refusals(4, .write(point: 2, value: 1)) == [])
    }

    @Test mutating func `a point that is not there is not written`() {
        #expect(refusals(0, .write(point: 4, value: 0)) == [.outsideLimits])
        #expect(refusals(0, .write(point: -1, value: 0)) == [.outsideLimits])
    }

    @Test mutating func `a flag is written as 0 or 1, a choice as one of its words`() {
        #expect(refusals(1, .write(point: 1, value: 1)) == [])
        #expect(refusals(1, .write(point: 1, value: 2)) == [.outsideLimits])
        #expect(refusals(1, .write(point: 1, value: -1)) == [.outsideLimits])
        #expect(refusals(0, .write(point: 3, value: 1)) == [])
        #expect(refusals(0, .write(point: 3, value: 2)) == [.outsideLimits])
    }

    @Test mutating func `a value beyond every action's reach is refused, at the limit it passes`() {
        // 1200 degC, and 20 K/min.
        #expect(refusals(0, .write(point: 1, value: 1473.15)) == [])
        #expect(refusals(0, .write(point: 1, value: 1473.16)) == [.outsideLimits])
        #expect(refusals(0, .write(point: 2, value: 20.0 / 60)) == [])
        #expect(refusals(0, .write(point: 2, value: 20.1 / 60)) == [.outsideLimits])
        // A port of the valve.
        #expect(refusals(2, .write(point: 1, value: 9)) == [])
        #expect(refusals(2, .write(point: 1, value: 10)) == [.outsideLimits])
    }

    @Test mutating func `a safe write is one of its own zone's, to its own device`() {
        let release = CommandBody.write(point: 3, value: 1)
        let open = CommandBody.write(point: 0, value: 0)
        #expect(refusals(0, release, .safe(zone: 0)) == [])
        #expect(refusals(1, open, .safe(zone: 0)) == [])
        #expect(refusals(0, release, .safe(zone: 1)) == [.notASafeWrite])
        #expect(refusals(0, release, .safe(zone: 3)) == [.notASafeWrite])
        #expect(refusals(0, release, .safe(zone: -1)) == [.notASafeWrite])
        #expect(refusals(2, release, .safe(zone: 0)) == [.notASafeWrite])
        #expect(refusals(0, open, .safe(zone: 0)) == [.notASafeWrite])
        #expect(refusals(1, .write(point: 0, value: 1), .safe(zone: 0)) == [.notASafeWrite])
    }

    @Test mutating func `only a device's own mode lets its requests through`() {
        let body = CommandBody.write(point: 0, value: 0.1)
        #expect(refusals(3, body, .manual) == [.wrongMode])
        scan.setMode(.manual, of: 3)
        #expect(refusals(3, body, .run) == [.wrongMode])
        #expect(refusals(3, body, .manual) == [.noLease])
        scan.hold(3, until: .never)
        #expect(refusals(3, body, .manual) == [])
        for mode in [DeviceState.Mode.maintenance, .outOfService] {
            scan.setMode(mode, of: 3)
            #expect(refusals(3, body, .run) == [.wrongMode])
            #expect(refusals(3, body, .manual) == [.wrongMode])
            #expect(refusals(3, body, .refresh) == [.wrongMode])
        }
        #expect(refusals(3, .write(point: 2, value: 0.1), .safe(zone: 1)) == [])
    }

    @Test mutating func `a device taken in hand is refreshed no more`() {
        #expect(refusals(0, .write(point: 1, value: 900)) == [])
        #expect(scan.nextDeadline < .never)
        scan.setMode(.manual, of: 0)
        #expect(scan.nextDeadline == .never)
    }

    @Test mutating func `what makes safe goes before what was asked for with it`() {
        let heat = request(0, .write(point: 3, value: 0))
        let safe = request(0, .write(point: 3, value: 1), .safe(zone: 0))
        let output = scan.tick(at: .seconds(1), requests: [heat, safe])
        #expect(output.permitted.map(\.request) == [safe, heat])
    }

    @Test mutating func `a safe write begins an epoch only where one was used`() {
        let safe = CommandBody.write(point: 3, value: 1)
        let first = scan.epoch
        #expect(refusals(0, safe, .safe(zone: 0)) == [])
        #expect(scan.epoch == first)
        #expect(refusals(0, .write(point: 1, value: 900)) == [])
        #expect(refusals(0, safe, .safe(zone: 0)) == [])
        #expect(scan.epoch == first + 1)
        #expect(refusals(0, safe, .safe(zone: 0)) == [])
        #expect(scan.epoch == first + 1)
    }

    @Test func `a zone nobody knows counts as tripped`() {
        #expect(scan.isTripped(zone: 7))
        #expect(!scan.isTripped(zone: 0))
    }

    @Test func `no more requests wait for the interlocks than the bound says`() {
        let lab = RunningLab.lab([RunningLab.interlock("door", "relays.door")])
        var scan = Scan(lab: lab, names: LabNames(lab))
        let requests = (1...Scan.greatestWaiting + 3).map { number in
            CommandRequest(
                id: CommandID(number),
                device: 0,
                body: .write(point: 1, value: 900),
                origin: .run
            )
        }
        let output = scan.tick(at: .start, requests: requests)
        #expect(output.permitted.isEmpty)
        #expect(output.refusals == [.notJudgingYet, .notJudgingYet, .notJudgingYet])
        #expect(output.outcomes.map(\.1).allSatisfy { $0 == .refused(code: -6) })
    }

    @Test func `latched trips outlive a restart, and revoke what was permitted before`() {
        let lab = RunningLab.lab([RunningLab.interlock("door", "relays.door")])
        let names = LabNames(lab)
        var scan = Scan(lab: lab, names: names)
        let door = Reading(value: 0, quality: .good, at: .start)
        scan.image.store(door, point: names.point("relays.door") ?? -1)
        _ = scan.tick(at: .start, requests: [])
        let before = scan.epoch
        scan.latch([0], at: .start)
        #expect(scan.isTripped(zone: 0))
        #expect(scan.epoch > before)
        let request = CommandRequest(
            id: CommandID(1),
            device: 0,
            body: .write(point: 1, value: 900),
            origin: .run
        )
        #expect(scan.tick(at: .seconds(0.1), requests: [request]).refusals == [.zoneTripped])
    }

    @Test(arguments: [
        ([1200.0, 3000.0], true), ([1200, 3001], false), ([1200, -1], false), ([4, 0], false),
        ([6001, 0], false), ([1200], false), ([1200, 0, 0], false), ([.nan, 0], false),
        ([1200, .infinity], false),
    ])
    func `a request's fields stay inside what actions can put there`(
        _ fields: [Double],
        _ isPermitted: Bool
    ) throws {
        let lab = try SimFiles.lab()
        let names = LabNames(lab)
        let guards = CommandGuards(lab)
        let pump = try #require(names.device("pump"))
        let definition = try #require(
            lab.protocolDefinition(of: lab.profiles[lab.devices[pump].profile])
        )
        let move = try #require(definition.requests.firstIndex { $0.name == "move-plunger" })
        func allows(_ request: Int) -> Bool {
            guards.allow(
                CommandRequest(
                    id: CommandID(1),
                    device: pump,
                    body: .send(request: request, fields: fields),
                    origin: .run
                )
            )
        }
        #expect(allows(move) == isPermitted)
        #expect(!allows(definition.requests.count))
        #expect(!allows(-1))
    }
}
