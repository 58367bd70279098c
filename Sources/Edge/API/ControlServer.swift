package import Hosting
import Hummingbird
import Labs
import Logging

/// A host's control socket: HTTP on a Unix-domain socket, the first part of the one API.
package struct ControlServer: Sendable {
    private let desk: HostDesk
    private let path: String

    /// A server at `path`, which must not exist.
    package init(_ desk: HostDesk, at path: String) {
        self.desk = desk
        self.path = path
    }

    /// Serves until the task is cancelled.
    ///
    /// `end` is called where a visitor ends the host; `ready` once clients can connect.
    package func run(
        ready: @escaping @Sendable () -> Void,
        end: @escaping @Sendable () -> Void
    ) async throws {
        let desk = desk
        let router = Router(context: HostContext.self)
        router.addMiddleware { RefusalMiddleware(desk: desk) }
        StateRoutes(desk: desk).add(to: router)
        RunRoutes(desk: desk).add(to: router)
        SafetyRoutes(desk: desk).add(to: router)
        BenchRoutes(desk: desk).add(to: router)
        router.post("v1/end") { _, context in
            try await context.visitor(at: desk).requireLeave(to: .end)
            // The answer goes out first: what ends takes its connections with it.
            Task.detached {
                try? await Task.sleep(for: .milliseconds(100))
                end()
            }
            return Replies.done("The host ends.")
        }
        var logger = Logger(label: "athanor.control")
        // Whoever leaves while the host ends is no error of anybody's.
        logger.logLevel = .critical
        let application = Application(
            router: router,
            configuration: .init(address: .unixDomainSocket(path: path), serverName: "athanor"),
            onServerRunning: { _ in ready() },
            logger: logger
        )
        try await application.run()
    }
}

/// What is refused is answered with its reason; nothing else is told to the outside.
struct RefusalMiddleware: RouterMiddleware {
    let desk: HostDesk

    // As the package was built: called on the pool, not on its caller.
    @concurrent func handle(
        _ request: Request,
        context: HostContext,
        next: @concurrent (Request, HostContext) async throws -> Response
    ) async throws -> Response {
        desk.noteAsked()
        do {
            return try await next(request, context)
        } catch let refusal as Refusal {
            return Replies.refused(refusal)
        } catch let error as HTTPError where error.status == .notFound {
            return Replies.refused(
                Refusal(.unknown, "There is no \(request.method.rawValue) \(request.uri.path).")
            )
        }
    }
}
