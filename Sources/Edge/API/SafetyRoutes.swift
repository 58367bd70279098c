import Hosting
import Hummingbird
import Labs
import Quantities

/// Making safe, alarms, interlocks, modes.
struct SafetyRoutes {
    let desk: HostDesk

    func add(to router: Router<HostContext>) {
        let desk = desk
        router.post("v1/safe") { request, context in
            let visitor = try await context.visitor(at: desk)
            let zone = try await Ask(request).text("zone")
            try desk.makeSafe(zone: zone, for: visitor)
            return Replies.done(
                zone.map { "Zone \($0) is being made safe." } ?? "Every zone is being made safe."
            )
        }
        addAlarms(to: router)
        addInterlocks(to: router)
        router.post("v1/devices/:name/mode") { request, context in
            let visitor = try await context.visitor(at: desk)
            let text = try await Ask(request).required("mode")
            guard let mode = DeviceState.Mode(rawValue: text) else {
                let known = DeviceState.Mode.allCases.map(\.rawValue).joined(separator: ", ")
                throw Refusal(.invalid, "A mode is one of \(known); not “\(text)”.")
            }
            let name = try context.parameters.require("name")
            try await desk.setMode(mode, of: name, for: visitor)
            return Replies.done("\(name) is in mode \(text).")
        }
    }

    private func addAlarms(to router: Router<HostContext>) {
        let desk = desk
        router.post("v1/alarms/acknowledge") { request, context in
            let visitor = try await context.visitor(at: desk)
            let alarm = try await Ask(request).integer("alarm")
            try desk.acknowledge(alarm, for: visitor)
            return Replies.done("Acknowledged.")
        }
        router.post("v1/alarms/:alarm/shelve") { request, context in
            let visitor = try await context.visitor(at: desk)
            let ask = try await Ask(request)
            guard let alarm = context.parameters.get("alarm", as: Int.self) else {
                throw Refusal(.invalid, "An alarm is a number.")
            }
            let lapse = try Self.lapse(try ask.required("for"))
            let reason = try ask.required("reason")
            try desk.shelve(alarm, reason: reason, lasting: lapse, for: visitor)
            return Replies.done("Alarm \(alarm) is shelved; it comes back by itself.")
        }
    }

    private func addInterlocks(to router: Router<HostContext>) {
        let desk = desk
        router.post("v1/interlocks/:name/reset") { _, context in
            let visitor = try await context.visitor(at: desk)
            let name = try context.parameters.require("name")
            return Replies.done(try await desk.reset(interlock: name, for: visitor))
        }
        router.post("v1/interlocks/:name/bypass") { request, context in
            let visitor = try await context.visitor(at: desk)
            let ask = try await Ask(request)
            let lapse = try Self.lapse(try ask.required("for"))
            try await desk.bypass(
                interlock: try context.parameters.require("name"),
                reason: try ask.required("reason"),
                lasting: lapse,
                for: visitor
            )
            return Replies.done("Bypassed; its hazard is not fenced until then.")
        }
        router.delete("v1/interlocks/:name/bypass") { _, context in
            let visitor = try await context.visitor(at: desk)
            try desk.endBypass(
                interlock: try context.parameters.require("name"),
                for: visitor
            )
            return Replies.done("It is judged again.")
        }
    }

    private static func lapse(_ text: String) throws(Refusal) -> Lapse {
        guard let quantity = try? Quantity(parsing: text), quantity.dimensions == .time,
            quantity.si > 0, quantity.si < 1e6
        else { throw Refusal(.invalid, "A time such as “10 min” or “90 s”, not “\(text)”.") }
        return Lapse(seconds: quantity.si)
    }
}
