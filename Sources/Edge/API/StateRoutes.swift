import Documents
import Hosting
import Hummingbird
import Labs
import Reports

/// What anybody may look at.
struct StateRoutes {
    let desk: HostDesk

    func add(to router: Router<HostContext>) {
        let desk = desk
        router.get("v1/status") { _, context in
            Replies.json(desk.status(for: try await context.visitor(at: desk)))
        }
        router.get("v1/ready") { _, _ in Replies.json(desk.readiness()) }
        router.get("v1/alarms") { _, _ in Replies.json(desk.alarms()) }
        router.get("v1/metrics") { _, _ in
            Replies.bytes(Array(desk.metrics().utf8), "text/plain; version=0.0.4")
        }
        router.get("v1/events") { _, _ in Replies.events(try desk.listen()) }
        router.post("v1/readings") { request, _ in
            let ask = try await Ask(request)
            guard case .list(let wanted) = ask.value("points") ?? .list([]) else {
                throw Refusal(.invalid, "“points” is a list of names.")
            }
            return Replies.json(desk.readings(try Self.points(wanted, desk)))
        }
    }

    /// The named points, every one where none is named.
    private static func points(
        _ wanted: [DocumentValue],
        _ desk: HostDesk
    ) throws(Refusal) -> [Int] {
        let names = desk.site.loaded.names
        guard !wanted.isEmpty else { return Array(names.points.indices) }
        var points: [Int] = []
        for value in wanted {
            guard case .text(let name) = value else {
                throw Refusal(.invalid, "“points” is a list of names.")
            }
            guard let point = names.point(name) else {
                throw Refusal(.unknown, "There is no point “\(name)”.")
            }
            points.append(point)
        }
        return points
    }
}
