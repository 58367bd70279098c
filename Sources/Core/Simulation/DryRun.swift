package import Checking
import Devices
package import Execution
package import Expressions
import Interlocks
package import Labs
package import Quantities
package import Running
import Scanning
import Wire

/// A whole run on simulated devices in virtual time: the live path (engine, scan, lines), with
/// only the far end of the lines and the clock replaced.
///
/// Each `advance` carries out the earliest thing that is due, so time costs nothing while nothing
/// happens. Not thread-safe: one thread calls everything, in the order a host would.
package struct DryRun: Sendable {
    /// How virtual time moves between scan ticks.
    package enum Clock: Hashable, Sendable {
        /// To the earliest tick at which something can be new.
        case jumping
        /// Through every tick of the scan's grid, as a live host does; for comparison.
        case everyTick
    }

    package let lab: Lab
    package let names: LabNames
    package private(set) var plant: Plant
    package var cycle: RunCycle
    package private(set) var now = Instant.start
    package private(set) var transactions = 0
    /// The caller wants to act then (an operator finishes, a planner answers); time does not jump
    /// past it, and it is `never` again once reached.
    package var wakeAt = Instant.never

    /// Kept where it is set before the run begins.
    package var log: WireLog?

    private var lines: [LineMachine]
    /// When each line next needs to be served; kept, since a line is asked far less often than
    /// the earliest of all is sought.
    private var lineDue: [Instant]
    private var freshness = Freshness.nothingNew
    private let mayHangUp: [Bool]
    private var nextTick = Instant.start
    private var clock: Clock
    private var buffer: [UInt8] = []

    private enum Freshness { case nothingNew, somethingNew }

    package init(
        _ checked: CheckedPlan,
        lab: Lab,
        names: LabNames,
        plant: Plant,
        clock: Clock = .jumping
    ) {
        let engine = RunEngine(checked, lab: lab, names: names)
        self.init(engine, lab: lab, names: names, plant: plant, clock: clock)
    }

    /// A dry run of an engine as it stands; for tests of programs nobody has checked.
    package init(
        _ engine: RunEngine,
        lab: Lab,
        names: LabNames,
        plant: Plant,
        clock: Clock = .jumping
    ) {
        self.lab = lab
        self.names = names
        self.plant = plant
        self.clock = clock
        cycle = RunCycle(lab: lab, names: names, engine: engine)
        lines = lab.lines.indices.map { LineMachine(lab: lab, names: names, line: $0) }
        lineDue = lab.lines.map { _ in .start }
        mayHangUp = lab.lines.map { $0.kind == .modbusTCP }
        buffer.reserveCapacity(512)
    }

    /// Goes on until there is something for the caller to do: records, a batch of readings, the
    /// instant it wanted to be woken at; false once the run has ended.
    ///
    /// The loop is in here because reading a property of so large a value from outside copies it.
    package mutating func play(batch: Int) -> Bool {
        let wake = wakeAt
        while advance() {
            if !cycle.records.isEmpty || cycle.readings.count >= batch || wakeAt != wake {
                return true
            }
        }
        return false
    }

    /// Carries out the earliest thing that is due; false once the run has ended.
    package mutating func advance() -> Bool {
        switch cycle.phase {
        case .ended, .refused: return false
        case .idle, .waitingForImage, .running: break
        }
        var earliest = tickDue()
        var line = -1
        for index in lineDue.indices where lineDue[index] <= earliest {
            earliest = lineDue[index]
            line = index
        }
        guard earliest < .never || wakeAt < .never else {
            // Nothing will ever happen again: a run that waits for what no one brings.
            cycle.end()
            return false
        }
        if wakeAt <= earliest {
            now = max(now, wakeAt)
            wakeAt = .never
            return true
        }
        now = max(now, earliest)
        if line >= 0 { serve(line) } else { tick() }
        return true
    }

    /// When the next scan tick is due, on the grid.
    private mutating func tickDue() -> Instant {
        if clock == .everyTick || freshness == .somethingNew || cycle.hasRequestsInPlace() {
            return nextTick
        }
        let deadline = cycle.deadlineInPlace()
        guard deadline < .never else { return .never }
        return max(nextTick, Self.grid(atOrAfter: deadline))
    }

    static func grid(atOrAfter instant: Instant) -> Instant {
        let period = Scan.period.nanoseconds
        let ticks = (max(instant.nanoseconds, 0) + period - 1) / period
        return Instant(nanoseconds: ticks * period)
    }

    /// Moves bytes between one line and its simulated devices.
    private mutating func serve(_ line: Int) {
        if mayHangUp[line], plant.hangsUp(line: line, at: now) { reconnect(line) }
        while plant.receive(line: line, at: now, into: &buffer) {
            lines[line].receive(buffer, at: now)
        }
        while lines[line].poll(at: now, into: &buffer) {
            transactions += 1
            if log != nil, let command = lines[line].lastCommand {
                log?.frames.append(.init(command: command, line: line, bytes: buffer))
            }
            plant.transmit(buffer, line: line, at: now)
        }
        lineDue[line] = min(lines[line].deadlineInPlace(), plant.nextArrival(line: line))
        guard !lines[line].events.isEmpty else { return }
        var broken = false
        for event in lines[line].events {
            if case .reconnect = event { broken = true }
            cycle.take(event)
        }
        lines[line].events.removeAll(keepingCapacity: true)
        somethingIsNew()
        if broken { reconnect(line) }
    }

    /// Closes a line's connection and opens it again.
    private mutating func reconnect(_ line: Int) {
        plant.connect(line: line, at: now)
        lines[line].disconnect(at: now)
        lines[line].connect(at: now)
        lineDue[line] = now
    }

    private mutating func somethingIsNew() {
        guard freshness == .nothingNew else { return }
        freshness = .somethingNew
        nextTick = max(nextTick, Self.grid(atOrAfter: now))
    }

    /// One scan tick, then one step of the run: the order of a host.
    private mutating func tick() {
        freshness = .nothingNew
        nextTick = now + Scan.period
        let permits = cycle.permits(at: now)
        if let epoch = permits.revokeBefore {
            for index in lines.indices {
                lines[index].revoke(before: epoch)
                lineDue[index] = now
            }
        }
        if !permits.commands.isEmpty { log?.commands += permits.commands }
        for command in permits.commands { submit(command) }
        cycle.step(at: now)
        if cycle.hasRequestsInPlace() { somethingIsNew() }
    }

    private mutating func submit(_ command: PermittedCommand) {
        let line = lab.devices[command.request.device].line
        lines[line].submit(command)
        serve(line)
    }
}

