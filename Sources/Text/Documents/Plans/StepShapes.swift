import Devices
import Plans
import Quantities

/// What may stand under a key, for schemas.
indirect enum KeyShape: Sendable {
    case text(String)
    case name(NameKind)
    case quantity(Dimensions)
    case difference
    case anyQuantity
    case expression(String)
    case integer(low: Int, high: Int)
    case flag
    case choice([String])
    case list(KeyShape)
    case object([DocumentKey])
    case steps
    /// Two quantities, `[low, high]`.
    case range
}

/// Names a lab can enumerate.
enum NameKind: Sendable {
    case free
    case wells, material, point, item, place, assembly(Capability?)
}

/// One key of a mapping.
struct DocumentKey: Sendable {
    enum Presence: Sendable { case required, optional }

    var name: String
    var shape: KeyShape
    var presence: Presence
    var summary: String

    init(
        _ name: String,
        _ shape: KeyShape,
        _ presence: Presence = .required,
        _ summary: String = ""
    ) {
        self.name = name
        self.shape = shape
        self.presence = presence
        self.summary = summary
    }
}

/// One kind of step: the values of `do` and its own keys.
struct StepShape: Sendable {
    var name: String
    var summary: String
    var keys: [DocumentKey]
    /// Whether it holds steps, so that the strict schema unrolls it.
    var isBlock: Bool {
        keys.contains { key in
            switch key.shape {
            case .steps, .list(.object):
                key.name == "branches" || key.name.hasSuffix("steps")
                    || key.name == "then" || key.name == "otherwise"
            default: false
            }
        }
    }
}

/// Every kind of step there is; the decoder's functions read exactly these keys (a test holds it).
enum StepShapes {
    /// Keys every step may have.
    static let common: [DocumentKey] = [
        DocumentKey("id", .name(.free), .optional, "name for due times and findings"),
        DocumentKey("note", .text("for people; changes nothing"), .optional),
        DocumentKey("timeout", .quantity(.time), .optional, "longest this step may take"),
        DocumentKey("faults", .object(faults), .optional),
        DocumentKey(
            "on-hold",
            .text("while held: ‘timer stops’, ‘at most 30 min then stop’ (alarm, stop, abort)"),
            .optional
        ),
        DocumentKey("due", .text("‘10 min after STEP’ or ‘within 30 min of STEP’"), .optional),
    ]
    /// What follows faults, by kind.
    private static let faults: [DocumentKey] =
        [
            DocumentKey(
                "any",
                .text("safe-stop, stop, hold, continue, ‘retry 2 then hold’, ‘suspend 10 min’"),
                .optional
            )
        ]
        + FaultKind.allCases.filter { $0 != .trip }.map { kind in
            DocumentKey(kind.rawValue, .text("as any"), .optional)
        }
    private static let fault = DocumentKey(
        "else",
        .choice(FaultPolicy.allCases.map(\.rawValue)),
        .optional,
        "where a fault leads"
    )
    private static let tolerance = DocumentKey(
        "tolerance",
        .quantity(.time),
        .optional,
        "of the due time"
    )

    /// The keys of every step with this name: its own, and the common ones it does not redefine.
    static func keys(of shape: StepShape) -> [DocumentKey] {
        let own = shape.keys
        return own
            + (common + [fault, tolerance]).filter { key in
                !own.contains { $0.name == key.name }
            }
    }

    static let structural: [StepShape] = blocks + work + questions

