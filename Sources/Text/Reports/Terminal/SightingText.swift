import Devices
import Interlocks
package import Labs
package import Quantities
package import Wire

/// What happened on a line, one row each.
package struct SightingText {
    /// Names or bytes beyond this are counted instead of shown.
    private static let greatestNames = 6
    private static let greatestBytes = 24

    private let lab: Lab
    private let names: LabNames
    private let width: Int

    package init(lab: Lab, names: LabNames) {
        self.lab = lab
        self.names = names
        width = lab.lines.map(\.name.count).max() ?? 0
    }

    /// `12.345678  furnace-bus  ← controller: temperature 23.4 °C   12.1 ms`.
    package func row(_ sighting: Sighting, _ bytes: [UInt8], line: Int) -> String {
        let name = lab.lines[line].name
        let padded = name + String(repeating: " ", count: width - name.count)
        return "\(Self.seconds(sighting.at))  \(padded)  \(words(sighting.kind, bytes))"
    }

    /// A remark between rows.
    package func remark(_ text: String, at instant: Instant, line: Int) -> String {
        let name = lab.lines[line].name
        let padded = name + String(repeating: " ", count: width - name.count)
        return "\(Self.seconds(instant))  \(padded)  – \(text)"
    }

    /// Microseconds, right-aligned up to a day.
    package static func seconds(_ instant: Instant) -> String {
        let micro = instant.nanoseconds / 1000
        let fraction = String(micro.magnitude % 1_000_000)
        let text =
            (micro < 0 ? "-" : "") + String(micro.magnitude / 1_000_000) + "."
            + String(repeating: "0", count: 6 - fraction.count) + fraction
        return String(repeating: " ", count: max(0, 12 - text.count)) + text
    }

    private func words(_ kind: Sighting.Kind, _ bytes: [UInt8]) -> String {
        switch kind {
        case .asked(let inquiry): "→ \(device(inquiry)): \(purpose(inquiry.purpose, bytes))"
        case .answered(let inquiry, let answer, let after):
            "← \(device(inquiry)): \(text(of: answer))   \(Spoken.lapse(after))"
        case .unanswered(let inquiry, let after):
            "✗ \(device(inquiry)): no answer in \(Spoken.lapse(after))"
        case .late(let inquiry, let after):
            "✗ \(device(inquiry)): the answer came after \(Spoken.lapse(after)), too late to count"
        case .stray(let count):
            "? \(Spoken.count(count, "byte")) that answer nothing: "
                + Self.shown(bytes.suffix(count))
        case .abandoned(let inquiry): "✗ \(device(inquiry)): what came of it was not captured"
        case .lost(let device): "! \(lab.devices[device].name) counts as lost"
        case .found(let device): "! \(lab.devices[device].name) answers again"
        }
    }

    private func device(_ inquiry: Inquiry) -> String {
        inquiry.device.map { lab.devices[$0].name } ?? "nobody"
    }

    private func purpose(_ purpose: Inquiry.Purpose, _ bytes: [UInt8]) -> String {
        switch purpose {
        case .poll(let points): "reads " + listed(points.map(short))
        case .write(let values) where values.isEmpty:
            "writes what the lab has no point for: " + Self.shown(bytes[...])
        case .write(let values): written(values, bytes)
        case .say(let name, let fields):
            name
                + (fields.isEmpty
                    ? "" : " " + listed(fields.map { "\($0.name) = \($0.text.printable)" }))
        case .modbus(let function, let address, let count):
            "function \(function), address \(address), count \(count)"
        case .followUp: "again, or the rest of it"
        case .foreign: "not understood: " + Self.shown(bytes[...])
        }
    }

    /// A value that only other registers could tell is shown as it stands in the frame.
    private func written(_ values: [Inquiry.Value], _ bytes: [UInt8]) -> String {
        let shown = values.map { value in
            value.reading.quality == .good
                ? named(value, joint: " = ") : short(value.point) + " = ?"
        }
        let isKnown = values.allSatisfy { $0.reading.quality == .good }
        return "writes " + listed(shown) + (isKnown ? "" : " in " + Self.shown(bytes[...]))
    }

    private func text(of answer: Sighting.Answer) -> String {
        switch answer {
        case .values(let values) where values.isEmpty: "done"
        case .values(let values): listed(values.map { named($0, joint: " ") })
        case .outcome(let outcome): ReadingText.outcome(outcome)
        }
    }

    private func named(_ value: Inquiry.Value, joint: String) -> String {
        let definition = names.points[value.point].definition
        let shown = ReadingText.value(value.reading, of: definition)
        let doubt =
            value.reading.quality == .good
            ? "" : " (\(ReadingText.quality(value.reading.quality)))"
        return short(value.point) + joint + shown + doubt
    }

    private func short(_ point: Int) -> String { names.points[point].definition.name }

    private func listed(_ texts: [String]) -> String {
        let rest = texts.count - Self.greatestNames
        let first = texts.prefix(Self.greatestNames).joined(separator: ", ")
        return rest > 0 ? "\(first) and \(rest) more" : first
    }

    /// Text as text with escapes, everything else in hexadecimal.
    package static func shown(_ bytes: ArraySlice<UInt8>) -> String {
        let part = bytes.prefix(greatestBytes)
        let isText = part.allSatisfy { (0x20..<0x7F).contains($0) || $0 == 13 || $0 == 10 }
        let shown =
            isText
            ? "“" + part.map(escaped).joined() + "”"
            : part.map(hexadecimal).joined(separator: " ")
        return bytes.count > greatestBytes ? shown + " …" : shown
    }

    private static func escaped(_ byte: UInt8) -> String {
        switch byte {
        case 13: "\\r"
        case 10: "\\n"
        default: String(decoding: [byte], as: UTF8.self)
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
}
