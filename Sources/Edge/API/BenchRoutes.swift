import Documents
import Hosting
import Hummingbird
import Reports

/// What a person does to single devices: writing points, and holding a device.
struct BenchRoutes {
    let desk: HostDesk

    func add(to router: Router<HostContext>) {
        let desk = desk
        router.post("v1/points/:name") { request, context in
            let visitor = try await context.visitor(at: desk)
            let name = try context.parameters.require("name")
            let value = try await Ask(request).required("value")
            let words = try await desk.write(name, value, for: visitor)
            return Replies.ending(words)
        }
        router.post("v1/devices/:name/actions/:action") { request, context in
            let visitor = try await context.visitor(at: desk)
            let name = try context.parameters.require("name")
            let action = try context.parameters.require("action")
            let arguments = try await Ask(request).texts("arguments")
            let words = try await desk.act(name, action, arguments, for: visitor)
            return Replies.ending(words)
        }
        addLeases(to: router)
    }

    private func addLeases(to router: Router<HostContext>) {
        let desk = desk
        router.post("v1/devices/:name/lease") { _, context in
            let visitor = try await context.visitor(at: desk)
            let name = try context.parameters.require("name")
            return Replies.json(try await desk.lease(name, for: visitor), .created)
        }
        router.post("v1/devices/:name/halt") { _, context in
            let visitor = try await context.visitor(at: desk)
            let name = try context.parameters.require("name")
            try desk.halt(name, for: visitor)
            return Replies.done("\(name) is being stopped.")
        }
        router.delete("v1/leases/:lease") { _, context in
            let visitor = try await context.visitor(at: desk)
            try desk.endLease(try Self.number(context), for: visitor)
            return Replies.done("Given back.")
        }
        router.post("v1/leases/:lease/:verb") { request, context in
            let visitor = try await context.visitor(at: desk)
            let number = try Self.number(context)
            let ask = try await Ask(request)
            guard let token = try ask.integer("token"), token >= 0 else {
                throw Refusal(.invalid, "“token” is missing.")
            }
            let key = Lease.Key(number: number, token: UInt64(token))
            switch try context.parameters.require("verb") {
            case "beat": return Replies.json(try desk.beat(key, for: visitor))
            case "home": return Replies.json(try await desk.home(key, for: visitor))
            case "step":
                let axis = try ask.required("axis")
                let by = try ask.required("by")
                return Replies.json(try await desk.step(key, axis: axis, by: by, for: visitor))
            case "move":
                let axis = try ask.required("axis")
                guard let way = ask.value("way").flatMap(Self.sign) else {
                    throw Refusal(.invalid, "“way” is 1 or -1.")
                }
                return Replies.json(try await desk.move(key, axis: axis, way: way, for: visitor))
            case let verb: throw Refusal(.unknown, "A lease knows no “\(verb)”.")
            }
        }
    }

    private static func number(_ context: HostContext) throws -> Int {
        guard let number = context.parameters.get("lease", as: Int.self) else {
            throw Refusal(.invalid, "A lease is a number.")
        }
        return number
    }

    private static func sign(_ value: DocumentValue) -> Double? {
        switch value {
        case .integer(1), .number(1), .decimal("1"): 1
        case .integer(-1), .number(-1), .decimal("-1"): -1
        default: nil
        }
    }
}
