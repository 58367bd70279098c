package import Documents
import Foundation
import Glibc
package import Labs
package import Lines
package import Simulation
import Synchronization

/// A simulated lab as `athanor sim` serves it: its ports, its control socket, its links.
package final class SimulatorService: Sendable {
    package struct Options: Sendable {
        /// How much faster than real time; see `speeds`.
        package var speed = 1.0
        package var seed: UInt64 = 1
        package var faults: [FaultSpec] = []
        package var transport = SimulatedLab.Transport.terminals
        /// The folder for links to the terminals.
        package var links: String?

        package init() {}
    }

    /// What `speed` may be: wires keep their time, so that beyond some tens hosts time out.
    package static let speeds = 0.01...1000.0

    package let simulated: SimulatedLab
    private let desk: ControlDesk
    private let server: ControlServer
    private let links: Mutex<LinkFolder?>

    /// Opens everything.
    ///
    /// Somebody who asks it to end through its socket sends this process a SIGTERM.
    /// - Throws: `LineFault` where a simulator of this lab runs already, or something cannot be
    ///   opened; nothing stays open then.
    package init(
        lab: Lab,
        names: LabNames,
        state: LabState,
        labPath: String,
        options: Options
    ) throws(LineFault) {
        let simulated = try SimulatedLab(
            lab: lab,
            names: names,
            state: state,
            seed: options.seed,
            clock: HostClock(speed: options.speed),
            faults: options.faults,
            transport: options.transport
        )
        let desk = ControlDesk(
            lab: lab,
            names: names,
            labPath: RuntimeFolder.real(labPath),
            process: Int(getpid()),
            simulated: simulated
        )
        let server = try ControlServer(desk) { Signals.end() }
        do throws(LineFault) {
            let ports = zip(lab.lines, simulated.addresses).map { ($0.name, $1) }
            links = Mutex(
                try options.links.map { folder throws(LineFault) in
                    try LinkFolder(folder, ports)
                }
            )
        } catch {
            server.stop()
            throw error
        }
        self.simulated = simulated
        self.desk = desk
        self.server = server
    }

    /// Which line is where, and what is on it.
    package var ports: DocumentValue { desk.answer(Array(#"{"ask":"ports"}"#.utf8)).0 }

    /// The same, for a table.
    package var rows: [SimulatorLink.LinePort] {
        desk.lab.lines.enumerated().map { index, line in
            SimulatorLink.LinePort(
                line: line.name,
                kind: line.kind.rawValue,
                address: simulated.addresses[index],
                devices: desk.lab.devices.filter { $0.line == index }.map(\.name)
            )
        }
    }

    /// Calls `tell` with every notice, on a thread of its own, until the service has gone.
    package func follow(_ tell: @escaping @Sendable (SimulatorNotice) -> Void) {
        let thread = Thread { [weak self] in
            while let simulated = self?.simulated {
                if let notice = simulated.nextNotice(within: 0.5) { tell(notice) }
            }
        }
        thread.name = "sim-notices"
        thread.start()
    }

    /// Closes everything and takes the links away.
    package func stop() {
        links.withLock { $0?.remove() }
        server.stop()
        simulated.stop()
    }
}