    private static let blocks: [StepShape] = [
        StepShape(
            name: "use",
            summary: "Carry out a procedure of the plan.",
            keys: [
                DocumentKey("procedure", .name(.free)),
                DocumentKey("values", .list(.text("‘parameter=value’")), .optional),
            ]
        ),
        StepShape(
            name: "repeat",
            summary: "Repeat steps, at most so many times.",
            keys: [
                DocumentKey("as", .name(.free), .optional, "name of the count, from 0"),
                DocumentKey("times", .integer(low: 1, high: 1_000_000_000)),
                DocumentKey(
                    "within",
                    .object([DocumentKey("duration", .quantity(.time))]),
                    .optional
                ),
                DocumentKey("until", .expression("ends the loop when true"), .optional),
                DocumentKey("steps", .steps),
            ]
        ),
        StepShape(
            name: "retry",
            summary: "Repeat steps until a quality is reached.",
            keys: [
                DocumentKey("as", .name(.free), .optional),
                DocumentKey("times", .integer(low: 1, high: 1_000_000_000)),
                DocumentKey(
                    "within",
                    .object([DocumentKey("duration", .quantity(.time))]),
                    .optional
                ),
                DocumentKey("until", .expression("the gate")),
                DocumentKey("steps", .steps),
            ]
        ),
        StepShape(
            name: "for-each",
            summary: "Steps once for each of several things; give just one set.",
            keys: [
                DocumentKey("as", .name(.free)),
                DocumentKey("wells", .name(.wells), .optional),
                DocumentKey("rows", .name(.wells), .optional),
                DocumentKey("columns", .name(.wells), .optional),
                DocumentKey("samples", .name(.free), .optional, "a group's samples"),
                DocumentKey("count", .integer(low: 1, high: 1_000_000_000), .optional),
                DocumentKey("steps", .steps),
            ]
        ),
        StepShape(
            name: "if",
            summary: "One of two ways.",
            keys: [
                DocumentKey("condition", .expression("yes or no")),
                DocumentKey("then", .steps),
                DocumentKey("otherwise", .steps, .optional),
            ]
        ),
        StepShape(
            name: "parallel",
            summary: "Branches side by side; they share nothing.",
            keys: [
                DocumentKey(
                    "branches",
                    .list(
                        .object([DocumentKey("name", .name(.free)), DocumentKey("steps", .steps)])
                    )
                ),
                DocumentKey("join", .choice(["all", "any"]), .optional, "default all"),
                DocumentKey("on-failure", .choice(["stop-siblings", "let-finish"])),
            ]
        ),
        StepShape(
            name: "start",
            summary: "Begin steps in the background.",
            keys: [DocumentKey("name", .name(.free)), DocumentKey("steps", .steps)]
        ),
        StepShape(
            name: "join",
            summary: "Wait for background steps to end.",
            keys: [DocumentKey("name", .name(.free))]
        ),
        StepShape(
            name: "hold-while",
            summary: "Go on only while a condition holds.",
            keys: [
                DocumentKey("condition", .expression("what must hold")),
                DocumentKey("entry", .quantity(.time), .required, "it must hold by then"),
                DocumentKey("excursion", .quantity(.time), .optional, "time outside tolerated"),
                DocumentKey("counting", .choice(["continuous", "cumulative"]), .optional),
                DocumentKey("for", .expression("a time; or give steps"), .optional),
                DocumentKey("steps", .steps, .optional),
            ]
        ),
    ]

