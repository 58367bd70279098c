import ArgumentParser
import Documents
import Hosting

/// The subcommand `import`.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Turn other formats into plans.",
        subcommands: [Recipes.self]
    )

    struct Recipes: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Turn text-mined synthesis recipes into plans, amounts from the reaction.",
            discussion: """
                The collection is that of Kononova et al., Scientific Data 6:203 (2019). Every \
                recipe becomes a plan that cites its DOI and says what it assumes, and is checked \
                at once; or it is left out for a named reason (docs/importing.md lists them).

                Exit code 0: every recipe has its plan or its reason. 2: the collection cannot be \
                read, with file:line:column.

                Example:
                  athanor import recipes recipes.json --lab Examples/demo --out out/recipes
                """
        )

        @Argument(help: "The collection, JSON.", completion: .file()) var file: String
        @OptionGroup var options: LabOptions
        @Option(help: "The folder the plans go to.", completion: .directory) var out: String
        @Flag(help: "As JSON, with what every plan assumes.") var json = false

        func run() throws {
            let loaded = try options.open()
            try Terminal.reporting { () throws(Failure) in
                let recipes = try ImportedRecipes(file, into: out, in: loaded)
                Terminal.print(
                    json
                        ? DocumentWriter.json(recipes.document, .pretty)
                        : Array(recipes.text.utf8)
                )
            }
        }
    }
}
