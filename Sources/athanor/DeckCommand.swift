import ArgumentParser
import Documents
import Foundation
import Hosting
import Journaling
import Labs
import Quantities
import Records
import Reports

/// The subcommand `deck`.
struct DeckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deck",
        abstract: "See and change what stands where, what is in it, which tips are left.",
        discussion: """
            Changes go to the lab state (state.yaml beside the lab); the lab itself is not touched.
              athanor deck refill buffer PBS '20 mL' --lab Examples/demo
              athanor deck refill tips-1 --lab Examples/demo
              athanor deck load plate-2 bench --lab Examples/demo
              athanor deck empty waste --lab Examples/demo
            """,
        subcommands: [Show.self, Load.self, Refill.self, Empty.self],
        defaultSubcommand: Show.self
    )

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show the deck.")

        @OptionGroup var options: LabOptions
        @Option(
            help: "As the journal has it: now, or at 2026-12-01T15:00:00Z. Else as state.yaml does."
        )
        var at: String?
        @Flag(help: "As JSON.") var json = false

        func run() throws {
            var loaded = try options.open()
            if let at {
                loaded.state = try Terminal.reporting { () throws(Failure) in
                    try Self.recorded(at, loaded)
                }
            }
            if json {
                let state = LabStateDocument.document(loaded.state, lab: loaded.lab)
                Terminal.print(DocumentWriter.json(state, .pretty))
            } else {
                Terminal.print(
                    DeckText.render(
                        loaded.state,
                        lab: loaded.lab,
                        names: loaded.names,
                        Terminal.style
                    )
                )
            }
        }

        private static func recorded(
            _ moment: String,
            _ loaded: LoadedLab
        ) throws(Failure) -> LabState {
            var wall = Int64.max
            if moment != "now" {
                guard let date = try? Date(moment, strategy: .iso8601) else {
                    throw Failure("\(moment) is no moment: now, or as 2026-12-01T15:00:00Z.")
                }
                wall = Int64(date.timeIntervalSince1970 * 1e9)
            }
            let path = try StateFolder.journal(of: loaded)
            let state = try JournalOptions.telling { () throws(JournalFault) in
                try RecordedState.read(JournalReader(path), loaded, until: wall)
            }
            guard let state else { throw Failure("\(path) has no state of this lab by then.") }
            return state
        }
    }

    struct Load: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Put an item in another place.")

        @OptionGroup var options: LabOptions
        @Argument(help: "The item.", completion: .items) var item: String
        @Argument(help: "The place.", completion: .places) var place: String
        @Flag(help: "What changed as JSON.") var json = false

        func run() throws {
            try DeckCommand.change(options, item, json: json) { loaded throws(Failure) in
                try DeckEdit.load(item, to: place, in: &loaded)
            }
        }
    }

    struct Refill: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a material to vessels, or put new tips in a rack."
        )

        @OptionGroup var options: LabOptions
        @Argument(help: "Vessels: buffer, plate/A1:H12; or a tip rack.", completion: .items)
        var vessels: String
        @Argument(help: "The material; none for tips.", completion: .materials)
        var material: String?
        @Argument(help: "How much into each: 50 mL, 5 g.") var amount: String?
        @Flag(help: "What changed as JSON.") var json = false

        func run() throws {
            try DeckCommand.change(options, vessels, json: json) { loaded throws(Failure) in
                guard let material else {
                    return try DeckEdit.newTips(vessels, in: &loaded)
                }
                guard let amount, let quantity = try? Quantity(parsing: amount) else {
                    throw Failure("How much? Give a quantity such as '50 mL' or '5 g'.")
                }
                try DeckEdit.refill(
                    vessels,
                    material: material,
                    amount: quantity,
                    in: &loaded
                )
            }
        }
    }

    struct Empty: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Empty vessels or a waste.")

        @OptionGroup var options: LabOptions
        @Argument(help: "Vessels: waste, plate/A1:H12, tip-waste.", completion: .items)
        var vessels: String
        @Flag(help: "What changed as JSON.") var json = false

        func run() throws {
            try DeckCommand.change(options, vessels, json: json) { loaded throws(Failure) in
                try DeckEdit.empty(vessels, in: &loaded)
            }
        }
    }

    /// Changes the state, writes it back whole, and shows the item that was changed.
    fileprivate static func change(
        _ options: LabOptions,
        _ vessels: String,
        json: Bool,
        _ edit: (inout LoadedLab) throws(Failure) -> Void
    ) throws {
        var loaded = try options.open()
        do throws(Failure) {
            try edit(&loaded)
            try Files.write(
                LabStateDocument.encode(loaded.state, lab: loaded.lab),
                to: loaded.statePath
            )
        } catch {
            throw Terminal.report(error)
        }
        let item = String(vessels.prefix { $0 != "/" })
        if json {
            let now = DeckEdit.document(of: item, in: loaded)
            Terminal.print(DocumentWriter.json(now, .pretty))
        } else {
            let deck = DeckReport(loaded.state, lab: loaded.lab)
            Terminal.print(DeckText.render(item: item, of: deck, Terminal.style))
            Terminal.note("\(loaded.statePath) is now revision \(loaded.state.revision).")
        }
    }
}
