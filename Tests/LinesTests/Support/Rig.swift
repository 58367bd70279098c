import Devices
import Foundation
import Glibc
import Interlocks
import Labs
import Lines
import Quantities
import Scanning
import Trials
import Wire

/// Lines with their threads, driven as a host drives them: collect, judge, permit.
final class Rig {
    let lab: Lab
    let names: LabNames
    let clock: HostClock
    let lines: [LineThread]
    private(set) var image: ProcessImage
    private(set) var judge: RecordJudge
    private(set) var notices: [LineNotice] = []
    private(set) var outcomes: [CommandID: CommandOutcome] = [:]
    private(set) var lost: [Int] = []
    private(set) var found: [Int] = []
    private var scan: Scan
    private var requests: [CommandRequest] = []
    private var nextCommand = 1

    /// Lines at these addresses; readings of records are judged by `patience`, the longest a true
    /// reply may be under way.
    init(_ buses: [LineLab.Bus], at addresses: [PortAddress], patience: Lapse) throws {
        lab = LineLab.lab(buses)
        names = LabNames(lab)
        clock = HostClock()
        image = ProcessImage(names)
        scan = Scan(lab: lab, names: names)
        judge = RecordJudge(
            lab,
            names,
            patience: patience,
            origin: Self.bootTime &- clock.now.nanoseconds
        )
        var threads: [LineThread] = []
        for line in lab.lines.indices {
            let setup = LineThread.Setup(
                lab: lab,
                names: names,
                line: line,
                address: addresses[line],
                clock: clock
            )
            threads.append(try LineThread(setup))
        }
        lines = threads
        for device in lab.devices.indices {
            scan.setMode(.manual, of: device)
            scan.hold(device, until: .never)
        }
        // No interlock waits for an image, so the first tick judges and later ones permit.
        _ = scan.tick(at: clock.now, requests: [])
    }

    deinit { for line in lines { line.stop() } }

    private static var bootTime: Int64 {
        var now = timespec()
        _ = unsafe clock_gettime(CLOCK_BOOTTIME, &now)
        return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    }

    /// Ticks until `isDone`, at most for `seconds`; returns whether it was done in time.
    @discardableResult
    func run(_ seconds: Double, until isDone: (Rig) -> Bool = { _ in false }) -> Bool {
        let end = Date().addingTimeInterval(seconds)
        while true {
            tick()
            if isDone(self) { return true }
            guard Date() < end else { return false }
            clock.sleep(until: clock.now + .milliseconds(2))
        }
    }

    func tick() {
        var events: [LineEvent] = []
        for line in lines { line.collect(&events, &notices) }
        let now = clock.now
        for event in events { take(event) }
        image.expire(at: now)
        let output = scan.tick(at: now, requests: requests)
        requests.removeAll()
        for (id, outcome) in output.outcomes { outcomes[id] = outcome }
        if let epoch = output.revokeBefore { for line in lines { line.revoke(before: epoch) } }
        for command in output.permitted {
            let line = lines[lab.devices[command.request.device].line]
            if !line.submit(command) { take(.outcome(command.request.id, .notSent, at: now)) }
        }
    }

    private func take(_ event: LineEvent) {
        switch event {
        case .reading(let point, let reading):
            image.store(reading, point: point)
            judge.take(point, Self.sight(reading), at: reading.at)
        case .outcome(let id, let outcome, _):
            // Twice would show as a wrong count in what waits for it.
            outcomes[id] = outcomes[id] == nil ? outcome : nil
        case .deviceLost(let device, _): lost.append(device)
        case .deviceFound(let device, _): found.append(device)
        case .reconnect, .wear: break
        }
    }

    private static func sight(_ reading: Reading) -> RecordJudge.Sight {
        switch reading.quality {
        case .good: .good(reading.value)
        case .deviceBad: .refused
        default: .missing
        }
    }

    /// Asks for a person's write; it is permitted at the next tick.
    func write(device: Int, _ point: String, _ value: Double) -> CommandID {
        let points = lab.profiles[lab.devices[device].profile].points
        let index = points.firstIndex { $0.name == point } ?? -1
        return request(device, .write(point: index, value: value), .manual)
    }

    /// Asks for the device's safe write: 0 to its first written point.
    func makeSafe(device: Int) -> CommandID {
        let points = lab.profiles[lab.devices[device].profile].points
        let index = points.firstIndex { $0.access != .read } ?? -1
        return request(device, .write(point: index, value: 0), .safe(zone: 0))
    }

    private func request(
        _ device: Int,
        _ body: CommandBody,
        _ origin: CommandRequest.Origin
    ) -> CommandID {
        let id = CommandID(nextCommand)
        nextCommand += 1
        requests.append(CommandRequest(id: id, device: device, body: body, origin: origin))
        return id
    }

    subscript(name: String) -> Reading {
        names.points.firstIndex { $0.name == name }.map { image[$0] }
            ?? Reading(value: 0, quality: .neverRead, at: .start)
    }

    /// What people were told, in short.
    var told: [String] {
        notices.map { notice in
            switch notice.kind {
            case .connected: "connected"
            case .disconnected: "disconnected"
            case .cannotOpen: "cannot open"
            }
        }
    }

    /// The reason of the newest trouble.
    var trouble: String {
        for notice in notices.reversed() {
            switch notice.kind {
            case .disconnected(let reason), .cannotOpen(let reason): return reason
            case .connected: continue
            }
        }
        return ""
    }
}
