import ArgumentParser
import Devices
import Documents
import Foundation
import Hosting
import Labs
import Lines

/// The subcommand `do`.
struct DoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "do",
        abstract: "Have steps of the plan language done now: home, prime, eject, switch.",
        discussion: """
              athanor do exhaust.switch-on --lab Examples/demo
              athanor do pipette.home pipette.prime from=rinse volume='2 mL' --lab Examples/demo
              athanor do pipette.home pipette.eject --lab Examples/demo

            Each ASSEMBLY.VERB begins a step; its arguments follow it. They are checked and run as \
            a plan of these steps: against what the lab holds now, through the same permits, and \
            what they moved and used is in the lab's state afterwards. athanor describe lists what \
            there is to do. Ctrl-C stops.
            """
    )

    @Argument(
        help: "What to do: ASSEMBLY.VERB, then its arguments, NAME=VALUE: volume='2 mL'.",
        completion: .lab { loaded in
            loaded.lab.assemblies.flatMap { assembly in
                Verb.allCases.filter { $0.definition.capability == assembly.capability }
                    .map { assembly.name + "." + $0.rawValue }
            }
        }
    )
    var words: [String]

    @OptionGroup var options: PlanRunOptions

    func run() throws {
        Signals.block()
        try options.carryOut(file: words.joined(separator: " ")) { loaded throws(Failure) in
            try plan(in: loaded)
        }
    }

    /// A plan of these steps.
    private func plan(in loaded: LoadedLab) throws(Failure) -> [UInt8] {
        DocumentWriter.json(
            .members([
                "athanor": .text("plan/1"), "id": .text("by-hand"),
                "title": .text("By hand: " + words.joined(separator: " ")),
                "author": .members(["kind": .text("human"), "name": .text(NSUserName())]),
                "lab": .members(["name": .text(loaded.lab.name)]),
                "defaults": .members(["timeout": .text("30 min"), "else": .text("safe-stop")]),
                "steps": .list(try steps().map { .mapping($0) }),
            ])
        )
    }

    private func steps() throws(Failure) -> [[DocumentMember]] {
        var steps: [[DocumentMember]] = []
        for word in words {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            if parts.count == 1 {
                steps.append([DocumentMember("do", .text(word))])
            } else if !steps.isEmpty {
                steps[steps.count - 1].append(DocumentMember(parts[0], Self.value(parts[1])))
            } else {
                throw Failure("“\(word)” stands before any step; begin with ASSEMBLY.VERB.")
            }
        }
        return steps
    }

    /// As it would stand in a plan: whole numbers and flags are no texts there.
    private static func value(_ text: String) -> DocumentValue {
        switch text {
        case "true": .flag(true)
        case "false": .flag(false)
        default: Int(text).map { .integer($0) } ?? .text(text)
        }
    }
}
