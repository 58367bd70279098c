import Documents
import Findings
import Simulation

/// What a running simulator is asked through its control socket: one JSON object a line.
enum ControlAsk: Hashable, Sendable {
    /// Which line is where, and what is on it.
    case ports
    /// The true state of the simulated lab.
    case show
    /// A fault begins now; `target` is a device, for `line-dead` a line will do.
    case fault(target: String, kind: String, lasting: String?)
    /// What goes on with a device ends: one kind of it, or all.
    case endFault(target: String, kind: String?)
    case set(point: String, value: String)
    case stop

    private enum Name: String, CaseIterable {
        case ports, show, fault
        case endFault = "end-fault"
        case set, stop
    }

    /// No ask is longer.
    static let greatestLength = 4096

    /// Reads one line.
    ///
    /// - Throws: `UnreadableDocument` saying what is wrong with it.
    init(reading line: [UInt8]) throws(UnreadableDocument) {
        let limits = DocumentLimits(bytes: Self.greatestLength, depth: 4, nodes: 32)
        let tree = try DocumentTree.read(line, file: "ask", syntax: .json, limits: limits)
        let reader = DocumentReader(tree)
        let ask: ControlAsk? = reader.root.mapping { members in
            switch members.required("ask")?.choice(of: Name.self) {
            case nil: return nil
            case .ports: return .ports
            case .show: return .show
            case .stop: return .stop
            case .fault:
                let target = members.required("device")?.nonEmptyText()
                let kind = members.required("kind")?.nonEmptyText()
                let lasting = members.optional("for")?.nonEmptyText()
                guard let target, let kind else { return nil }
                return .fault(target: target, kind: kind, lasting: lasting)
            case .endFault:
                let kind = members.optional("kind")?.nonEmptyText()
                guard let target = members.required("device")?.nonEmptyText() else { return nil }
                return .endFault(target: target, kind: kind)
            case .set:
                let point = members.required("point")?.nonEmptyText()
                let value = members.required("value")?.nonEmptyText()
                guard let point, let value else { return nil }
                return .set(point: point, value: value)
            }
        }
        guard let ask, !reader.hasErrors else { throw UnreadableDocument(reader.findings) }
        self = ask
    }

    /// The ask as it is sent.
    var document: DocumentValue {
        func text(_ text: String?) -> DocumentValue? { text.map { .text($0) } }
        switch self {
        case .ports: return .members(["ask": .text("ports")])
        case .show: return .members(["ask": .text("show")])
        case .stop: return .members(["ask": .text("stop")])
        case .fault(let target, let kind, let lasting):
            return .members([
                "ask": .text("fault"), "device": .text(target), "kind": .text(kind),
                "for": text(lasting),
            ])
        case .endFault(let target, let kind):
            return .members([
                "ask": .text("end-fault"), "device": .text(target), "kind": text(kind),
            ])
        case .set(let point, let value):
            return .members([
                "ask": .text("set"), "point": .text(point), "value": .text(value),
            ])
        }
    }
}
