import Documents
import Execution
import Foundation
import HTTPTypes
import Hosting
import Hummingbird
import NIOCore
import Reports

/// Beginning a run, intervening, answering, and what it leaves.
struct RunRoutes {
    let desk: HostDesk

    private static let commands: [(word: String, event: MachineEvent, said: String)] = [
        ("hold", .hold, "Holding: what must finish finishes, nothing new begins."),
        ("resume", .resume, "Going on."),
        ("verify", .verified, "Looked at; it is believed where it is read."),
        ("stop", .stop, "Stopping: the plan's finally, then the zones are made safe."),
        ("abort", .abort, "Aborting: the zones are made safe now."),
    ]

    func add(to router: Router<HostContext>) {
        let desk = desk
        router.post("v1/runs") { request, context in
            let visitor = try await context.visitor(at: desk)
            let ask = try await Ask(request, limit: context.maxUploadSize)
            let admission = try await desk.begin(
                Array(try ask.required("plan").utf8),
                file: try ask.text("file") ?? "plan.yaml",
                keepingTrace: try ask.flag("trace"),
                for: visitor
            )
            switch admission {
            case .begun(let run):
                return Replies.json(.members(["ok": .flag(true), "run": .integer(run)]), .created)
            case .refused(let review):
                let text = FindingJSON.render(review.findings)
                return Replies.bytes(
                    Array("{\"ok\":false,\"findings\":\(text)}".utf8),
                    "application/json",
                    .unprocessableContent
                )
            }
        }
        addCommands(to: router)
        addRecovery(to: router)
        addAnswers(to: router)
        addOutcomes(to: router)
    }

    private func addCommands(to router: Router<HostContext>) {
        let desk = desk
        for command in Self.commands {
            router.post("v1/runs/:run/\(command.word)") { _, context in
                let visitor = try await context.visitor(at: desk)
                let text = context.parameters.get("run") ?? ""
                guard text == "current" || Int(text) != nil else {
                    throw Refusal(.invalid, "A run is a number, or “current”; not “\(text)”.")
                }
                try await desk.intervene(command.event, run: Int(text), for: visitor)
                return Replies.done(command.said)
            }
        }
    }

    private func addRecovery(to router: Router<HostContext>) {
        let desk = desk
        router.get("v1/recovery") { _, _ in Replies.json(desk.cutOffRuns()) }
        router.post("v1/runs/:run/recover") { request, context in
            let visitor = try await context.visitor(at: desk)
            guard let run = context.parameters.get("run", as: Int.self) else {
                throw Refusal(.invalid, "A run is a number.")
            }
            try await desk.recover(
                run: run,
                found: try await Ask(request).required("found"),
                for: visitor
            )
            return Replies.done("Run \(run) is closed.")
        }
    }

    private func addAnswers(to router: Router<HostContext>) {
        let desk = desk
        router.post("v1/answers") { request, context in
            let visitor = try await context.visitor(at: desk)
            let ask = try await Ask(request)
            try desk.answer(
                try ask.required("question"),
                ask.value("answer") ?? .mapping([]),
                for: visitor
            )
            return Replies.done("Answered.")
        }
        router.post("v1/faults") { request, context in
            let visitor = try await context.visitor(at: desk)
            let ask = try await Ask(request)
            let word = try ask.required("fix-up")
            try await desk.fix(thread: try ask.integer("thread"), word, for: visitor)
            return Replies.done("Decided: \(word).")
        }
        router.post("v1/tasks") { request, context in
            let visitor = try await context.visitor(at: desk)
            guard let thread = try await Ask(request).integer("thread") else {
                throw Refusal(.invalid, "“thread” is missing.")
            }
            try desk.personDone(thread: thread, for: visitor)
            return Replies.done("Thank you.")
        }
    }

    private func addOutcomes(to router: Router<HostContext>) {
        let desk = desk
        router.get("v1/runs/current/screen") { request, _ in
            let text = desk.screen(Self.style(request))
            return Replies.bytes(Array(text.utf8), "text/plain; charset=utf-8")
        }
        router.get("v1/runs/current/summary") { request, _ in
            let isJSON = request.uri.queryParameters["form"] == "json"
            return Replies.bytes(
                try desk.outcome(isJSON ? .json : .text(Self.style(request))),
                isJSON ? "application/json" : "text/plain; charset=utf-8"
            )
        }
        router.get("v1/runs/current/report") { _, _ in
            Replies.bytes(try desk.outcome(.html), "text/html; charset=utf-8")
        }
        router.get("v1/runs/current/remarks") { _, _ in
            Replies.json(.list(desk.remarks().map { .text($0) }))
        }
        // As far as it is written, from a byte on, at most a megabyte: asked again until it is
        // empty, it can be followed while the run is on.
        router.get("v1/runs/current/trace") { request, _ in
            let from = request.uri.queryParameters["from"].flatMap { UInt64($0) } ?? 0
            guard let path = desk.tracePath, let file = FileHandle(forReadingAtPath: path) else {
                throw Refusal(.unknown, "No trace was kept of this run.")
            }
            defer { try? file.close() }
            try file.seek(toOffset: min(from, try file.seekToEnd()))
            let piece = try file.read(upToCount: 1 << 20) ?? Data()
            return Replies.bytes(Array(piece), "application/jsonl")
        }
    }

    /// How a terminal shows text: its width, and whether in colour.
    private static func style(_ request: Request) -> TextStyle {
        let query = request.uri.queryParameters
        let width = query["width"].flatMap { Int($0) } ?? 100
        return TextStyle(colour: query["colour"] == "yes", width: min(max(width, 40), 400))
    }
}
