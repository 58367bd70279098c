import Findings
import Labs
import Plans

/// Texts that read like orders to whoever reads them are pointed out; nothing here obeys them.
enum HiddenInstructions: Rule {
    static let codes: [FindingCode] = [.instructionInLabel]
    static let moments: Moments = .planned

    /// Lower case, as the texts are compared.
    private static let phrases = PhraseSet([
        "ignore previous", "ignore all", "ignore the", "disregard", "forget your", "system prompt",
        "you are now", "do not tell", "without approval", "skip the check", "skip check",
        "do not check", "new instructions", "jailbreak",
    ])
    private static let tampering = PhraseSet([
        "disable the interlock", "disable interlock", "bypass the interlock", "bypass interlock",
        "override the interlock", "override interlock", "defeat the interlock", "jumper the",
        "disable the alarm", "bypass the alarm", "disable the limit", "raise the limit",
        "disable the door switch", "bypass the door", "tape over", "wedge the door",
        "disable safety", "bypass safety", "override safety", "disable the cut-out",
        "bypass the cut-out", "disable the over-temperature", "bypass the over-temperature",
    ])

    static func planned(in check: Inspection) {
        let plan = check.plan
        look(plan.title, DocumentPath([.key("title")]), in: check)
        look(plan.author.name, DocumentPath([.key("author"), .key("name")]), in: check)
        for group in plan.groups {
            for sample in group.samples { look(sample, group.path, in: check) }
        }
        steps(plan.steps, in: check)
        steps(plan.finally, in: check)
        for procedure in plan.procedures { steps(procedure.steps, in: check) }
    }

    private static func steps(_ steps: [Step], in check: Inspection) {
        for step in steps {
            switch step.action {
            case .operatorTask(let say, moves: _, takes: _): look(say, step.path, in: check)
            case .ask(let ask): look(ask.say, step.path, in: check)
            case .loop(let loop): Self.steps(loop.steps, in: check)
            case .forEach(let each): Self.steps(each.steps, in: check)
            case .choose(condition: _, let then, let otherwise):
                Self.steps(then, in: check)
                Self.steps(otherwise, in: check)
            case .parallel(let parallel):
                for branch in parallel.branches { Self.steps(branch.steps, in: check) }
            case .start(name: _, let inner): Self.steps(inner, in: check)
            case .holdWhile(let hold): Self.steps(hold.steps, in: check)
            case .identify(item: _, let barcode):
                if let barcode { look(barcode, step.path, in: check) }
            default: break
            }
        }
    }

    private static func look(_ text: String, _ path: DocumentPath, in check: Inspection) {
        guard text.utf8.count >= 6 else { return }
        let lower = text.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }
        if let phrase = first(of: tampering, in: lower) {
            check.report(.limitDisabled, path: path) {
                Report("The text asks to ‘\(phrase)’; no plan may. Nothing was disabled.")
            }
        }
        if let phrase = first(of: phrases, in: lower) {
            check.report(.instructionInLabel, path: path) {
                Report(
                    "The text says ‘\(phrase)’, which reads like an instruction to a reader or a "
                        + "model; it is data and is not followed."
                )
            }
        }
    }

    /// Byte by byte: texts are many and short, and nearly all of them innocent.
    private static func first(of phrases: PhraseSet, in text: [UInt8]) -> String? {
        for start in text.indices where phrases.begins[Int(text[start])] {
            for (phrase, bytes) in phrases.entries
            where text.count - start >= bytes.count && text[start...].starts(with: bytes) {
                return phrase
            }
        }
        return nil
    }
}

/// Phrases to look for, and the bytes they can begin with.
struct PhraseSet: Sendable {
    let entries: [(phrase: String, bytes: [UInt8])]
    let begins: [Bool]

    init(_ phrases: [String]) {
        entries = phrases.map { ($0, Array($0.utf8)) }
        var begins = [Bool](repeating: false, count: 256)
        for entry in entries { if let first = entry.bytes.first { begins[Int(first)] = true } }
        self.begins = begins
    }
}
