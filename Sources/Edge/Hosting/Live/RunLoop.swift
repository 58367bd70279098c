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
    /// The same while an intent is on its way to the disk.
    private static let haste = Lapse.milliseconds(1)

    /// Requests that wait until the journal has them on disk up to this number.
    private struct Intended {
        var requests: [CommandRequest]
        var number: UInt64
        var since: Instant
    }

    /// So long an intent may take to the disk; then the command is not asked for any more.
    private static let greatestDelay = Lapse(seconds: 2)

    private let clock: HostClock
    private let scan: ScanMailbox
    private let mailbox: HostMailbox
    private var stepper: RunStepper
    private var image: ProcessImage
    private var acts: [Act]
    private var told = ScanNews()
    /// Requests whose intent is on its way to the disk, in their order.
    private var intended: [Intended] = []
    private var log: RunLog?
    /// When the journal was last told that somebody looks after the run, of real time.
    private var toldAlive: ContinuousClock.Instant?
    /// Requests the scan had no room for; for the run they were never sent.
    private var unsent: [CommandReport] = []
    /// The same, for whoever follows.
    private var refused: [RunRecord] = []
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
            remember()
            pass(at: now)
            publish(at: now)
            let patience = intended.isEmpty ? Self.rhythm : Self.haste
            scan.wake.wait(nanoseconds: patience.nanoseconds)
        }
    }

    private mutating func obey(_ order: HostOrder, at now: Instant) {
        switch order {
        case .begin(let run):
            if stepper.admit(run.engine, run.revival, at: now) {
                acts = run.acts
                log = run.log
                toldAlive = nil
            }
        case .intervene(let event): stepper.intervene(event, image, at: now)
        case .answer(let question, let values):
            if !stepper.answer(question: question, values: values, image, at: now) {
                news.declined.append(question)
            }
        case .personDone(let thread): stepper.personDone(thread: thread, image, at: now)
        }
    }

    /// How the run came here goes to the journal before anything it wants.
    private mutating func remember() {
        guard let log else { return }
        log.remember(told.records + stepper.records)
        guard stepper.isBusy else {
            for waiting in intended { refuse(waiting.requests, at: told.now) }
            intended.removeAll()
            self.log = nil
            return
        }
        let moment = ContinuousClock.now
        guard toldAlive.map({ moment - $0 >= .seconds(1) }) ?? true else { return }
        toldAlive = moment
        log.noteAlive()
    }

    /// What the run wants goes to the scan, in its order, once its intent is on disk; making safe
    /// waits for nothing.
    private mutating func pass(at now: Instant) {
        // What waits was wanted before a zone had to be made safe: the run asks again, or does not.
        if !stepper.zonesToMakeSafe.isEmpty || !told.news.zonesBegun.isEmpty {
            for waiting in intended { refuse(waiting.requests, at: now) }
            intended.removeAll()
            refuse(stepper.requests, at: now)
            stepper.requests.removeAll(keepingCapacity: true)
        }
        if !stepper.requests.isEmpty { intend(at: now) }
        while let first = intended.first {
            let isDurable = log?.isDurable(first.number) ?? true
            guard
                isDurable
                    || clock.realNanoseconds(of: now - first.since) > Self.greatestDelay.nanoseconds
            else { break }
            intended.removeFirst()
            if isDurable { ask(first.requests, at: now) } else { refuse(first.requests, at: now) }
        }
        for zone in stepper.zonesToMakeSafe { _ = scan.put(.makeSafe(zone: zone)) }
        stepper.zonesToMakeSafe.removeAll(keepingCapacity: true)
    }

    private mutating func intend(at now: Instant) {
        let requests = stepper.requests
        stepper.requests.removeAll(keepingCapacity: true)
        guard let log else { return ask(requests, at: now) }
        guard let number = log.intend(requests) else { return refuse(requests, at: now) }
        intended.append(Intended(requests: requests, number: number, since: now))
    }

    private mutating func ask(_ requests: [CommandRequest], at now: Instant) {
        refuse(requests.filter { !scan.put(.run($0)) }, at: now)
    }

    private mutating func refuse(_ requests: [CommandRequest], at now: Instant) {
        unsent += requests.map { CommandReport(id: $0.id, outcome: .notSent) }
        refused += requests.map { .outcome($0.id, .notSent, at: now) }
    }

    private mutating func publish(at now: Instant) {
        // Copied: the scan gets these arrays back with their room, and need not allocate any.
        news.records.append(contentsOf: told.records)
        for case .personNeeded(let act, let thread, _) in stepper.records {
            news.prompts.append(prompt(act, thread, at: now))
        }
        news.records += stepper.records
        stepper.records.removeAll(keepingCapacity: true)
        news.records += refused
        refused.removeAll(keepingCapacity: true)
        news.readings.append(contentsOf: told.readings)
        news.notices.append(contentsOf: told.notices)
        news.phase = stepper.phase
        news.state = stepper.state
        news.commands = stepper.commands
        news.openFaults = stepper.openFaults
        news.latched.append(contentsOf: told.latched)
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
