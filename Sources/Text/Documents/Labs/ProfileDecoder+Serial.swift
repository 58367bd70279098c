import Devices
import Findings
import Quantities

extension ProfileDecoder {
    mutating func serialField(
        _ members: inout Members,
        _ kind: PointKind?,
        _ access: PointDefinition.Access
    ) -> SerialField? {
        let requestPlace = members.required("request")
        let fieldPlace = members.required("field")
        let writePlace = members.optional("write")
        let request = requestPlace?.nonEmptyText()
        let name = fieldPlace?.nonEmptyText()
        let write = writePlace?.nonEmptyText()
        let bits = Self.bits(&members, width: 32)
        let (scale, offset) = scaling(&members, kind)
        let wordPlace = members.optional("words")
        let words = wordPlace?.list(2...256) { $0.nonEmptyText() } ?? []
        if let wordPlace, !words.isEmpty { Self.check(words, for: kind, wordPlace) }
        if access == .read, let writePlace {
            writePlace.report(.badProfile, "This point is only read; say “access: read-write”.")
        } else if access != .read, writePlace == nil {
            members.report(.badProfile, "Which request writes it? Give “write”.")
        }
        guard let requestPlace, let request, let fieldPlace, let name else { return nil }
        lookUp(requestPlace, fieldPlace, writePlace, write)
        lintBusy(request, name, bits, members.field)
        var field = SerialField(
            request: request,
            field: name,
            bit: bits.first,
            scale: scale,
            offset: offset,
            words: words,
            write: write
        )
        field.bits = bits.count
        return field
    }

    private static func check(_ words: [String], for kind: PointKind?, _ place: Field) {
        switch kind {
        case .flag where words.count != 2:
            place.report(.badProfile, "A flag has two words: the one for no, the one for yes.")
        case .choice(let choices) where words.count != choices.count:
            place.report(
                .badProfile,
                "There are \(choices.count) choices and \(words.count) words; each choice needs "
                    + "its word, in the same order."
            )
        case .quantity: place.report(.badProfile, "A quantity has no words.")
        default: break
        }
    }

    /// A busy bit is read where it is true.
    private func lintBusy(
        _ request: String,
        _ name: String,
        _ bits: (first: Int?, count: Int),
        _ place: Field
    ) {
        guard let status = usedProtocol?.status, status.field == name, let busy = status.busyBit,
            let first = bits.first, first <= busy, busy < first + bits.count,
            !status.busyToldBy.isEmpty, !status.busyToldBy.contains(request)
        else { return }
        let names = status.busyToldBy.map { "“\($0)”" }.joined(separator: " or ")
        (place.peek("request") ?? place).report(
            .badProfile,
            "Whether it is busy is true only in the reply to \(names)."
        )
    }

    /// Looks request and field up in the protocol, where it is known.
    private func lookUp(_ request: Field, _ field: Field, _ writePlace: Field?, _ write: String?) {
        guard let usedProtocol else { return }
        let names = usedProtocol.requests.map(\.name)
        if let index = request.reference("request", among: names) {
            let fields = usedProtocol.requests[index].replyLines.flatMap(\.fieldNames)
                .filter { !Template.lineFields.contains($0) }
            _ = field.reference("field in the reply to this request", among: fields)
        }
        guard let writePlace, write != nil,
            let index = writePlace.reference("request", among: names)
        else { return }
        if !usedProtocol.requests[index].send.fieldNames.contains("value") {
            writePlace.report(
                .badProfile,
                "A request that writes a point has a field {value} in “send”; this one has not."
            )
        }
    }
}
