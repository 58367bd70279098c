import Documents
import Foundation
import Quantities

/// One run of a journal in forms that other programs read; given out piece by piece.
package struct RunExport {
    package enum Form: String, CaseIterable, Sendable {
        /// Bluesky's documents, one `[name, document]` a line.
        case eventModel = "event-model"
        /// One sample a line: time, point, value, unit, quality.
        case csv
        /// The run's events as they were recorded, then its samples by point.
        case jsonl
    }

    let reader: JournalReader
    let run: JournalReader.Run
    /// By point: the unit its values are shown in; nil for flags and choices.
    let units: [String: PhysicalUnit]
    let points: [String]

    /// - Throws: `JournalFault` where the journal has no such run.
    package init(_ number: Int64, in reader: JournalReader) throws(JournalFault) {
        guard let run = try reader.run(number) else {
            throw JournalFault("The journal has no run \(number). athanor runs lists them.")
        }
        self.reader = reader
        self.run = run
        points = try reader.points(of: number)
        units = Self.units(try reader.events(of: number, most: 1).first?.line ?? [])
    }

    /// The header of a trace names every point's unit.
    private static func units(_ header: [UInt8]) -> [String: PhysicalUnit] {
        guard let tree = try? DocumentTree.read(header, file: "journal", syntax: .json),
            case .list(let points)? = DocumentValue(tree).member("points")
        else { return [:] }
        var units: [String: PhysicalUnit] = [:]
        for point in points {
            guard case .text(let name)? = point.member("name"),
                case .text(let symbol)? = point.member("unit")
            else { continue }
            units[name] = PhysicalUnit.named(symbol)
        }
        return units
    }

    /// Writes the run in this form.
    package func write(_ form: Form, _ put: ([UInt8]) -> Void) throws(JournalFault) {
        switch form {
        case .eventModel: try EventModel(self).write(put)
        case .csv: try writeTable(put)
        case .jsonl: try writeLines(put)
        }
    }

    /// UTC, s since 1970, of an instant of the host's clock.
    func seconds(_ instant: Int64) -> Double {
        Double(run.header.wall + (instant - run.header.clock)) / 1e9
    }

    func value(_ sample: Sample, of point: String) -> Double {
        units[point]?.value(si: sample.value) ?? sample.value
    }

    /// Every event's line, in order.
    package func eachEvent(_ body: ([UInt8]) -> Void) throws(JournalFault) {
        var last: Int64 = 0
        while true {
            let events = try reader.events(of: run.header.run, after: last)
            guard let newest = events.last else { return }
            for event in events { body(event.line) }
            last = newest.number
        }
    }

    private func writeLines(_ put: ([UInt8]) -> Void) throws(JournalFault) {
        try eachEvent { put($0 + [10]) }
        for point in points {
            for sample in try reader.samples(of: run.header.run, point: point) {
                let line = DocumentValue.members([
                    "event": .text("sample"), "t": .number(Double(sample.at) / 1e9),
                    "point": .text(point),
                    "value": sample.quality == 0 ? .number(value(sample, of: point)) : .null,
                    "quality": sample.quality == 0 ? nil : .text(SampleQuality.word(sample)),
                ])
                put(DocumentWriter.json(line) + [10])
            }
        }
    }

    private func writeTable(_ put: ([UInt8]) -> Void) throws(JournalFault) {
        put(Array("time,point,value,unit,quality\n".utf8))
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for point in points {
            let unit = units[point]?.symbol ?? ""
            for sample in try reader.samples(of: run.header.run, point: point) {
                let time = Date(timeIntervalSince1970: seconds(sample.at)).ISO8601Format(style)
                let shown = sample.quality == 0 ? "\(value(sample, of: point))" : ""
                let cells = [time, point, shown, unit, SampleQuality.word(sample)]
                put(Array((cells.joined(separator: ",") + "\n").utf8))
            }
        }
    }
}

/// The words for a sample's quality, as traces write them.
enum SampleQuality {
    private static let words = [
        "good", "never-read", "stale", "no-answer", "device-bad", "out-of-range", "busy",
        "out-of-use",
    ]

    static func word(_ sample: Sample) -> String {
        words.indices.contains(Int(sample.quality)) ? words[Int(sample.quality)] : "bad"
    }
}