extension DryRun {
    /// Answers an open question of the run now; false where the answer is outside its ranges.
    package mutating func answer(question: Int, values: [Double]) -> Bool {
        defer { noteRequests() }
        return cycle.answer(question: question, values: values, at: now)
    }

    /// A person has done what `act` asked; the simulated world changes with it.
    package mutating func personDone(act: PersonAct, thread: Int) {
        let amounts = act.changes.map { change -> Double? in
            if case .add(_, let amount, _) = change { number(amount) } else { nil }
        }
        plant.person(act, amounts: amounts, at: now)
        cycle.personDone(thread: thread, at: now)
        noteRequests()
    }

    /// A person has added `mass` kg to the vessel on the balance.
    package mutating func added(_ act: WeighAct, mass: Double, thread: Int) {
        plant.add(material: act.material, mass: mass, vessel: act.vessel, at: now)
        cycle.personDone(thread: thread, at: now)
        noteRequests()
    }

    /// What an expression of the plan is worth now, in SI; nil where anything it reads is bad.
    package func number(_ expression: Expr) -> Double? { cycle.number(expression, at: now) }

    /// Somebody does something at the bench: a door, a button, a switch on a device.
    package mutating func preset(point: Int, to value: Double) {
        plant.preset(point: point, to: value, at: now)
    }

    /// The true state of the simulated world.
    package mutating func observe() -> PlantObservation { plant.observe(at: now) }

    /// The planner or a person intervenes.
    package mutating func intervene(_ event: MachineEvent) {
        cycle.intervene(event, at: now)
        noteRequests()
    }

    private mutating func noteRequests() {
        if cycle.hasRequestsInPlace() { somethingIsNew() }
    }
}
