import Execution
import Interlocks
import Labs
import Lines
import Quantities
import Running
import Scanning

/// What a host's run thread does: it steps the run on what the scan tells, and hands what it wants
/// sent to the scan.
struct RunLoop {
    /// How long it waits at most where nothing is new, of real time.
    private static let rhythm = Lapse.milliseconds(20)

    private let clock: HostClock
    private let scan: ScanMailbox
    private let mailbox: HostMailbox
    private var stepper: RunStepper
    private var image: ProcessImage
    private var acts: [Act]
    private var told = ScanNews()
    /// Requests the scan had no room for; for the run they were never sent.
    private var unsent: [CommandReport] = []
    private var news = HostBatch()

    init(
        _ stepper: RunStepper,
        names: LabNames,
        acts: [Act],
        clock: HostClock,
        scan: ScanMailbox,
        mailbox: HostMailbox
    ) {
        self.stepper = stepper
        self.acts = acts
        self.clock = clock
        self.scan = scan
        self.mailbox = mailbox
        image = ProcessImage(names)
    }

    /// Steps until it is told to end.
    mutating func run() {
        while let orders = mailbox.fetch() {
            scan.collect(&told)
            let now = max(told.now, clock.now)
            for sample in told.readings {
                stepper.note(reading: sample.point, old: image[sample.point].quality)
                image.store(sample.reading, point: sample.point)
            }
            image.expire(at: now)
            for order in orders { obey(order, at: now) }
            told.news.outcomes += unsent
            unsent.removeAll()
            stepper.step(on: told.news, image, isSafe: !told.isMakingSafe, at: now)
            pass()
            publish(at: now)
            scan.wake.wait(nanoseconds: Self.rhythm.nanoseconds)
        }
    }

    private mutating func obey(_ order: HostOrder, at now: Instant) {
        switch order {
        case .begin(let run):
            if stepper.admit(run.engine, at: now) { acts = run.acts }
        case .intervene(let event): stepper.intervene(event, image, at: now)
        case .answer(let question, let values):
            if !stepper.answer(question: question, values: values, image, at: now) {
                news.declined.append(question)
            }
        case .personDone(let thread): stepper.personDone(thread: thread, image, at: now)
        }
    }

    /// What the run wants goes to the scan, in its order.
    private mutating func pass() {
        for request in stepper.requests where !scan.put(.run(request)) {
            unsent.append(CommandReport(id: request.id, outcome: .notSent))
        }
        stepper.requests.removeAll(keepingCapacity: true)
        for zone in stepper.zonesToMakeSafe { _ = scan.put(.makeSafe(zone: zone)) }
        stepper.zonesToMakeSafe.removeAll(keepingCapacity: true)
    }

    private mutating func publish(at now: Instant) {
        news.records = told.records
        for case .personNeeded(let act, let thread, _) in stepper.records {
            news.prompts.append(prompt(act, thread, at: now))
        }
        news.records += stepper.records
        stepper.records.removeAll(keepingCapacity: true)
        swap(&news.readings, &told.readings)
        swap(&news.notices, &told.notices)
        news.phase = stepper.phase
        news.state = stepper.state
        news.commands = stepper.commands
        news.openFaults = stepper.openFaults
        news.latched = told.latched
        news.isMakingSafe = told.isMakingSafe
        news.awaited = told.awaited
        news.began = stepper.began
        news.overruns = told.overruns
        news.now = now
        mailbox.publish(news)
        told.clear()
        news = HostBatch()
    }

    private func prompt(_ act: Int, _ thread: Int, at now: Instant) -> PersonPrompt {
        var prompt = PersonPrompt(act: act, thread: thread)
        guard acts.indices.contains(act) else { return prompt }
        switch acts[act] {
        case .weigh(let weighing):
            prompt.target = stepper.number(weighing.target, image, at: now)
            prompt.tolerance = stepper.number(weighing.tolerance, image, at: now)
        case .person(let task):
            prompt.amounts = task.changes.map { change in
                if case .add(_, let amount, _) = change {
                    stepper.number(amount, image, at: now)
                } else {
                    nil
                }
            }
        default: break
        }
        return prompt
    }
}
