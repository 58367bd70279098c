import Devices
import Foundation
import Glibc
import Hosting
import Interlocks
import Labs
import Lines
import Quantities
import Trials
import Wire

/// Lines with their threads, whose readings somebody takes.
final class LineRig {
    let lab: Lab
    let names: LabNames
    let clock = HostClock()
    let lines: [LineThread]
    private var events: [LineEvent] = []
    private var notices: [LineNotice] = []

    init(_ buses: [LineLab.Bus], at addresses: [PortAddress]) throws(Failure) {
        lab = LineLab.lab(buses)
        names = LabNames(lab)
        var threads: [LineThread] = []
        do throws(LineFault) {
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
        } catch {
            throw Failure(error.message)
        }
        lines = threads
    }

    deinit { for line in lines { line.stop() } }

    /// Takes what came every 2 ms, until `isDone` or for so many seconds.
    ///
    /// A host takes it every 10 ms; but a line as fast as it goes brings a megabyte of readings in
    /// that time, and would be measured by what the caches hold.
    func run(_ seconds: Double, until isDone: () -> Bool = { false }, take: (LineEvent) -> Void) {
        let end = Date().addingTimeInterval(seconds)
        while Date() < end, !isDone() {
            clock.sleep(until: clock.now + .milliseconds(2))
            for line in lines { line.collect(&events, &notices) }
            for event in events { take(event) }
            events.removeAll(keepingCapacity: true)
        }
    }

    /// The boot-time clock's nanoseconds at the clock's start.
    var origin: Int64 {
        var now = timespec()
        _ = unsafe clock_gettime(CLOCK_BOOTTIME, &now)
        let boot = Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
        return boot &- clock.now.nanoseconds
    }

    static func local(_ port: Int) -> PortAddress { .network(host: "127.0.0.1", port: port) }

    /// A device's Modbus link, at this speed with 11 bits a character.
    static func link(
        baud: Int = 115_200,
        timeout: Int64,
        lateness: Int64,
        turnaround: Int64 = 0
    ) -> LinkDefinition {
        var link = ModbusLink(serial: SerialSettings(baud: baud, parity: .even))
        link.replyTimeout = .milliseconds(timeout)
        link.greatestLateness = .milliseconds(lateness)
        link.turnaround = .milliseconds(turnaround)
        return .modbus(link)
    }
}
