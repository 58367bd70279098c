import ArgumentParser
import Clients
import Documents
import Hosting
import Labs

/// The subcommand `reset`.
struct ResetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset",
        abstract: "Reset a tripped interlock, once its cause is gone; nothing starts by it."
    )

    @Argument(help: "The interlock.", completion: .lab { $0.lab.interlocks.map(\.name) })
    var interlock: String

    @OptionGroup var options: HostOptions

    func run() throws {
        let reply = try Terminal.reporting { () throws(Failure) in
            try options.running().client.post("v1/interlocks/\(interlock.urlPart)/reset")
        }
        try HostConnection.tell(reply)
    }
}

/// The subcommand `bypass`.
struct BypassCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bypass",
        abstract: "Leave an interlock unjudged for a while: by a named person, for a reason.",
        discussion: """
              athanor bypass water-lost --for '30 min' --reason 'pump is being changed' \
            --lab Examples/demo
              athanor bypass water-lost --end --lab Examples/demo

            For at most 8 h. It is an alarm as long as it lasts. Safety and admin roles may.
            """
    )

    @Argument(help: "The interlock.", completion: .lab { $0.lab.interlocks.map(\.name) })
    var interlock: String

    @Option(name: .customLong("for"), help: "For how long: '30 min'.") var lasting: String?
    @Option(help: "Why.") var reason: String?
    @Flag(help: "End the bypass now.") var end = false
    @OptionGroup var options: HostOptions

    func validate() throws {
        guard end || (lasting != nil && reason != nil) else {
            throw ValidationError("A bypass needs --for and --reason; --end ends one.")
        }
    }

    func run() throws {
        let place = "v1/interlocks/\(interlock.urlPart)/bypass"
        let reply = try Terminal.reporting { () throws(Failure) in
            let client = try options.running().client
            guard !end else { return try client.delete(place) }
            return try client.post(
                place,
                .members(["for": .text(lasting ?? ""), "reason": .text(reason ?? "")])
            )
        }
        try HostConnection.tell(reply)
    }
}

/// The subcommand `mode`.
struct ModeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mode",
        abstract: "Put a device into a mode: automatic, manual, maintenance, out-of-service.",
        discussion: """
            automatic: runs command it. manual: people do. maintenance and out-of-service: only a \
            safe sequence writes to it, and what it reads counts as bad, so that interlocks that \
            need it trip. Lock its energy out before you reach in.
            """
    )

    @Argument(help: "The device.", completion: .lab { $0.lab.devices.map(\.name) })
    var device: String

    @Argument(help: "The mode.") var mode: String
    @OptionGroup var options: HostOptions

    func run() throws {
        let reply = try Terminal.reporting { () throws(Failure) in
            try options.running().client.post(
                "v1/devices/\(device.urlPart)/mode",
                .members(["mode": .text(mode)])
            )
        }
        try HostConnection.tell(reply)
    }
}

extension String {
    /// As one part of an address (RFC 3986): everything that means something there is escaped.
    var urlPart: String {
        utf8.map { byte in
            let isPlain =
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || [45, 46, 95, 126].contains(byte)
            let hex = String(byte, radix: 16, uppercase: true)
            return isPlain
                ? String(UnicodeScalar(byte)) : "%" + (hex.count < 2 ? "0" : "") + hex
        }.joined()
    }
}
