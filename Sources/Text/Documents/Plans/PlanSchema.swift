import Devices
package import Labs
import Plans
import Quantities

/// The published JSON Schema of plans.
package enum PlanSchema {
    /// How deep the strict schema unrolls steps: three blocks in each other and a step inside.
    ///
    /// With a procedure around, branches at every level and moves inside, objects nest ten deep:
    /// what structured-output engines allow. The language itself allows
    /// `StepDecoder.greatestDepth`; deeper plans use procedures.
    static let strictDepth = 4

    /// Every `do` that is not a verb of an assembly.
    package static var structure: [String] { StepShapes.structural.map(\.name) }

    /// The schema; with `strict` for structured-output engines, with `lab` with its names.
    package static func document(strict: Bool = false, lab: Lab? = nil) -> DocumentValue {
        let writer = SchemaWriter(style: strict ? .strict : .open, lab: lab)
        guard
            case .mapping(var root) = writer.object(keys, first: [version(writer)]),
            case .mapping(let definitions) = strict
                ? strictSteps(shapes(lab), writer) : openSteps(shapes(lab), writer)
        else { return .null }
        root.insert(
            DocumentMember("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
            at: 0
        )
        root.insert(DocumentMember("title", .text("Athanor plan")), at: 1)
        root.append(DocumentMember("$defs", .mapping(definitions)))
        return strict ? SchemaSharing.share(root) : .mapping(root)
    }

    /// Steps hold steps: one definition that names itself.
    private static func openSteps(_ shapes: [StepShape], _ writer: SchemaWriter) -> DocumentValue {
        .members(["step": .members(["anyOf": .list(shapes.map { step($0, writer) })])])
    }

    /// Steps without steps once each; blocks once a level, each holding the level below.
    private static func strictSteps(_ shapes: [StepShape], _ writer: SchemaWriter) -> DocumentValue
    {
        var writer = writer
        let simple = shapes.filter { !$0.isBlock }
        let references = simple.map { SchemaWriter.reference($0.name) }
        var definitions: [DocumentMember] = []
        for depth in 1...strictDepth {
            writer.step = "step-\(depth + 1)"
            let blocks =
                depth == strictDepth ? [] : shapes.filter(\.isBlock).map { step($0, writer) }
            definitions.append(
                DocumentMember("step-\(depth)", .members(["anyOf": .list(references + blocks)]))
            )
        }
        definitions += simple.map { DocumentMember($0.name, step($0, writer)) }
        return .mapping(definitions)
    }

    private static func version(_ writer: SchemaWriter) -> (String, DocumentValue) {
        ("athanor", writer.choice(["plan/1"]))
    }

    /// Steps a lab's assemblies can do; without a lab, one assembly of each capability, named
    /// like it.
    private static func shapes(_ lab: Lab?) -> [StepShape] {
        var shapes = StepShapes.structural
        if let lab {
            for assembly in lab.assemblies {
                shapes += StepShapes.verbs(of: assembly.capability, named: assembly.name)
            }
        } else {
            for capability in Capability.allCases {
                shapes += StepShapes.verbs(of: capability, named: capability.rawValue)
            }
        }
        return shapes
    }

    private static func step(_ shape: StepShape, _ writer: SchemaWriter) -> DocumentValue {
        guard
            case .mapping(var members) = writer.object(
                StepShapes.keys(of: shape),
                first: [("do", writer.choice([shape.name]))]
            )
        else { return .null }
        members.insert(DocumentMember("description", .text(shape.summary)), at: 0)
        return .mapping(members)
    }

    private static let keys: [DocumentKey] = [
        DocumentKey("id", .name(.free)),
        DocumentKey("title", .text("one line"), .optional),
        DocumentKey(
            "author",
            .object([
                DocumentKey("kind", .choice(["ai", "human"])), DocumentKey("name", .text("who")),
            ])
        ),
        DocumentKey(
            "lab",
            .object([
                DocumentKey("name", .name(.free)),
                DocumentKey("seen", .text("beginning of the lab's hash"), .optional),
            ]),
            .optional
        ),
        DocumentKey(
            "defaults",
            .object([
                DocumentKey("timeout", .quantity(.time), .optional),
                DocumentKey("else", .choice(FaultPolicy.allCases.map(\.rawValue)), .optional),
                DocumentKey(
                    "on-hold",
                    .text("‘at most 8 h then stop’ (alarm, stop, abort)"),
                    .optional
                ),
                DocumentKey("tip", .choice(TipPolicy.allCases.map(\.rawValue)), .optional),
            ]),
            .optional
        ),
        DocumentKey(
            "budget",
            .object([
                DocumentKey("duration", .quantity(.time), .optional),
                DocumentKey("energy", .quantity(.energy), .optional),
                DocumentKey("tips", .integer(low: 0, high: 1_000_000), .optional),
                DocumentKey("on-exceed", .choice(["stop", "warn"]), .optional),
            ]),
            .optional
        ),
        DocumentKey(
            "contents",
            .list(
                .object([
                    DocumentKey("in", .name(.wells)), DocumentKey("material", .name(.material)),
                    DocumentKey("volume", .quantity(.volume), .optional),
                    DocumentKey("mass", .quantity(.mass), .optional),
                ])
            ),
            .optional
        ),
        DocumentKey(
            "record",
            .list(
                .object([
                    DocumentKey("point", .name(.point)), DocumentKey("every", .quantity(.time)),
                ])
            ),
            .optional
        ),
        DocumentKey(
            "groups",
            .list(
                .object([
                    DocumentKey("name", .name(.free)), DocumentKey("wells", .name(.wells)),
                    DocumentKey("samples", .list(.text("a sample")), .optional),
                    DocumentKey("replicates", .integer(low: 1, high: 10_000), .optional),
                ])
            ),
            .optional
        ),
        DocumentKey(
            "procedures",
            .list(
                .object([
                    DocumentKey("name", .name(.free)),
                    DocumentKey("parameters", .list(.object(StepShapes.answer)), .optional),
                    DocumentKey("steps", .steps),
                ])
            ),
            .optional
        ),
        DocumentKey("steps", .steps),
        DocumentKey("finally", .steps, .optional),
    ]
}
