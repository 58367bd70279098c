import ArgumentParser
import Documents
import Hosting
import Labs
import Quantities
import Reports

/// The subcommand `deck`.
struct DeckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deck",
        abstract: "See and change what stands where, what is in it, which tips are left.",
        discussion: """
            Changes go to the lab state (state.yaml beside the lab); the lab itself is not touched.
              athanor deck refill buffer PBS '50 mL' --lab Examples/demo
              athanor deck refill tips-1 --lab Examples/demo
              athanor deck load plate-2 d1 --lab Examples/demo
              athanor deck empty waste --lab Examples/demo
            """,
        subcommands: [Show.self, Load.self, Refill.self, Empty.self],
        defaultSubcommand: Show.self
    )

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show the deck.")

        @OptionGroup var options: LabOptions
        @Flag(help: "As JSON.") var json = false

        func run() throws {
            let loaded = try options.open()
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
    }

    struct Load: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Put an item in another place.")

        @OptionGroup var options: LabOptions
        @Argument(help: "The item.") var item: String
        @Argument(help: "The place.") var place: String

        func run() throws {
            try DeckCommand.change(options) { loaded throws(Failure) in
                try DeckEdit.load(item, to: place, in: &loaded)
            }
        }
    }

    struct Refill: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a material to vessels, or put new tips in a rack."
        )

        @OptionGroup var options: LabOptions
        @Argument(help: "Vessels: buffer, plate/A1:H12; or a tip rack.") var vessels: String
        @Argument(help: "The material; none for tips.") var material: String?
        @Argument(help: "How much into each: 50 mL, 5 g.") var amount: String?

        func run() throws {
            try DeckCommand.change(options) { loaded throws(Failure) in
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
        @Argument(help: "Vessels: waste, plate/A1:H12, tip-waste.") var vessels: String

        func run() throws {
            try DeckCommand.change(options) { loaded throws(Failure) in
                try DeckEdit.empty(vessels, in: &loaded)
            }
        }
    }

    /// Changes the state and writes it back whole.
    fileprivate static func change(
        _ options: LabOptions,
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
        Terminal.note("\(loaded.statePath) is now revision \(loaded.state.revision).")
    }
}
