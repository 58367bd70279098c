import Devices
import Documents
import Hosting
import Interlocks
import Labs
import Lines
import Quantities
import Reports

/// Readings of some points as a table, as JSON, or one by one.
struct PointTable {
    private let selection: PointSelection
    private let loaded: LoadedLab

    init(_ selection: PointSelection, in loaded: LoadedLab) {
        self.selection = selection
        self.loaded = loaded
    }

    func text(_ view: LabView, _ style: TextStyle, ages: Bool = false) -> String {
        var table = TextTable([
            ("point", .left), ("value", .right), ("quality", .left), (ages ? "age" : "", .right),
        ])
        for (name, point) in zip(selection.names, selection.points) {
            let reading = view.image[point]
            let age = reading.quality == .good ? Spoken.lapse(view.now - reading.at) : ""
            table.add([
                name, ReadingText.value(reading, of: loaded.names.points[point].definition),
                ReadingText.quality(reading.quality), ages ? age : "",
            ])
        }
        return table.render(style)
    }

    func json(_ view: LabView) -> [UInt8] {
        let rows = zip(selection.names, selection.points).map { name, point in
            PointStream.document(name, point, view.image[point], loaded)
        }
        return DocumentWriter.json(.list(rows), .pretty)
    }

    /// Why lines with these points are closed, one sentence a line.
    func troubles(_ view: LabView) -> [String] {
        let lines = selection.devices(loaded.names).map { loaded.lab.devices[$0].line }
        return view.troubles(in: loaded.lab).filter { lines.contains($0.line) }.map(\.sentence)
    }
}

/// New readings of some points, one line each.
struct PointStream {
    private let selection: PointSelection
    private let loaded: LoadedLab
    private let json: Bool
    private var seen: [Reading?]

    init(_ selection: PointSelection, in loaded: LoadedLab, json: Bool) {
        self.selection = selection
        self.loaded = loaded
        self.json = json
        seen = selection.points.map { _ in nil }
    }

    mutating func news(_ view: LabView) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for (index, point) in selection.points.enumerated() {
            let reading = view.image[point]
            guard reading.quality != .neverRead, seen[index] != reading else { continue }
            seen[index] = reading
            let name = selection.names[index]
            guard !json else {
                lines.append(DocumentWriter.json(Self.document(name, point, reading, loaded)))
                continue
            }
            let shown = ReadingText.value(reading, of: loaded.names.points[point].definition)
            let doubt =
                reading.quality == .good ? "" : "  " + ReadingText.quality(reading.quality)
            lines.append(Array("\(Spoken.clock(reading.at))  \(name)  \(shown)\(doubt)".utf8))
        }
        return lines
    }

    /// A bad reading has no value at all, so that nobody can take one for good.
    static func document(
        _ name: String,
        _ point: Int,
        _ reading: Reading,
        _ loaded: LoadedLab
    ) -> DocumentValue {
        let definition = loaded.names.points[point].definition
        var value: DocumentValue?
        if reading.quality == .good {
            switch definition.kind {
            case .quantity(let unit): value = .quantity(Quantity(si: reading.value, unit: unit))
            case .flag: value = .flag(reading.value != 0)
            case .choice: value = .text(ReadingText.value(reading, of: definition))
            }
        }
        return .members([
            "point": .text(name), "value": value, "quality": .text("\(reading.quality)"),
            "at": .quantity(Quantity(si: (reading.at - .start).seconds, unit: .named("s") ?? .one)),
        ])
    }
}

extension LabView {
    /// Whether nothing more can be waited for: every line of these points cannot be opened.
    func isHopeless(_ selection: PointSelection, in loaded: LoadedLab) -> Bool {
        selection.devices(loaded.names).allSatisfy { device in
            if case .closed = lines[loaded.lab.devices[device].line] { true } else { false }
        }
    }
}
