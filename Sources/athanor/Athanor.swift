import ArgumentParser

@main
struct Athanor: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "athanor")
}
