import Dispatch
package import Execution
import Foundation
import Labs
package import Lines
import Quantities
package import Running
package import Scanning
import Synchronization

/// A lab's host: its lines with their threads, the cycle with its own, a run behind it or none.
///
/// Everything may be called from any thread; nothing waits for the wire.
package final class LabHost: Sendable {
    private let lock: LockFile
    private let lines: [LineThread]
    private let mailbox = HostMailbox()
    private let ended = DispatchSemaphore(value: 0)
    private let nextCommand = Atomic<Int>(1)
    package let clock: HostClock

    /// Opens the lab's lines and begins to scan.
    ///
    /// Ports that cannot be opened are tried again and again; notices say so. A run begins once
    /// every polled point was read, or `RunCycle.imagePatience` is over.
    /// - Throws: `Failure` where another host has the lab.
    package init(
        _ loaded: LoadedLab,
        ports: LinePorts,
        clock: HostClock,
        engine: RunEngine? = nil,
        acts: [Act] = [],
        capture: CaptureRing? = nil
    ) throws(Failure) {
        lock = try Self.lock(loaded)
        self.clock = clock
        var threads: [LineThread] = []
        do {
            for line in loaded.lab.lines.indices {
                let setup = LineThread.Setup(
                    lab: loaded.lab,
                    names: loaded.names,
                    line: line,
                    address: ports.addresses[line],
                    clock: clock,
                    capture: capture
                )
                threads.append(try LineThread(setup))
            }
        } catch {
            for thread in threads { thread.stop() }
            throw Failure(error.message)
        }
        lines = threads
        begin(
            HostLoop(
                RunCycle(lab: loaded.lab, names: loaded.names, engine: engine),
                acts: acts,
                lineOfDevice: loaded.lab.devices.map(\.line),
                lines: threads,
                clock: clock,
                mailbox: mailbox
            )
        )
    }

    static func lock(_ loaded: LoadedLab) throws(Failure) -> LockFile {
        let name = RuntimeFolder.name(ofLab: loaded.lab.name, at: loaded.labPath)
        let folder: String
        do {
            folder = try RuntimeFolder.path()
        } catch {
            throw Failure(error.message)
        }
        do {
            return try LockFile(folder + "/host-" + name + ".lock")
        } catch {
            switch error {
            case .fault(let fault): throw Failure(fault.message)
            case .held(let process):
                throw Failure(
                    "The lab “\(loaded.lab.name)” already has a host, process \(process). End it "
                        + "first: only one may hold the lines."
                )
            }
        }
    }

    private func begin(_ loop: HostLoop) {
        let ended = ended
        let thread = Thread {
            var loop = loop
            loop.run()
            ended.signal()
        }
        thread.name = "cycle"
        thread.start()
    }

    /// False where too many orders wait.
    @discardableResult
    package func order(_ order: HostOrder) -> Bool { mailbox.put(order) }

    /// Asks for a person's command; its outcome comes as a record with the id returned.
    package func command(device: Int, _ body: CommandBody) -> CommandID {
        let id = CommandID(nextCommand.add(1, ordering: .relaxed).oldValue)
        _ = mailbox.put(.command(id, device: device, body))
        return id
    }

    /// What happened since the last call.
    package func collect() -> HostBatch { mailbox.collect() }

    /// Ends the cycle, then the lines.
    ///
    /// Outputs stay as they are: make them safe first.
    package func stop() {
        mailbox.stop()
        _ = ended.wait(timeout: .now() + 2)
        for line in lines { line.stop() }
    }
}
