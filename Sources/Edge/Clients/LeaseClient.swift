import Documents
import Foundation
package import Hosting

/// A person's hold on a device, over the host's control socket.
package struct LeaseClient {
    /// Heartbeats for a resting device, s.
    private static let rhythm = 1.0

    private let client: ControlClient
    private let device: String
    private var lease: Int?
    private var token = 0
    private var beaten = Date.distantPast

    /// Takes the device.
    ///
    /// - Throws: `Failure` with the host's reason where it is not given.
    package init(_ client: ControlClient, device: String) throws(Failure) {
        self.client = client
        self.device = device
        let reply = try client.post("v1/devices/\(device)/lease")
        guard reply.isDone else { throw Failure(reply.words) }
        take(reply)
    }

    /// Goes on with the lease that an answer brought; nil where it brought none.
    package init?(_ client: ControlClient, device: String, from reply: ControlClient.Reply) {
        self.client = client
        self.device = device
        take(reply)
        guard lease != nil else { return nil }
    }

    package var isHeld: Bool { lease != nil }

    /// Keeps a resting device, by a heartbeat now and then.
    package mutating func beatIfDue() {
        guard Date().timeIntervalSince(beaten) > Self.rhythm else { return }
        _ = send("beat", [])
    }

    /// Makes sure that the device is held: takes it again where the lease has lapsed meanwhile.
    package mutating func ensure() {
        _ = send("beat", [])
        renew()
    }

    package mutating func step(_ axis: String, _ by: String) -> String {
        renew()
        return send("step", [DocumentMember("axis", .text(axis)), DocumentMember("by", .text(by))])
    }

    /// Moves on as long as this is called; comes to rest by itself where it no longer is.
    package mutating func move(_ axis: String, _ way: Double) -> String {
        send("move", [DocumentMember("axis", .text(axis)), DocumentMember("way", .number(way))])
    }

    package mutating func home() -> String {
        renew()
        return send("home", [])
    }

    /// Ends the device's motion; the device stays held, though nothing moves it any more.
    package mutating func halt() -> String {
        let reply = try? client.post("v1/devices/\(device)/halt")
        // While it moved the lease was short.
        _ = send("beat", [])
        return reply?.words ?? "The host does not answer."
    }

    package mutating func end() {
        if let lease { _ = try? client.delete("v1/leases/\(lease)") }
        lease = nil
    }

    /// After a lapse a new press takes the device again.
    private mutating func renew() {
        guard lease == nil, let reply = try? client.post("v1/devices/\(device)/lease"),
            reply.isDone
        else { return }
        take(reply)
    }

    /// What is wrong in words; empty where all is well.
    private mutating func send(_ verb: String, _ members: [DocumentMember]) -> String {
        guard let lease else { return "" }
        let body = DocumentValue.mapping([DocumentMember("token", .integer(token))] + members)
        guard let reply = try? client.post("v1/leases/\(lease)/\(verb)", body) else {
            self.lease = nil
            return "The host does not answer."
        }
        guard reply.isDone else {
            if reply.status == 404 { self.lease = nil }
            return reply.words
        }
        take(reply)
        return ""
    }

    private mutating func take(_ reply: ControlClient.Reply) {
        let document = reply.document
        lease = Int(document.words("lease"))
        token = Int(document.words("token")) ?? 0
        beaten = Date()
    }
}
