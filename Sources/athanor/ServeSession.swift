import API
import Clients
import Execution
import Foundation
import Glibc
import Hosting
import Labs
import Lines
import Quantities
import Simulation
import Simulators
import Synchronization

/// One `serve` from the lab's files to its end.
struct ServeSession {
    /// So long nothing may need a host that somebody's command has started, s.
    private static let idleTime = 4.0

    private let command: ServeCommand
    private let simulation: SimulatorService?
    private let host: LabHost
    private let desk: HostDesk
    private let socket: String

    init(_ command: ServeCommand) throws(Failure) {
        self.command = command
        let loaded = try LabFolder.open(
            command.lab.lab,
            state: command.lab.state,
            library: command.lab.library
        )
        simulation = command.simulation.simulate ? try Self.simulation(command, loaded) : nil
        do throws(Failure) {
            let live = try LiveLab(loaded)
            host = try LabHost(
                loaded,
                ports: live.ports,
                clock: live.clock,
                watchdog: command.watchdog
            )
            desk = HostDesk(host, Self.site(command, live, simulation))
        } catch {
            simulation?.stop()
            throw error
        }
        socket = try HostProcess.socket(of: loaded)
    }

    private static func simulation(
        _ command: ServeCommand,
        _ loaded: LoadedLab
    ) throws(Failure) -> SimulatorService {
        var options = SimulatorService.Options()
        options.speed = command.simulation.speed
        options.seed = command.simulation.seed
        for text in command.simulation.fault {
            do {
                options.faults.append(
                    try FaultSpec(parsing: text, lab: loaded.lab, names: loaded.names)
                )
            } catch {
                throw Failure("--fault \(text): \(error.message)")
            }
        }
        do {
            return try SimulatorService(
                lab: loaded.lab,
                names: loaded.names,
                state: loaded.state,
                labPath: loaded.labPath,
                options: options
            )
        } catch {
            throw Failure(error.message)
        }
    }

    private static func site(
        _ command: ServeCommand,
        _ live: LiveLab,
        _ simulation: SimulatorService?
    ) -> HostDesk.Site {
        var site = HostDesk.Site(
            loaded: live.loaded,
            farEnd: live.ports.farEnd,
            version: Athanor.version,
            seed: command.simulation.seed
        )
        site.faults = command.simulation.fault
        site.endsWhenIdle = command.untilIdle
        guard let simulated = simulation?.simulated else { return site }
        site.hands = Hands(
            carryOut: { simulated.person($0, amounts: $1) },
            add: { simulated.add(material: $0.material, mass: $1, vessel: $0.vessel) }
        )
        site.energy = { simulated.observe().meters.reduce(0) { $0 + $1.energy } }
        return site
    }

    /// Serves until somebody wants the end.
    func serve() {
        // A socket that stands there is a dead host's: this one has the lab's lock.
        unsafe unlink(socket)
        let server = ControlServer(desk, at: socket)
        let task = Task.detached { [socket, lab = desk.site.loaded.lab.name] in
            do {
                try await server.run(
                    ready: {
                        _ = unsafe chmod(socket, 0o600)
                        Terminal.print("The host of the lab \(lab) listens. Ctrl-C ends it.")
                    },
                    end: { Signals.end() }
                )
            } catch is CancellationError {
            } catch {
                Terminal.note("The control socket \(socket) failed: \(error).")
                Signals.end()
            }
        }
        if command.untilIdle { endWhenIdle() }
        _ = Signals.wait()
        makeSafe()
        task.cancel()
        unsafe unlink(socket)
        desk.stop()
        host.stop()
        simulation?.stop()
    }

    private func endWhenIdle() {
        let desk = desk
        let thread = Thread {
            var idleSince = Date()
            while Date().timeIntervalSince(idleSince) < Self.idleTime {
                Thread.sleep(forTimeInterval: 0.1)
                if !desk.isIdle { idleSince = Date() }
            }
            Signals.end()
        }
        thread.name = "idle"
        thread.start()
    }

    /// What was moved is made safe before the host leaves it.
    private func makeSafe() {
        guard desk.hasMovedAnything else { return }
        let end = Date().addingTimeInterval(30)
        desk.makeEverythingSafe()
        Thread.sleep(forTimeInterval: 0.2)
        while Date() < end, desk.isMakingSafe { Thread.sleep(forTimeInterval: 0.05) }
    }
}
