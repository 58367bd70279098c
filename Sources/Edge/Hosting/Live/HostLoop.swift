import Execution
import Lines
import Quantities
import Running
import Scanning
import Wire

/// What a host's cycle thread does: every period it takes what the lines brought, judges, permits,
/// and steps the run.
struct HostLoop {
    private let lines: [LineThread]
    private let lineOfDevice: [Int]
    private let acts: [Act]
    private let clock: HostClock
    private let mailbox: HostMailbox
    private var cycle: RunCycle
    private var events: [LineEvent] = []
    private var news = HostBatch()
    private var next = Instant.start

    init(
        _ cycle: RunCycle,
        acts: [Act],
        lineOfDevice: [Int],
        lines: [LineThread],
        clock: HostClock,
        mailbox: HostMailbox
    ) {
        self.cycle = cycle
        self.acts = acts
        self.lineOfDevice = lineOfDevice
        self.lines = lines
        self.clock = clock
        self.mailbox = mailbox
    }

    /// Ticks until it is told to end.
    mutating func run() {
        next = clock.now
        while let orders = mailbox.fetch() {
            tick(orders)
            next = next + Scan.period
            if clock.now > next + Scan.period {
                // Late ticks are not made up for: each would judge the same image.
                news.overruns += 1
                next = clock.now
            }
            clock.sleep(until: next)
        }
    }

    private mutating func tick(_ orders: [HostOrder]) {
        let now = clock.now
        for line in lines { line.collect(&events, &news.notices) }
        for event in events { cycle.take(event) }
        events.removeAll(keepingCapacity: true)
        let permits = cycle.permits(at: now)
        if let epoch = permits.revokeBefore { for line in lines { line.revoke(before: epoch) } }
        for command in permits.commands {
            lines[lineOfDevice[command.request.device]].submit(command)
        }
        for order in orders { obey(order, at: now) }
        cycle.step(at: now)
        publish(at: now)
    }

    private mutating func obey(_ order: HostOrder, at now: Instant) {
        switch order {
        case .intervene(let event): cycle.intervene(event, at: now)
        case .answer(let question, let values):
            if !cycle.answer(question: question, values: values, at: now) {
                news.declined.append(question)
            }
        case .personDone(let thread): cycle.personDone(thread: thread, at: now)
        case .command(let id, let device, let body):
            guard lineOfDevice.indices.contains(device) else { return }
            cycle.request(
                CommandRequest(id: id, device: device, body: body, origin: .manual),
                at: now
            )
        case .refresh(let device):
            guard lineOfDevice.indices.contains(device) else { return }
            lines[lineOfDevice[device]].refreshNow(device: device)
        }
    }

    private mutating func publish(at now: Instant) {
        for case .personNeeded(let act, let thread, _) in cycle.records {
            news.prompts.append(prompt(act, thread, at: now))
        }
        swap(&news.records, &cycle.records)
        swap(&news.readings, &cycle.readings)
        news.phase = cycle.phase
        news.state = cycle.state
        news.awaited = cycle.awaitedInPlace()
        news.began = cycle.began
        news.now = now
        mailbox.publish(news)
        news = HostBatch()
        cycle.records.removeAll(keepingCapacity: true)
        cycle.readings.removeAll(keepingCapacity: true)
    }

    private func prompt(_ act: Int, _ thread: Int, at now: Instant) -> PersonPrompt {
        var prompt = PersonPrompt(act: act, thread: thread)
        guard acts.indices.contains(act) else { return prompt }
        switch acts[act] {
        case .weigh(let weighing):
            prompt.target = cycle.number(weighing.target, at: now)
            prompt.tolerance = cycle.number(weighing.tolerance, at: now)
        case .person(let task):
            prompt.amounts = task.changes.map { change in
                if case .add(_, let amount, _) = change {
                    cycle.number(amount, at: now)
                } else {
                    nil
                }
            }
        default: break
        }
        return prompt
    }
}
