import Expressions
import Findings

/// What a name of the plan stands for at one place.
enum Binding {
    /// Index into `Program.slots`.
    case slot(Int)
    /// A loop's counter, or a parameter: a literal, or an expression over slots.
    case value(Expr)
    /// Vessels by number, and how they are written.
    case wells(String, [Int])
    /// The name of an answer, which has these fields.
    case fields([String])
    /// Has different slots on the ways that lead here; index into `Compilation.merges`.
    case merged(Int)
    /// Assigned somewhere, but not readable here.
    case unreadable(Unreadable)
}

/// Why a name that is assigned has no value here.
enum Unreadable {
    /// In a branch or background thread that may still run.
    case concurrent(String)
    /// Only on some of the ways that lead here.
    case notOnEveryPath
}

/// Names and marks of one block.
struct Frame {
    enum Kind {
        case plan, iteration, path, thread, procedure
    }

    var kind: Kind
    var names: [String: Binding] = [:]
    /// Names that a later assignment may take over: those of loops that have ended.
    var weak: Set<String> = []
    /// By the id of a step that a `due` refers to.
    var marks: [String: MarkSet] = [:]
    var backgrounds: [Background] = []

    init(_ kind: Kind) { self.kind = kind }
}

/// When the parts of a step were done.
struct MarkSet {
    /// Of the whole step.
    var step: Int
    /// Of each well it went over, and the wells.
    var first: Int
    var wells: [Int]
}

/// Steps that run beside those after their `start`.
struct Background {
    enum Phase {
        case running, joined
    }

    var name: String
    var thread: Int
    var frame: Frame
    var phase: Phase
    /// Where it is started.
    var path: DocumentPath
}

/// Ways that come together, each with the names it brings.
struct Merge {
    struct Arrival {
        var edges: [Edge]
        var names: [String: Binding]
    }

    var name: String
    var arrivals: [Arrival]
    /// The step that the assignments belong to.
    var step: Int
    /// The suffix that slots have outside.
    var suffix: String
}
