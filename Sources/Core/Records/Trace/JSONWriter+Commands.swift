import Devices
package import Scanning

extension JSONWriter {
    /// A command in its device's own terms: the point written, or the request sent with its fields.
    package mutating func command(_ request: CommandRequest, _ basis: RunBasis) {
        let sentence = CommandSentence(request, basis)
        member("id", request.id.number)
        member("device", basis.deviceName(request.device))
        member("origin", sentence.origin)
        switch sentence.body {
        case .write(let point, let value, let unit):
            member("write", point)
            switch value {
            case .number(let number): member("value", number)
            case .word(let word): member("value", word)
            }
            if !unit.isEmpty { member("unit", unit) }
        case .send(let name, let fields):
            member("send", name)
            key("fields")
            open()
            for field in fields { member(field.name, field.value) }
            close()
        }
    }

    package mutating func commandOutcome(_ outcome: CommandOutcome) {
        member("outcome", CommandSentence.words(for: outcome))
        if case .refused(let code) = outcome { member("code", code) }
    }
}
