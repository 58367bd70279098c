import Devices
import Findings
import Quantities

extension ProtocolDecoder {
    static func request(_ members: inout Members) -> RequestDefinition? {
        let name = members.required("name")?.identifier()
        let sending = members.required("send")
        let send = sending.flatMap { template($0) }
        let answer = members.optional("reply")
        let reply = answer.flatMap { template($0) }
        let more = members.optional("then")
        let then = more?.list(1...32) { template($0) } ?? []
        let ask = members.optional("ask").flatMap { someBytes($0) } ?? []
        let check = members.optional("check")?.nonEmptyText()
        let timeout = members.optional("reply-timeout")?.lapse()
        let lateness = members.optional("greatest-lateness")
        let pause = members.optional("pause-after")?.lapse() ?? .zero
        let style = members.optional("style")?.choice(of: RequestDefinition.Style.self) ?? .framed
        let errors = members.optional("errors")?.choice(of: RequestDefinition.ErrorReading.self)
        let plain = members.optional("checksum")?.choice(among: ["none"])
        if let sending, let send, send.segments.isEmpty {
            sending.report(.badProfile, "This request sends nothing.")
        }
        if let answer, let reply {
            checkReply([reply] + then, answer)
        } else if answer == nil {
            more?.report(.badProfile, "Further lines come after a first one: give “reply”.")
            lateness?.report(.badProfile, "Nothing answers this request; leave it out.")
        }
        guard let name, let send else { return nil }
        var request = RequestDefinition(
            name: name,
            send: send,
            reply: reply,
            replyTimeout: timeout,
            pauseAfter: pause,
            style: style
        )
        request.greatestLateness = lateness?.lapse()
        request.then = then
        request.ask = ask
        request.check = check
        request.errors = errors ?? .judge
        request.summing = plain == nil ? .summed : .plain
        return request
    }

    static func error(_ members: inout Members) -> ErrorReply? {
        let match = members.required("match").flatMap { template($0) }
        let means = members.required("means")?.choice(of: ErrorReply.Meaning.self)
        let text = members.required("text")?.nonEmptyText()
        guard let match, let means, let text else { return nil }
        return ErrorReply(match: match, meaning: means, text: text)
    }

    /// A reply's fields must be told apart: no name twice in all its lines, and a literal between
    /// two fields of open length.
    private static func checkReply(_ lines: [Template], _ field: Field) {
        var names: [String] = []
        for line in lines {
            var openField: String?
            for segment in line.segments {
                guard case .field(let name, let format) = segment else {
                    openField = nil
                    continue
                }
                if names.contains(name), !Template.lineFields.contains(name) {
                    field.report(.duplicateName, "The field “\(name)” is there twice.")
                }
                names.append(name)
                if let before = openField {
                    field.report(
                        .badProfile,
                        "Where “\(before)” ends and “\(name)” begins cannot be told: put literal "
                            + "text between them, or give “\(before)” a fixed width (char, hex2, "
                            + "int3)."
                    )
                }
                openField = format.width == nil ? name : nil
            }
        }
    }
}
