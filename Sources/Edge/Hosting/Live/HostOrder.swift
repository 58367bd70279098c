package import Execution
package import Lines
package import Quantities
package import Running
package import Scanning

/// What people, planners and programs want of a host.
package enum HostOrder: Sendable {
    case intervene(MachineEvent)
    case answer(question: Int, values: [Double])
    case personDone(thread: Int)
    /// A person's command to one device; its outcome comes as a record with this id.
    case command(CommandID, device: Int, CommandBody)
    /// Reads the device's points as soon as its line is free.
    case refresh(device: Int)
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
    package var phase = RunCycle.Phase.waitingForImage
    package var state: RunState?
    /// The point that interlocks wait for before anything is permitted.
    package var awaited: Int?
    package var began = Instant.start
    package var now = Instant.start
    /// Scan ticks that began more than one period late.
    package var overruns = 0

    package init() {}
}
