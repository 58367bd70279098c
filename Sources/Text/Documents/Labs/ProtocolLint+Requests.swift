import Devices
import Findings
import Quantities

extension ProtocolLint {
    func lint(_ request: RequestDefinition) {
        if request.style == .immediate { lintImmediate(request) }
        lintCheck(request)
        if !request.ask.isEmpty, request.then.isEmpty {
            place(of: request.name, "ask").report(
                .badProfile,
                "What is asked for then? Give the lines that come in “then”."
            )
        }
        let isFramed = request.style == .framed
        if isFramed, definition.sequence != nil, !request.send.fieldNames.contains("sequence") {
            place(of: request.name, "send").report(
                .badProfile,
                "The protocol numbers its messages: put “{sequence:byte}” where the number stands."
            )
        }
        for template in [request.send] + request.replyLines { lint(template, of: request) }
        for case .field(let name, .any) in request.send.segments {
            place(of: request.name, "send").report(
                .badProfile,
                "“\(name)” has no meaning, so nothing can be sent in it; write its bytes out."
            )
        }
        if definition.status != nil, request.check != nil, definition.errors.isEmpty,
            let told = definition.requests.first(where: { $0.name == request.check }),
            told.reply?.fieldNames.contains(definition.status?.field ?? "") == false
        {
            place(of: request.name, "check").report(
                .badProfile,
                "Nothing in the reply to “\(told.name)” tells that a command was refused."
            )
        }
    }

    private func lint(_ template: Template, of request: RequestDefinition) {
        let names = template.fieldNames
        if definition.sequence == nil, names.contains("sequence") {
            place(of: request.name, "send").report(
                .badProfile,
                "Which numbers? Give “sequence: {first: 1, last: 7}”."
            )
        }
        for name in ["sequence", "length"] {
            guard let format = template.format(of: name), format.width == nil else { continue }
            place(of: request.name, "send").report(
                .badProfile,
                "“\(name)” needs a fixed width, such as byte or hex2."
            )
        }
        if case .counted = definition.framing.requests { return }
        if names.contains("length") {
            place(of: request.name, "send").report(
                .badProfile,
                "Only frames of the kind “length-prefixed” have a length."
            )
        }
    }

    /// A real-time byte is one byte, and no line holds it: the device would act in the middle.
    private func lintImmediate(_ request: RequestDefinition) {
        guard case .literal(let bytes)? = request.send.segments.first,
            request.send.segments.count == 1, bytes.count == 1
        else {
            place(of: request.name, "send").report(
                .badProfile,
                "A real-time request is one byte without fields."
            )
            return
        }
        if !request.then.isEmpty || !request.ask.isEmpty {
            place(of: request.name, "then").report(
                .badProfile,
                "A real-time request has one line of reply at most."
            )
        }
        if definition.framing.replies == .ended(by: []) {
            place(of: request.name, "style").report(
                .badProfile,
                "Where silence ends replies, one of a real-time request cannot be told from a "
                    + "line's."
            )
        }
        for other in definition.requests where other.style == .framed {
            let holds = other.send.segments.contains {
                if case .literal(let literal) = $0 { literal.contains(bytes[0]) } else { false }
            }
            if holds {
                place(of: other.name, "send").report(
                    .badProfile,
                    "This line holds the real-time byte of “\(request.name)”; the device would act "
                        + "on it in the middle of the line."
                )
            }
        }
    }

    /// What a command without reply is asked about afterwards.
    private func lintCheck(_ request: RequestDefinition) {
        guard let name = request.check else { return }
        let place = place(of: request.name, "check")
        if request.reply != nil {
            place.report(.badProfile, "A command that is answered needs no “check”.")
        }
        let names = definition.requests.map(\.name)
        guard let index = place.reference("request", among: names) else { return }
        let told = definition.requests[index]
        if told.reply == nil || told.style == .immediate || !told.send.ownFields.isEmpty {
            place.report(
                .badProfile,
                "“\(name)” must be a framed request that is answered and needs no values."
            )
        }
        if told.errors == .read {
            place.report(
                .badProfile,
                "“\(name)” reads errors as values, so it cannot tell that a command was refused."
            )
        }
    }

    func lintNumbers() {
        guard let sequence = definition.sequence else { return }
        let place = place("sequence")
        if sequence.last <= sequence.first {
            place.report(.badProfile, "“last” must be above “first”.")
        }
        if let bit = sequence.repeatBit, sequence.last >> bit > 0 {
            place.report(
                .badProfile,
                "The numbers reach into the repeat bit: with bit \(bit) they end at "
                    + "\((1 << bit) - 1)."
            )
        }
        guard sequence.repeats > 0 else { return }
        if sequence.repeatBit == nil {
            place.report(
                .badProfile,
                "Without “repeat-bit” the device would carry a repeated message out twice."
            )
        }
        if sequence.last - sequence.first < 2 {
            place.report(
                .badProfile,
                "Repeating needs at least three numbers, so that a new message never bears the "
                    + "device's last one."
            )
        }
    }

    func lintStatus() {
        guard let status = definition.status else { return }
        let lines = definition.requests.map { ($0, $0.replyLines.flatMap(\.fieldNames)) }
        if !lines.contains(where: { $0.1.contains(status.field) }) {
            place("status", "field").report(
                .badProfile,
                "No reply has a field “\(status.field)”."
            )
        }
        var numbers: [Int] = []
        for code in status.codes {
            if numbers.contains(code.number) {
                place("status", "codes").report(
                    .duplicateName,
                    "Error \(code.number) is there twice."
                )
            } else if code.number >> status.errorBits > 0 {
                place("status", "codes").report(
                    .badProfile,
                    "Error \(code.number) does not fit \(status.errorBits) bits."
                )
            }
            numbers.append(code.number)
        }
        for name in status.busyToldBy {
            let line = lines.first { $0.0.name == name }
            guard let line else {
                place("status", "busy").reportUnknown(
                    name,
                    "request",
                    among: definition.requests.map(\.name)
                )
                continue
            }
            if !line.1.contains(status.field) {
                place("status", "busy").report(
                    .badProfile,
                    "The reply to “\(name)” has no field “\(status.field)”."
                )
            }
        }
    }

    func lintGroups() {
        for group in definition.groups
        where definition.addresses.contains(where: { $0.contains(group.address) }) {
            place("groups").report(
                .badProfile,
                "\(group.address) is an address of one device and of a group."
            )
        }
    }
}
