import ArgumentParser
import Documents
import Findings
import Hosting
import Importing
import Labs

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
                recipe becomes a plan that cites its DOI, or is left out for a named reason.

                Example:
                  athanor import recipes recipes.json --lab Examples/demo --out out/recipes
                """
        )

        @Argument(help: "The collection, JSON.", completion: .file()) var file: String
        @OptionGroup var options: LabOptions
        @Option(help: "The folder the plans go to.", completion: .directory) var out: String
        @Flag(help: "As JSON.") var json = false

        func run() throws {
            let loaded = try options.open()
            do throws(Failure) {
                let rows = try RecipeImport.run(file, into: out, lab: loaded.lab)
                if json {
                    Terminal.print(DocumentWriter.json(.list(rows.map(\.document)), .pretty))
                } else {
                    for row in rows { Terminal.print(row.text) }
                    let plans = rows.count { $0.file != nil }
                    Terminal.note("\(plans) of \(rows.count) recipes are plans in \(out).")
                }
            } catch {
                throw Terminal.report(error)
            }
        }
    }
}

/// One recipe's fate.
private struct ImportedRow {
    var doi: String
    var file: String?
    var reason: ImportRefusal?

    var text: String {
        if let file { return "\(doi): \(file)" }
        guard let reason else { return doi }
        return "\(doi): not a plan here (\(reason.reason.rawValue)). "
            + "\(reason.reason.sentence): \(reason.detail)"
    }

    var document: DocumentValue {
        .members([
            "doi": .text(doi), "plan": file.map { .text($0) },
            "reason": reason.map { .text($0.reason.rawValue) },
            "detail": reason.map { .text($0.detail) },
        ])
    }
}

private enum RecipeImport {
    static func run(
        _ file: String,
        into folder: String,
        lab: Lab
    ) throws(Failure) -> [ImportedRow] {
        guard let importer = RecipeImporter(lab) else {
            throw Failure(
                "Recipes need a furnace, a balance, a mortar and crucibles; \(lab.name) lacks one."
            )
        }
        let (recipes, findings) = RecipeDocument.decode(try Files.read(file), file: file)
        guard !findings.contains(where: { $0.severity == .error }) else {
            throw Failure("The collection \(file) is refused.", findings: findings)
        }
        var rows: [ImportedRow] = []
        for (index, recipe) in recipes.enumerated() {
            switch importer.plan(for: recipe, number: index + 1) {
            case .refused(let reason): rows.append(ImportedRow(doi: recipe.doi, reason: reason))
            case .plan(let id, let document):
                let path = folder + "/" + id + ".yaml"
                try Files.write(DocumentWriter.yaml(document), to: path)
                rows.append(ImportedRow(doi: recipe.doi, file: path))
            }
        }
        return rows
    }
}
