package import Documents
package import Execution
import Findings
import Plans
import Quantities

/// Where the answers of a dry run come from.
package enum AnswerSource: Sendable {
    /// Nobody: the plan's fallback.
    case nobody
    /// Whatever is asked is agreed to: tasks are done, flags are yes, quantities the middle of
    /// their range, choices the first.
    case agreeing
    /// Every task and question is declined.
    case declining
    /// Answers by the question's name, the first unused one of each name.
    case listed(ListedAnswers)
    case process(LineProcess)
}

/// Answers read from a file: a list of `{ask: NAME, answer: {…}}`.
package struct ListedAnswers: Sendable {
    package struct Entry: Sendable {
        package var question: String
        package var answer: DocumentValue
    }

    package var entries: [Entry]

    /// Reads the list.
    ///
    /// - Throws: `Failure` with findings where the file is no such list.
    package init(_ bytes: [UInt8], file: String) throws(Failure) {
        do throws(UnreadableDocument) {
            let reader = DocumentReader(try DocumentTree.read(bytes, file: file))
            let entries: [Entry]? = reader.root.list(0...10_000) { item in
                item.mapping { members in
                    let name = members.required("ask")?.text()
                    let answer = members.required("answer").map { DocumentValue($0) }
                    guard let name, let answer else { return nil }
                    return Entry(question: name, answer: answer)
                }
            }
            let findings = reader.findings
            guard findings.isEmpty, let entries else {
                throw UnreadableDocument(findings)
            }
            self.entries = entries
        } catch {
            throw Failure("The answers in \(file) cannot be used.", findings: error.findings)
        }
    }
}

/// Turns questions into documents, and documents into checked slot values.
package enum AnswerReader {
    /// The values of `question`'s fields in SI, by slot order; nil and why where one is missing,
    /// of the wrong kind or outside its range.
    package static func values(
        of answer: DocumentValue,
        for question: Question
    ) -> Result<[Double], AnswerFault> {
        var values: [Double] = []
        for field in question.fields {
            guard let given = answer.member(field.name) else {
                return .failure(AnswerFault("“\(field.name)” is missing"))
            }
            switch read(given, field) {
            case .success(let found): values += found
            case .failure(let fault): return .failure(fault)
            }
        }
        return .success(values)
    }

    private static func read(
        _ value: DocumentValue,
        _ field: QuestionField
    ) -> Result<[Double], AnswerFault> {
        switch (field.kind, value) {
        case (.flag, .flag(let flag)): return .success([flag ? 1 : 0])
        case (.choice(let names), .text(let text)):
            guard let index = names.firstIndex(of: text) else {
                return .failure(AnswerFault("“\(field.name)” is one of \(names)"))
            }
            return .success([Double(index)])
        case (.quantity(let low, let high), _):
            return quantity(value, low, high, field.name).map { [$0] }
        case (.table(_, let low, let high), .list(let items)):
            guard items.count == field.wells.count else {
                return .failure(AnswerFault("“\(field.name)” takes \(field.wells.count) values"))
            }
            var values: [Double] = []
            for item in items {
                switch quantity(item, low, high, field.name) {
                case .success(let number): values.append(number)
                case .failure(let fault): return .failure(fault)
                }
            }
            return .success(values)
        default: return .failure(AnswerFault("“\(field.name)” is of the wrong kind"))
        }
    }

    private static func quantity(
        _ value: DocumentValue,
        _ low: Quantity,
        _ high: Quantity,
        _ name: String
    ) -> Result<Double, AnswerFault> {
        let text: String
        switch value {
        case .text(let written): text = written
        case .decimal(let written): text = written
        default: return .failure(AnswerFault("“\(name)” is a quantity such as “\(low)”"))
        }
        guard let quantity = try? Quantity(parsing: text), quantity.dimensions == low.dimensions
        else { return .failure(AnswerFault("“\(name)” is a quantity such as “\(low)”")) }
        // The ends as written may differ from the proved ends by the rounding of a unit.
        let slack = 1e-12 * max(abs(low.si), abs(high.si))
        guard quantity.si >= low.si - slack, quantity.si <= high.si + slack else {
            return .failure(AnswerFault("“\(name)” is within \(low) to \(high), not \(quantity)"))
        }
        return .success(min(max(quantity.si, low.si), high.si))
    }
}

/// Why an answer is not taken.
package struct AnswerFault: Error {
    package var message: String

    init(_ message: String) { self.message = message }
}

extension AnswerSource {
    /// Reads `--operator`: `yes`, `no`, a file of answers, or a command.
    ///
    /// - Throws: `Failure` where the file is no list of answers or the command cannot be started.
    package init(operator text: String) throws(Failure) {
        switch text {
        case "yes": self = .agreeing
        case "no": self = .declining
        default:
            let isFile = [".yaml", ".yml", ".json"].contains { text.hasSuffix($0) }
            if isFile && !text.contains(" ")
                || Files.exists(text) && !Files.isFolder(text) && !text.contains(" ")
            {
                self = .listed(
                    try ListedAnswers(try Files.read(text, limit: 4 << 20), file: text)
                )
            } else {
                self = .process(try LineProcess(text))
            }
        }
    }
}
