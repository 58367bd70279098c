import ArgumentParser

/// The subcommand `sim`.
struct SimCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sim",
        abstract: "Serve a lab's simulated devices on ports of this machine, and command them.",
        discussion: """
            Every serial line and RTU bus becomes a pseudo-terminal, every Modbus TCP line a TCP \
            port; drivers, masters and athanor itself talk to them as to the real devices. It \
            lives until \
            Ctrl-C or `athanor sim stop`; meanwhile, from another terminal:
              athanor sim Examples/demo --links /tmp/demo &
              athanor sim fault controller device-dead --for 5min
              athanor sim fault controller --end
              athanor sim set inputs.furnace-door-closed false
              athanor sim set balance.weight '5 g'
              athanor sim show
            """,
        subcommands: [
            SimServeCommand.self, SimFaultCommand.self, SimSetCommand.self, SimShowCommand.self,
            SimStopCommand.self,
        ],
        defaultSubcommand: SimServeCommand.self
    )
}
