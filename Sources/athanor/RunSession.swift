import Checking
import Clients
import Documents
import Execution
import Foundation
import Hosting
import Labs
import Reports

/// One `run`, as a client of the lab's host: from a checked plan to the files it writes.
struct RunSession {
    /// How often what happened is looked at, s.
    private static let rhythm = 0.05

    private let checked: CheckedPlan
    private let plan: [UInt8]
    private let loaded: LoadedLab
    private let file: String
    private let options: PlanRunOptions
    private let screen = SharedScreen()
    /// The trace's copy, which grows with the run.
    private let trace: TraceCopy?

    /// A file that follows the host's trace.
    private final class TraceCopy {
        let file: FileStream
        private var copied = 0
        private var next = Date()

        init(_ path: String) throws(Failure) { file = try FileStream(path) }

        /// Copies what is new; whether there was anything.
        func fetch(_ client: ControlClient) throws(Failure) -> Bool {
            next = Date() + 0.5
            let reply = try client.get("v1/runs/current/trace?from=\(copied)")
            guard reply.isDone else { throw Failure(reply.words) }
            file.append(reply.bytes)
            copied += reply.bytes.count
            return !reply.bytes.isEmpty
        }

        func fetchNowAndThen(_ client: ControlClient) {
            if Date() >= next { _ = try? fetch(client) }
        }
    }

    init(
        _ checked: CheckedPlan,
        plan: [UInt8],
        file: String,
        in loaded: LoadedLab,
        _ options: PlanRunOptions
    ) throws(Failure) {
        trace = try options.trace.map { path throws(Failure) in try TraceCopy(path) }
        self.checked = checked
        self.plan = plan
        self.loaded = loaded
        self.file = file
        self.options = options
    }

    func play() throws(Failure) -> RunEnding {
        let client = try connect()
        let feed = EventFeed(at: try HostProcess.socket(of: loaded))
        defer { feed.stop() }
        let desk = AnswerDesk(planner: try planner(), person: try person())
        let reply = try client.post(
            "v1/runs",
            .members([
                "plan": .text(String(decoding: plan, as: UTF8.self)),
                "file": .text(file), "trace": .flag(options.trace != nil),
            ])
        )
        guard reply.isDone else {
            if reply.status == 422 { Terminal.print(reply.bytes) }
            throw Failure(reply.words)
        }
        let ended = follow(client, feed, desk)
        screen.end()
        guard let ended else {
            throw Failure("The host has ended while the run was on. Look at the lab.")
        }
        return try conclude(client, ended)
    }

    private func connect() throws(Failure) -> ControlClient {
        if let client = try HostProcess.find(loaded) {
            guard options.simulation.speed == 1, options.simulation.fault.isEmpty else {
                throw Failure(
                    "A host of “\(loaded.lab.name)” runs already, so --speed and --fault cannot be "
                        + "had. End it first: athanor end --lab \(options.live.lab.lab)"
                )
            }
            return client
        }
        var wish = HostProcess.Wish()
        if options.simulation.simulate {
            wish.arguments = ["--simulate", "--speed", "\(options.simulation.speed)"]
            wish.arguments += ["--seed", "\(options.simulation.seed)"]
            for fault in options.simulation.fault { wish.arguments += ["--fault", fault] }
        }
        return try HostProcess.start(loaded, wish, options: options.live.lab.arguments)
    }

    /// Follows the run; gives its last event, nil where the host has gone.
    private func follow(
        _ client: ControlClient,
        _ feed: EventFeed,
        _ desk: AnswerDesk
    ) -> DocumentValue? {
        let interruption = Interruption()
        var heeded = 0
        while true {
            let asked = interruption.count
            if heeded < asked {
                screen.note(Self.heard(asked))
                let word = heeded == 0 && asked == 1 ? "stop" : "abort"
                _ = try? client.post("v1/runs/current/\(word)")
                heeded = asked
            }
            for event in feed.collect() {
                if event.member("event") == .text("ended") { return event }
                take(event, desk)
            }
            for reply in desk.collect() { send(reply, client) }
            if feed.standing == .ended { return nil }
            trace?.fetchNowAndThen(client)
            if Terminal.isInteractive { show(client) }
            Thread.sleep(forTimeInterval: Self.rhythm)
        }
    }

