import ArgumentParser
import Clients
import Devices
import Documents
import Hosting
import Labs
import Lines
import Quantities

/// The subcommand `act`.
struct ActCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "act",
        abstract: "Have a device carry out one action of its profile, and wait until it is done.",
        discussion: """
              athanor act balance tare --lab Examples/demo
              athanor act pump initialise --lab Examples/demo
              athanor act pump set-valve port=3 --lab Examples/demo

            Without an action: what the device can do. The device is yours alone meanwhile; \
            interlocks, limits and modes judge every command as they judge a run's. Nothing is \
            sent twice. What the profile or the lab says must not stay on without anybody \
            (manual-end) is held until Ctrl-C. athanor safe stops whatever goes wrong.
            """
    )

    @Argument(help: "The device.", completion: .lab { $0.lab.devices.map(\.name) })
    var device: String

    @Argument(
        help: "The action.",
        completion: .lab { loaded in
            Set(loaded.lab.profiles.flatMap(\.actions).map(\.name)).sorted()
        }
    )
    var action: String?

    @Argument(help: "Its arguments: NAME=VALUE, such as to='60 degC'.") var arguments: [String] = []
    @OptionGroup var options: HostOptions

    /// Beyond an action's own time, s: commands, lines, the image of a host just begun.
    private static let margin = 40.0

    func run() throws {
        let (loaded, chosen) = try Terminal.reporting { () throws(Failure) in
            let lab = options.lab
            let loaded = try LabFolder.open(lab.lab, state: lab.state, library: lab.library)
            guard let index = loaded.names.device(device) else {
                throw Failure(
                    "The lab “\(loaded.lab.name)” has no device “\(device)”. athanor describe "
                        + "lists them."
                )
            }
            return (loaded, index)
        }
        guard let action else { return list(chosen, loaded) }
        var members: [DocumentMember] = []
        for argument in arguments {
            let parts = argument.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else {
                throw Terminal.report(Failure("“\(argument)” is not NAME=VALUE."))
            }
            members.append(DocumentMember(String(parts[0]), .text(String(parts[1]))))
        }
        // Known here only to know how long to wait; the host judges it.
        let profile = loaded.lab.profiles[loaded.lab.devices[chosen].profile]
        let time = profile.action(action)?.within.seconds ?? 0
        Signals.block()
        let (client, reply) = try Terminal.reporting { () throws(Failure) in
            let client = try options.startingOne().client
            let reply = try client.post(
                "v1/devices/\(device.urlPart)/actions/\(action.urlPart)",
                .members(["arguments": .mapping(members)]),
                patience: time + Self.margin
            )
            return (client, reply)
        }
        try HandHold.conclude(reply, of: device, at: client)
    }

    private func list(_ device: Int, _ loaded: LoadedLab) {
        let profile = loaded.lab.profiles[loaded.lab.devices[device].profile]
        for action in profile.actions {
            let arguments = action.arguments.map { argument in
                argument.presence == .optional ? "[\(argument.name)=]" : argument.name + "="
            }
            Terminal.print(([action.name] + arguments).joined(separator: " "))
        }
    }
}
