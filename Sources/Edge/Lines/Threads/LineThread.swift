import CLinux
import Dispatch
import Foundation
package import Labs
package import Scanning
import Synchronization
package import Wire

/// One line with its owner thread: the only one that touches the port.
///
/// One thread submits, asks and collects; `stop` may be called from any. Nothing waits for the
/// wire, nor for a lock.
package final class LineThread: Sendable {
    /// What a line needs to work.
    package struct Setup: Sendable {
        package var lab: Lab
        package var names: LabNames
        /// Index into `Lab.lines`.
        package var line: Int
        package var address: PortAddress
        package var clock: HostClock
        package var capture: CaptureRing?
        /// The thread's real-time priority, where the system permits it; nil for an ordinary one.
        package var priority: Int32?

        package init(
            lab: Lab,
            names: LabNames,
            line: Int,
            address: PortAddress,
            clock: HostClock,
            capture: CaptureRing? = nil,
            priority: Int32? = nil
        ) {
            self.lab = lab
            self.names = names
            self.line = line
            self.address = address
            self.clock = clock
            self.capture = capture
            self.priority = priority
        }
    }

    private let mailbox: LineMailbox
    private let ended = DispatchSemaphore(value: 0)

    /// Starts the thread, which opens the port and goes on trying where it cannot.
    ///
    /// - Throws: `LineFault` where the system has no more descriptors.
    package init(_ setup: Setup) throws(LineFault) {
        let mailbox = try LineMailbox()
        let ended = ended
        self.mailbox = mailbox
        let thread = Thread {
            // Refused is no fault: the scan's own standing says so.
            if let priority = setup.priority { _ = clinux_run_first(priority) }
            var owner = LineOwner(setup, mailbox)
            owner.run()
            ended.signal()
        }
        thread.name = "line-\(setup.lab.lines[setup.line].name)"
        thread.start()
    }

    deinit { mailbox.stop() }

    /// Queues a command, whose outcome comes as an event.
    ///
    /// False where the line does not look any more and too many wait: it is not sent, and nothing
    /// comes.
    package func submit(_ command: PermittedCommand) -> Bool { mailbox.put(.command(command)) }

    /// What was permitted before `epoch` and is not on the wire yet never gets there.
    package func revoke(before epoch: UInt32) {
        mailbox.leastEpoch.store(epoch, ordering: .sequentiallyConsistent)
        mailbox.wake.signal()
    }

    /// Reads the device's points as soon as the line is free; a line with too much to do already
    /// reads them when their turn comes.
    package func refreshNow(device: Int) { _ = mailbox.put(.refresh(device: device)) }

    /// Takes what the line told since the last call.
    package func collect(_ events: inout [LineEvent], _ notices: inout [LineNotice]) {
        mailbox.collect(&events, &notices)
    }

    /// Closes the port and ends the thread; waits for it, at most two seconds.
    package func stop() {
        mailbox.stop()
        _ = ended.wait(timeout: .now() + 2)
        ended.signal()
    }
}