    /// What somebody who pressed Ctrl-C is told.
    private static func heard(_ count: Int) -> String {
        count == 1
            ? "Stopping: what may finish finishes, then the zones are made safe. Ctrl-C again: "
                + "safe at once."
            : "Aborting: the zones are made safe now."
    }

    private func show(_ client: ControlClient) {
        let style = Terminal.errorStyle
        let query = "width=\(style.width)&colour=\(style.palette == .ansi ? "yes" : "no")"
        guard let reply = try? client.get("v1/runs/current/screen?" + query), reply.isDone else {
            return
        }
        screen.show(String(decoding: reply.bytes, as: UTF8.self))
    }

    private func take(_ event: DocumentValue, _ desk: AnswerDesk) {
        guard case .text(let kind)? = event.member("event") else { return }
        switch kind {
        case "note":
            if case .text(let text)? = event.member("text") { screen.note(text) }
        case "question":
            guard let index = event.integer("index"),
                checked.program.questions.indices.contains(index),
                case .text(let line)? = event.member("line")
            else { return }
            desk.ask(checked.program.questions[index], line: Array(line.utf8))
        case "prompt":
            guard let thread = event.integer("thread"),
                case .text(let words)? = event.member("text")
            else { return }
            desk.carryOut(thread: thread, words: words)
        default: break
        }
    }

    private func send(_ reply: AnswerDesk.Reply, _ client: ControlClient) {
        let answered: ControlClient.Reply?
        switch reply {
        case .answer(let question, let answer):
            answered = try? client.post(
                "v1/answers",
                .members(["question": .text(question), "answer": answer])
            )
        case .done(let thread):
            answered = try? client.post("v1/tasks", .members(["thread": .integer(thread)]))
        case .declined(let words):
            screen.note("“\(words)” was declined; the step ends when its time is over.")
            return
        }
        if let answered, !answered.isDone { screen.note(answered.words) }
    }

    // MARK: Its end

    private func conclude(
        _ client: ControlClient,
        _ ended: DocumentValue
    ) throws(Failure) -> RunEnding {
        if case .text(let reason)? = ended.member("refusal") {
            Terminal.note(reason)
            return .notReached
        }
        if let report = options.report {
            try Files.write(try client.get("v1/runs/current/report").bytes, to: report)
        }
        while try trace?.fetch(client) ?? false {}
        try trace?.file.close()
        let style = Terminal.style
        let form =
            options.json
            ? "form=json" : "width=\(style.width)&colour=\(style.palette == .ansi ? "yes" : "no")"
        Terminal.print(try client.get("v1/runs/current/summary?" + form).bytes)
        if case .list(let remarks) = try client.get("v1/runs/current/remarks").document {
            for case .text(let remark) in remarks { Terminal.note(remark) }
        }
        if let report = options.report { Terminal.note("Report: \(report)") }
        if let trace = options.trace { Terminal.note("Trace: \(trace)") }
        let isProved = ended.member("as-proved") == .flag(true)
        return ended.member("state") == .text("complete") && isProved ? .complete : .notReached
    }

    // MARK: Who answers

    private func planner() throws(Failure) -> any Attendant {
        guard let planner = options.planner else { return ScriptedAttendant(.nobody) }
        return ScriptedAttendant(.process(try LineProcess(planner)))
    }

    private func person() throws(Failure) -> any Attendant {
        let usual = options.simulation.simulate ? "yes" : "no"
        let wish = options.operator ?? (Terminal.canAsk ? "ask" : usual)
        return wish == "ask"
            ? TerminalAttendant(screen) : ScriptedAttendant(try AnswerSource(operator: wish))
    }
}

extension DocumentValue {
    /// A whole number under `key`, in whatever form it was read.
    fileprivate func integer(_ key: String) -> Int? {
        switch member(key) {
        case .integer(let number): number
        case .decimal(let digits): Int(digits)
        default: nil
        }
    }
}
