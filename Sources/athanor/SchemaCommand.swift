import ArgumentParser
import Documents
import Hosting

/// The subcommand `schema`.
struct SchemaCommand: ParsableCommand {
    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case plan, lab, device, `protocol`
    }

    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of a kind of document.",
        discussion: """
            The plan's schema with --strict stays inside what structured-output engines accept: \
            every property required, optional ones nullable, no recursion, four levels of steps. \
            With --lab it enumerates that lab's assemblies, materials and points, and names its \
            labware and places where a plan may also write a variable.

            Examples:
              athanor schema plan --strict --lab Examples/demo > plan.schema.json
              athanor schema device
            """
    )

    @Argument(help: "plan, lab, device or protocol.")
    var kind: Kind

    @Flag(help: "For structured-output engines (plans only).")
    var strict = false

    @Option(help: "Enumerate this lab's names (plans only).", completion: .file())
    var lab: String?

    @Option(
        help: "The folder with devices/ and protocols/; by default the nearest above the lab.",
        completion: .directory
    )
    var library: String?

    func validate() throws {
        guard kind == .plan || (!strict && lab == nil) else {
            throw ValidationError("--strict and --lab go with the plan's schema only.")
        }
    }

    func run() throws {
        let schema: DocumentValue
        switch kind {
        case .plan:
            let loaded = try lab.map { path in
                do throws(Failure) {
                    return try LabFolder.open(path, library: library)
                } catch {
                    throw Terminal.report(error)
                }
            }
            schema = PlanSchema.document(strict: strict, lab: loaded?.lab)
        case .lab: schema = LabSchema.lab
        case .device: schema = LabSchema.device
        case .protocol: schema = LabSchema.protocol
        }
        Terminal.print(DocumentWriter.json(schema, .pretty))
    }
}