    private static let work: [StepShape] = [
        StepShape(
            name: "wait",
            summary: "Wait for a time.",
            keys: [DocumentKey("for", .quantity(.time))]
        ),
        StepShape(
            name: "wait-until",
            summary: "Wait for a condition, at most the timeout.",
            keys: [DocumentKey("condition", .expression("yes or no"))]
        ),
        StepShape(
            name: "measure",
            summary: "Read a point into a name; over a time, its mean.",
            keys: [
                DocumentKey("as", .name(.free)), DocumentKey("point", .name(.point)),
                DocumentKey("over", .quantity(.time), .optional),
                DocumentKey("within", .range, .optional, "outside it the step fails"),
            ]
        ),
        StepShape(
            name: "weigh",
            summary: "A person weighs a material in; the reading gets a name.",
            keys: [
                DocumentKey("as", .name(.free), .optional),
                DocumentKey("material", .name(.material)), DocumentKey("into", .name(.wells)),
                DocumentKey("target", .quantity(.mass)), DocumentKey("tolerance", .quantity(.mass)),
                DocumentKey("balance", .name(.assembly(.balance)), .optional),
            ]
        ),
        StepShape(
            name: "calibrate",
            summary: "A person calibrates a device.",
            keys: [DocumentKey("device", .name(.assembly(nil)))]
        ),
        StepShape(
            name: "identify",
            summary: "Labware is identified by its barcode.",
            keys: [
                DocumentKey("item", .name(.item)), DocumentKey("barcode", .text("code"), .optional),
            ]
        ),
        StepShape(
            name: "move",
            summary: "A person moves labware.",
            keys: [DocumentKey("item", .name(.item)), DocumentKey("to", .name(.place))]
        ),
        StepShape(name: "lid", summary: "A person puts a lid on, or off.", keys: cover),
        StepShape(name: "seal", summary: "A person puts a seal on, or off.", keys: cover),
        StepShape(
            name: "operator-task",
            summary: "A person does something, and what it changes.",
            keys: [
                DocumentKey("say", .text("what to do")),
                DocumentKey("moves", .list(.object(moves)), .optional),
                DocumentKey("takes", .quantity(.time), .optional, "at most"),
            ]
        ),
        StepShape(
            name: "set",
            summary: "Give a value a name.",
            keys: [DocumentKey("name", .name(.free)), DocumentKey("value", .expression("a value"))]
        ),
    ]

    private static let cover: [DocumentKey] = [
        DocumentKey("item", .name(.item)), DocumentKey("state", .choice(["on", "off"])),
    ]

    private static let moves: [DocumentKey] = [
        DocumentKey("item", .name(.item), .optional),
        DocumentKey("contents", .name(.wells), .optional),
        DocumentKey("lid", .name(.item), .optional), DocumentKey("seal", .name(.item), .optional),
        DocumentKey("add", .name(.material), .optional),
        DocumentKey("amount", .expression("a volume or a mass"), .optional),
        DocumentKey("state", .choice(["on", "off"]), .optional),
        DocumentKey("to", .name(.place), .optional),
    ]

    /// How an answer or parameter is described.
    static let answer: [DocumentKey] = [
        DocumentKey("name", .name(.free)),
        DocumentKey("within", .range, .optional),
        DocumentKey("type", .choice(["flag", "vessel", "choice", "table"]), .optional),
        DocumentKey("among", .list(.text("a choice")), .optional),
        DocumentKey("wells", .name(.wells), .optional),
    ]

    private static let questions: [StepShape] = [
        StepShape(
            name: "ask-planner",
            summary: "The planner answers inside ranges that were proved.",
            keys: asking(
                DocumentKey("say", .text("the question"), .optional),
                DocumentKey("deadline", .quantity(.time))
            )
        ),
        StepShape(
            name: "ask-operator",
            summary: "A person answers.",
            keys: asking(
                DocumentKey("say", .text("the question")),
                DocumentKey("deadline", .quantity(.time), .optional)
            )
        ),
        StepShape(
            name: "result",
            summary: "What the run was for.",
            keys: [
                DocumentKey("name", .name(.free)), DocumentKey("value", .expression("the value")),
                DocumentKey("inputs", .list(.expression("an input")), .optional),
                DocumentKey("goal", .choice(["maximise", "minimise", "record"]), .optional),
            ]
        ),
    ]

    private static func asking(_ say: DocumentKey, _ deadline: DocumentKey) -> [DocumentKey] {
        [
            DocumentKey("as", .name(.free)), say,
            DocumentKey("expect", .list(.object(answer))), deadline,
            DocumentKey("else", .choice(["end-loop", "safe-stop", "values"]), .optional),
            DocumentKey("values", .list(.text("‘field=value’")), .optional),
        ]
    }
}
