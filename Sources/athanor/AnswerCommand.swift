import ArgumentParser
import Clients
import Documents
import Hosting

/// The subcommand `answer`.
struct AnswerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answer",
        abstract: "Answer an open question of the run, or say that a task is done.",
        discussion: """
              athanor answer next-temperature 'temperature=850 degC' --lab Examples/demo
              athanor answer --done 0 --lab Examples/demo

            Values are checked against the ranges the plan declared; what is outside is refused \
            and the question stays open. athanor status shows what is asked.
            """
    )

    @Argument(help: "The question, then FIELD=VALUE for each of its fields.")
    var words: [String] = []

    @Option(help: "A task that is done, by the number status shows.") var done: Int?
    @OptionGroup var options: HostOptions

    func validate() throws {
        guard (done == nil) != words.isEmpty else {
            throw ValidationError("Name a question with its values, or --done and a task.")
        }
    }

    func run() throws {
        let reply = try Terminal.reporting { () throws(Failure) in
            let client = try options.running().client
            if let done {
                return try client.post("v1/tasks", .members(["thread": .integer(done)]))
            }
            return try client.post(
                "v1/answers",
                .members(["question": .text(words[0]), "answer": try answer()])
            )
        }
        try HostConnection.tell(reply)
    }

    private func answer() throws(Failure) -> DocumentValue {
        var members: [DocumentMember] = []
        for word in words.dropFirst() {
            guard let equals = word.firstIndex(of: "=") else {
                throw Failure("“\(word)” is not FIELD=VALUE.")
            }
            let key = String(word[..<equals])
            guard !members.contains(where: { $0.key == key }) else {
                throw Failure("“\(key)” is given twice.")
            }
            members.append(DocumentMember(key, Self.value(String(word[equals...].dropFirst()))))
        }
        return .mapping(members)
    }

    /// `true` and `yes` are flags; several values are parted by commas.
    private static func value(_ text: String) -> DocumentValue {
        switch text {
        case "true", "yes": return .flag(true)
        case "false", "no": return .flag(false)
        default:
            guard text.contains(",") else { return .text(text) }
            return .list(
                text.split(separator: ",").map { .text(String($0.drop { $0 == " " })) }
            )
        }
    }
}
