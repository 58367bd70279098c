package import Findings
import Quantities

/// Decodes one tree into values and collects every finding on the way.
///
/// Nothing stops at the first fault: an accessor that finds none of what was asked reports why
/// and returns nil, and the caller goes on with what it has. A document is good if `findings` is
/// empty at the end.
///
///     let reader = DocumentReader(tree)
///     let plan = reader.root.mapping { members in
///         let id = members.required("id")?.text()
///         let tip = members.optional("tip")?.choice(of: TipPolicy.self) ?? .one
///         let volume = members.required("volume")?.quantity(of: .volume)
///         let steps = members.required("steps")?.list { step($0) } ?? []
///         return id.map { Plan(id: $0, …) }
///     }
///     return (plan, reader.findings)
///
/// A class, because one decoding has one list of findings however deep its calls go.
package final class DocumentReader {
    package let tree: DocumentTree
    /// What was reported: the finding, and the byte it stands at.
    private var reported: [(finding: Finding, offset: Int)] = []
    /// Findings beyond the limit.
    private var dropped = 0
    /// The id of the step that is being read; findings made meanwhile carry it.
    package var step: String?
    /// The keys asked for in the mappings that are being read, innermost last.
    var asked: [String] = []
    /// Units seen lately, by spelling.
    var units = UnitMemory()

    /// More findings than these are counted, not kept.
    package static let limit = 200

    /// A reader at the root of `tree`.
    package init(_ tree: DocumentTree) { self.tree = tree }

    /// The whole document.
    package var root: Field { Field(self, 0) }

    /// What stands at `path`, nil where nothing does.
    package func field(at path: DocumentPath) -> Field? {
        tree.node(at: path).map { Field(self, $0) }
    }

    /// Whether something was reported that refuses the document.
    package var hasErrors: Bool { reported.contains { $0.finding.severity == .error } }

    /// Everything reported so far, in the order of the document, each with its place.
    package var findings: [Finding] {
        let ordered = reported.enumerated().sorted { a, b in
            (a.element.offset, a.offset) < (b.element.offset, b.offset)
        }
        let places = tree.locations(of: ordered.map(\.element.offset))
        var result = zip(ordered, places).map { entry, place in
            var finding = entry.element.finding
            finding.location = finding.location ?? place
            return finding
        }
        if dropped > 0, let last = result.last {
            var more = Finding(
                .tooLarge,
                at: DocumentPath(),
                "\(dropped) further findings are not listed. Mend these first."
            )
            more.location = last.location
            result.append(more)
        }
        return result
    }

    /// Adds a finding made elsewhere; its place is that of its path.
    package func add(_ finding: Finding) {
        keep(finding, at: Int(tree.nodes[tree.nearestNode(to: finding.path)].start))
    }

    func report(_ code: FindingCode, at node: Int, key: String? = nil, _ message: String) {
        guard reported.count < Self.limit else {
            dropped += 1
            return
        }
        var path = tree.path(of: node)
        if let key { path = path.key(key) }
        keep(Finding(code, at: path, step: step, message), at: Int(tree.nodes[node].start))
    }

    private func keep(_ finding: Finding, at offset: Int) {
        if reported.count < Self.limit {
            reported.append((finding, offset))
        } else {
            dropped += 1
        }
    }
}
