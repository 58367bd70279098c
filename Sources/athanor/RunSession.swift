import Checking
import Execution
import Findings
import Hosting
import Labs
import Lines
import Quantities
import Records
import Reports
import Running
import Simulation
import Simulators

/// One `run` from a checked plan to the files it writes.
struct RunSession {
    private let checked: CheckedPlan
    private let loaded: LoadedLab
    private let findings: [Finding]
    private let command: RunCommand

    init(
        _ checked: CheckedPlan,
        in loaded: LoadedLab,
        findings: [Finding],
        command: RunCommand
    ) {
        self.checked = checked
        self.loaded = loaded
        self.findings = findings
        self.command = command
    }

    /// Where the run takes place.
    private struct Stage {
        var ports: LinePorts
        var clock: HostClock
        /// Set where this program simulates the devices itself.
        var simulation: SimulatedLab?
    }

    func play() throws(Failure) -> RunEnding {
        let stage = try stage()
        defer { stage.simulation?.stop() }
        let host = try LabHost(
            loaded,
            ports: stage.ports,
            clock: stage.clock,
            engine: RunEngine(checked, lab: loaded.lab, names: loaded.names),
            acts: checked.program.acts
        )
        defer { host.stop() }
        return try play(on: host, stage)
    }

    private func stage() throws(Failure) -> Stage {
        guard command.simulate else {
            let live = try LiveLab(loaded)
            try live.ports.requireSimulators(toDo: "Running a plan")
            return Stage(ports: live.ports, clock: live.clock, simulation: nil)
        }
        let faults = try faults()
        do {
            let clock = HostClock(speed: command.speed)
            let simulation = try SimulatedLab(
                lab: loaded.lab,
                names: loaded.names,
                state: checked.state,
                seed: command.seed,
                clock: clock,
                faults: faults
            )
            let ports = LinePorts(simulators: simulation.addresses)
            return Stage(ports: ports, clock: clock, simulation: simulation)
        } catch {
            throw Failure(error.message)
        }
    }

    private func faults() throws(Failure) -> [FaultSpec] {
        var faults: [FaultSpec] = []
        for text in command.fault {
            do {
                faults.append(try FaultSpec(parsing: text, lab: loaded.lab, names: loaded.names))
            } catch {
                throw Failure("--fault \(text): \(error.message)")
            }
        }
        return faults
    }

    private func play(on host: LabHost, _ stage: Stage) throws(Failure) -> RunEnding {
        let interruption = Interruption()
        var console = RunConsole(checked, in: loaded, traced: command.trace != nil, command.seed)
        let file = try command.trace.map { path throws(Failure) in try FileStream(path) }
        var run = LiveRun(
            checked,
            in: loaded,
            host: host,
            planner: try planner(),
            person: try person(console.screen),
            hands: stage.simulation.map(Self.hands)
        )
        let screen = console.screen
        var heeded = 0
        run.play {
            let asked = interruption.count
            defer { heeded = asked }
            if heeded < asked { screen.note(Self.heard(asked)) }
            return heeded < asked ? [heeded == 0 && asked == 1 ? .stop : .abort] : []
        } note: { batch in
            console.take(batch)
            file?.append(console.drainTrace())
        }
        console.finish(run)
        file?.append(console.drainTrace())
        try file?.close()
        return try conclude(run, console, stage)
    }

    /// What somebody who pressed Ctrl-C is told.
    private static func heard(_ count: Int) -> String {
        count == 1
            ? "Stopping: what may finish finishes, then the zones are made safe. Ctrl-C again: "
                + "safe at once."
            : "Aborting: the zones are made safe now."
    }

    private func conclude(
        _ run: LiveRun,
        _ console: RunConsole,
        _ stage: Stage
    ) throws(Failure) -> RunEnding {
        if let reason = run.refusal {
            Terminal.note(reason)
            return .notReached
        }
        let facts = RunFacts(
            version: Athanor.version,
            seed: command.seed,
            faults: command.fault.map { InjectedFault($0, at: .start) },
            findings: findings,
            began: run.began,
            ended: run.ended,
            outcome: run.outcome,
            energy: stage.simulation?.observe().meters.reduce(0) { $0 + $1.energy }
        )
        let conclusion = RunConclusion(
            report: command.report,
            trace: command.trace,
            json: command.json
        )
        return try conclusion.conclude(console.recorder, facts, remarks: run.remarks)
    }

    private func planner() throws(Failure) -> any Attendant {
        guard let planner = command.planner else { return ScriptedAttendant(.nobody) }
        return ScriptedAttendant(.process(try LineProcess(planner)))
    }

    private func person(_ screen: SharedScreen) throws(Failure) -> any Attendant {
        let wish = command.operator ?? (Terminal.canAsk ? "ask" : command.simulate ? "yes" : "no")
        return wish == "ask"
            ? TerminalAttendant(screen) : ScriptedAttendant(try AnswerSource(operator: wish))
    }

    /// What a person says is done happens in the simulated world too.
    private static func hands(_ simulation: SimulatedLab) -> LiveRun.Hands {
        LiveRun.Hands(
            carryOut: { simulation.person($0, amounts: $1) },
            add: { simulation.add(material: $0.material, mass: $1, vessel: $0.vessel) }
        )
    }
}
