import Documents
import Findings
import Hosting
import Importing
import Labs

/// A collection after its import: what became of every recipe.
struct ImportedRecipes {
    /// A plan that was written.
    struct Written {
        var file: String
        var target: String
        var notes: [ImportNote]
    }

    /// What became of one recipe.
    enum Fate {
        /// Written, and accepted by the checker.
        case accepted(Written)
        /// Written, and refused by the checker for this and perhaps more.
        case refused(Written, Finding)
        /// No plan; where a file of its name stands, it is an older one.
        case left(ImportRefusal, older: String?)
    }

    struct Row {
        /// `recipe-01`, as its plan is called.
        var id: String
        var doi: String
        var fate: Fate
    }

    let folder: String
    private(set) var rows: [Row] = []

    /// Reads a collection, writes and checks the plan of every recipe that can be one.
    ///
    /// - Throws: `Failure` where the lab has no use for recipes, or a file cannot be read or
    ///   written.
    init(_ file: String, into folder: String, in loaded: LoadedLab) throws(Failure) {
        self.folder = folder
        let importer: RecipeImporter
        do throws(LabGap) {
            importer = try RecipeImporter(loaded.lab, state: loaded.state)
        } catch {
            throw Failure(error.message)
        }
        let (recipes, findings) = RecipeDocument.decode(try Files.read(file), file: file)
        guard !findings.contains(where: { $0.severity == .error }) else {
            throw Failure("The collection \(file) is refused.", findings: findings)
        }
        for (index, recipe) in recipes.enumerated() {
            let id = RecipeImporter.id(index + 1)
            let fate: Fate
            switch importer.plan(for: recipe, number: index + 1) {
            case .plan(let plan): fate = try Self.write(plan, to: folder, in: loaded)
            case .refused(let reason):
                let path = folder + "/" + id + ".yaml"
                fate = .left(reason, older: Files.exists(path) ? path : nil)
            }
            rows.append(Row(id: id, doi: recipe.doi, fate: fate))
        }
    }

    private static func write(
        _ plan: RecipePlan,
        to folder: String,
        in loaded: LoadedLab
    ) throws(Failure) -> Fate {
        let path = folder + "/" + plan.id + ".yaml"
        try Files.write(plan.yaml, to: path)
        let review = PlanReview(plan.yaml, file: path, in: loaded, provingFixes: false)
        let written = Written(file: path, target: plan.target, notes: plan.notes)
        guard review.checked == nil else { return .accepted(written) }
        guard let first = review.findings.first(where: { $0.severity == .error }) else {
            throw Failure("\(path) is refused without a reason; this is a fault of the program.")
        }
        return .refused(written, first)
    }
}

extension ImportedRecipes {
    /// A line or two a recipe, then how many there are of each kind.
    var text: String {
        (rows.map(Self.text) + ["", summary]).joined(separator: "\n")
    }

    private static func text(_ row: Row) -> String {
        let margin = "\n" + String(repeating: " ", count: row.id.count + 2)
        switch row.fate {
        case .accepted(let plan):
            return "\(row.id)  accepted  \(plan.target), doi:\(row.doi)"
        case .refused(let plan, let finding):
            return "\(row.id)  refused   \(plan.target), doi:\(row.doi)"
                + "\(margin)[\(finding.code.rawValue)] \(finding.message)"
        case .left(let reason, let older):
            let warning = older.map { "\(margin)\($0) is of an earlier import." } ?? ""
            return "\(row.id)  no plan   doi:\(row.doi)"
                + "\(margin)[\(reason.reason.rawValue)] \(reason.message)" + warning
        }
    }

    private var summary: String {
        let tally = tally
        var lines = [
            "Recipes: \(rows.count). Plans accepted: \(tally.accepted); refused by the check: "
                + "\(tally.refused.total); no plan: \(tally.left.total)."
        ]
        for (title, counts) in [("refused", tally.refused), ("no plan", tally.left)] {
            for entry in counts.entries {
                lines.append("  \(entry.count)  \(title)  \(entry.name)")
            }
        }
        if tally.accepted + tally.refused.total > 0 {
            lines.append("The plans are in \(folder); the comments above each say what it assumes.")
        }
        if tally.refused.total > 0 {
            lines.append("athanor check PLAN --lab LAB says more of a refused one.")
        }
        return lines.joined(separator: "\n")
    }

    private var tally: (accepted: Int, refused: Counts, left: Counts) {
        var (accepted, refused, left) = (0, Counts(), Counts())
        for row in rows {
            switch row.fate {
            case .accepted: accepted += 1
            case .refused(_, let finding): refused.add(finding.code.rawValue)
            case .left(let reason, older: _): left.add(reason.reason.rawValue)
            }
        }
        return (accepted, refused, left)
    }

    /// The same for programs.
    var document: DocumentValue {
        let tally = tally
        return .members([
            "recipes": .list(rows.map(Self.document)),
            "accepted": .integer(tally.accepted),
            "refused": tally.refused.document,
            "no-plan": tally.left.document,
        ])
    }

    private static func document(_ row: Row) -> DocumentValue {
        switch row.fate {
        case .accepted(let plan):
            .members([
                "id": .text(row.id), "doi": .text(row.doi), "verdict": .text("accepted"),
                "plan": .text(plan.file),
                "target": .text(plan.target), "notes": notes(plan.notes),
            ])
        case .refused(let plan, let finding):
            .members([
                "id": .text(row.id), "doi": .text(row.doi), "verdict": .text("refused"),
                "plan": .text(plan.file),
                "target": .text(plan.target), "notes": notes(plan.notes),
                "reason": .text(finding.code.rawValue), "message": .text(finding.message),
            ])
        case .left(let reason, older: _):
            .members([
                "id": .text(row.id), "doi": .text(row.doi), "verdict": .text("no-plan"),
                "reason": .text(reason.reason.rawValue), "message": .text(reason.message),
            ])
        }
    }

    private static func notes(_ notes: [ImportNote]) -> DocumentValue {
        .list(
            notes.map {
                .members(["kind": .text($0.kind.rawValue), "note": .text($0.text)])
            }
        )
    }
}

/// How often each name came, the most frequent first.
private struct Counts {
    private(set) var entries: [(name: String, count: Int)] = []

    var total: Int { entries.reduce(0) { $0 + $1.count } }

    mutating func add(_ name: String) {
        if let index = entries.firstIndex(where: { $0.name == name }) {
            entries[index].count += 1
        } else {
            entries.append((name, 1))
        }
        entries.sort { ($1.count, $0.name) < ($0.count, $1.name) }
    }

    var document: DocumentValue {
        .mapping(entries.map { DocumentMember($0.name, .integer($0.count)) })
    }
}
