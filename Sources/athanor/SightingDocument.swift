import Documents
import Hosting
import Interlocks
import Labs
import Quantities
import Reports
import Wire

/// What happened on a line, one JSON object each.
struct SightingDocument {
    let loaded: LoadedLab

    func line(_ sighting: Sighting, _ bytes: [UInt8], line: Int) -> [UInt8] {
        var members: [(String, DocumentValue?)] = [
            ("at", seconds((sighting.at - .start))),
            ("line", .text(loaded.lab.lines[line].name)),
        ]
        members += words(sighting.kind)
        if case .asked = sighting.kind { members.append(("bytes", .text(hexadecimal(bytes)))) }
        let named = members.compactMap { name, value in value.map { DocumentMember(name, $0) } }
        return DocumentWriter.json(.mapping(named))
    }

    private func words(_ kind: Sighting.Kind) -> [(String, DocumentValue?)] {
        switch kind {
        case .asked(let inquiry): head("asked", inquiry) + purpose(inquiry.purpose)
        case .answered(let inquiry, let answer, let after):
            head("answered", inquiry) + [("after", seconds(after))] + members(of: answer)
        case .unanswered(let inquiry, let after):
            head("unanswered", inquiry) + [("after", seconds(after))]
        case .late(let inquiry, let after): head("late", inquiry) + [("after", seconds(after))]
        case .stray(let count):
            [("event", .text("stray")), ("count", .integer(count))]
        case .abandoned(let inquiry): head("abandoned", inquiry)
        case .lost(let device): head("lost", device)
        case .found(let device): head("found", device)
        }
    }

    private func head(_ event: String, _ inquiry: Inquiry) -> [(String, DocumentValue?)] {
        head(event, inquiry.device)
    }

    private func head(_ event: String, _ device: Int?) -> [(String, DocumentValue?)] {
        [
            ("event", .text(event)),
            ("device", device.map { .text(loaded.lab.devices[$0].name) }),
        ]
    }

    private func purpose(_ purpose: Inquiry.Purpose) -> [(String, DocumentValue?)] {
        switch purpose {
        case .poll(let points):
            [("reads", .list(points.map { .text(loaded.names.points[$0].name) }))]
        case .write(let values): [("writes", .list(values.map(document)))]
        case .say(let request, let fields):
            [
                ("request", .text(request)),
                (
                    "fields",
                    .mapping(fields.map { DocumentMember($0.name, .text($0.text)) })
                ),
            ]
        case .modbus(let function, let address, let count):
            [
                ("function", .integer(function)), ("address", .integer(address)),
                ("count", .integer(count)),
            ]
        case .followUp: [("follows", .text("up"))]
        case .foreign: [("understood", .flag(false))]
        }
    }

    private func members(of answer: Sighting.Answer) -> [(String, DocumentValue?)] {
        switch answer {
        case .values(let values): [("values", .list(values.map(document)))]
        case .outcome(let outcome): [("outcome", .text(ReadingText.outcome(outcome)))]
        }
    }

    private func document(_ value: Inquiry.Value) -> DocumentValue {
        PointStream.document(
            loaded.names.points[value.point].name,
            value.point,
            value.reading,
            loaded
        )
    }

    private func seconds(_ lapse: Lapse) -> DocumentValue {
        .quantity(Quantity(si: lapse.seconds, unit: .named("s") ?? .one))
    }

    private func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
