package import Execution
package import Interlocks
package import Lines
package import Quantities
package import Running
import Scanning

/// What people, planners and programs want of a host's run.
package enum HostOrder: Sendable {
    /// Begins a run; not taken where one is on.
    case begin(HostedRun)
    case intervene(MachineEvent)
    case answer(question: Int, values: [Double])
    case personDone(thread: Int)
}

/// A run as a host takes it over.
package struct HostedRun: Sendable {
    package var engine: RunEngine
    /// The program's acts, to say what people are needed for.
    package var acts: [Act]
    /// How it is taken up again; nil where it begins.
    var revival: RunStepper.Revival?
    /// Where its commands are recorded before they are asked for; nil where nothing is.
    var log: RunLog?

    package init(_ engine: RunEngine, acts: [Act]) {
        self.engine = engine
        self.acts = acts
    }
}

/// A person is needed, with the numbers of now that the act's expressions stand for.
package struct PersonPrompt: Sendable {
    /// Index into `Program.acts`.
    package var act: Int
    package var thread: Int
    /// Of a weighing, kg; nil where a value it reads is bad.
    package var target: Double?
    package var tolerance: Double?
    /// Of an operator task: one for each of its changes that adds something, in SI.
    package var amounts: [Double?] = []
}

/// What a host did since it was last asked.
package struct HostBatch: Sendable {
    package var records: [RunRecord] = []
    package var readings: [PointReading] = []
    package var notices: [LineNotice] = []
    package var prompts: [PersonPrompt] = []
    /// Questions whose answer was not taken: outside the plan's ranges, or too late.
    package var declined: [Int] = []
    package var phase = RunStepper.Phase.idle
    package var state: RunState?
    /// What somebody may command the run now.
    package var commands: [MachineEvent] = []
    /// Faults that a person must decide before the run goes on.
    package var openFaults: [OpenFault] = []
    /// Latched trips in the order they came.
    package var latched: [Trip] = []
    /// Whether a zone is being made safe.
    package var isMakingSafe = false
    /// The point that interlocks wait for before anything is permitted.
    package var awaited: Int?
    package var began = Instant.start
    package var now = Instant.start
    /// Scan ticks that began more than one period late.
    package var overruns = 0

    package init() {}
}
