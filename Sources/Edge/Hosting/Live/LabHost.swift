import Devices
import Labs
package import Lines
import Quantities
package import Realtime
import Running
package import Scanning
import Synchronization

/// A lab's host: its lines with their threads, the scan with its own, and a thread that steps a run
/// where there is one.
///
/// Everything may be called from any thread; nothing waits for the wire.
package final class LabHost: Sendable {
    private let lock: LockFile
    private let lines: [LineThread]
    private let scan: ScanMailbox
    private let mailbox = HostMailbox()
    private let threads: HostThreads
    private let nextCommand = Atomic<Int>(CommandID.firstOfPeople)
    package let clock: HostClock

    /// Opens the lab's lines and begins to scan.
    ///
    /// Ports that cannot be opened are tried again and again; notices say so. A run begins once
    /// every polled point was read, or `RunStepper.imagePatience` is over. `watchdog` is the path
    /// of a hardware watchdog.
    /// - Throws: `Failure` where another host has the lab, or the system has no more threads.
    package init(
        _ loaded: LoadedLab,
        ports: LinePorts,
        clock: HostClock,
        run: HostedRun? = nil,
        capture: CaptureRing? = nil,
        watchdog: String? = nil
    ) throws(Failure) {
        lock = try HostLock.take(loaded)
        self.clock = clock
        lines = try Self.lines(of: loaded, ports, clock, capture)
        do {
            scan = try ScanMailbox()
        } catch {
            throw Failure(error.message)
        }
        let lineOfDevice = loaded.lab.devices.map(\.line)
        let setup = ScanLoop.Setup(
            lab: loaded.lab,
            names: loaded.names,
            lineOfDevice: lineOfDevice,
            lines: lines,
            clock: clock,
            mailbox: scan,
            watchdog: watchdog
        )
        let loop = RunLoop(
            RunStepper(lab: loaded.lab, names: loaded.names, engine: run?.engine),
            names: loaded.names,
            acts: run?.acts ?? [],
            clock: clock,
            scan: scan,
            mailbox: mailbox
        )
        threads = try HostThreads(setup, loop)
    }

    private static func lines(
        of loaded: LoadedLab,
        _ ports: LinePorts,
        _ clock: HostClock,
        _ capture: CaptureRing?
    ) throws(Failure) -> [LineThread] {
        var threads: [LineThread] = []
        do {
            for line in loaded.lab.lines.indices {
                let setup = LineThread.Setup(
                    lab: loaded.lab,
                    names: loaded.names,
                    line: line,
                    address: ports.addresses[line],
                    clock: clock,
                    capture: capture,
                    priority: clock.speed == 1 ? RealtimeThread.linePriority : nil
                )
                threads.append(try LineThread(setup))
            }
            return threads
        } catch {
            for thread in threads { thread.stop() }
            throw Failure(error.message)
        }
    }

    /// How late the scan woke.
    package var lateness: LatenessHistogram { threads.lateness }

    /// What the system did not grant the scan, and which watchdogs are armed, in words.
    package var standing: ScanStanding { threads.standing }

    /// False where too many orders wait.
    @discardableResult
    package func order(_ order: HostOrder) -> Bool { mailbox.put(order) }

    /// False where too many orders wait; making safe is never refused.
    @discardableResult
    package func order(_ order: ScanOrder) -> Bool { scan.put(order) }

    /// Asks for a person's command, or the horn's; its outcome comes as a record with the id
    /// returned.
    package func command(
        device: Int,
        _ body: CommandBody,
        _ origin: CommandRequest.Origin = .manual
    ) -> CommandID {
        let id = CommandID(nextCommand.add(1, ordering: .relaxed).oldValue)
        _ = scan.put(
            .manual(CommandRequest(id: id, device: device, body: body, origin: origin))
        )
        return id
    }

    /// What happened since the last call.
    package func collect() -> HostBatch { mailbox.collect() }

    /// Ends the run's thread and the scan, then the lines.
    ///
    /// Outputs stay as they are: make them safe first.
    package func stop() {
        mailbox.stop()
        scan.stop()
        threads.join()
        for line in lines { line.stop() }
    }
}

extension CommandID {
    /// People's commands are numbered from here on; runs stay below.
    static let firstOfPeople = 1 << 50

    /// Whether it is a person's.
    var isOfPerson: Bool { number >= Self.firstOfPeople && number < Self.firstOfPeople << 1 }
}
