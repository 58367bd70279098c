import Crypto
import Documents
import Quantities

/// A run as Bluesky event-model documents: start, a descriptor and event pages for every point, one
/// stream more for results, stop.
///
/// The schemas are those of the `event-model` package; what they do not name stands under
/// `athanor`.
struct EventModel {
    /// Events of one page.
    private static let page = 1000

    private let export: RunExport
    private let start: String

    init(_ export: RunExport) {
        self.export = export
        let header = export.run.header
        start = Self.identity("\(header.labHash) \(header.planHash) \(header.wall) \(header.run)")
    }

    func write(_ put: ([UInt8]) -> Void) throws(JournalFault) {
        put(line("start", startDocument))
        var streams: [(name: String, events: Int)] = []
        for point in export.points {
            streams.append((point, try write(point: point, put)))
        }
        let results = try write(results: put)
        if results > 0 { streams.append(("results", results)) }
        guard export.run.ended != nil else { return }
        put(line("stop", stopDocument(streams)))
    }

    private func line(_ name: String, _ document: DocumentValue) -> [UInt8] {
        DocumentWriter.json(.list([.text(name), document])) + [10]
    }

    private var startDocument: DocumentValue {
        let header = export.run.header
        return .members([
            "uid": .text(start), "time": .number(Double(header.wall) / 1e9),
            "scan_id": .integer(Int(header.run)), "plan_name": .text(header.plan),
            "plan_type": .text("athanor: plan/1"), "owner": .text(header.by),
            "athanor": .members([
                "title": .text(header.title), "file": .text(header.file),
                "plan_hash": .text(header.planHash), "lab_hash": .text(header.labHash),
                "far_end": .text(header.farEnd),
            ]),
        ])
    }

    private func stopDocument(_ streams: [(name: String, events: Int)]) -> DocumentValue {
        let outcome = export.run.outcome ?? ""
        let status =
            switch outcome {
            case "complete": "success"
            case "stopped": "abort"
            default: "fail"
            }
        return .members([
            "uid": .text(Self.identity(start + " stop")), "run_start": .text(start),
            "time": .number(Double(end) / 1e9),
            "exit_status": .text(status), "reason": .text(outcome),
            "num_events": .mapping(
                streams.map { DocumentMember($0.name, .integer($0.events)) }
            ),
        ])
    }

    /// UTC, ns, by the clock that everything within the run is timed by.
    private var end: Int64 {
        let run = export.run
        return run.took.map { run.header.wall + $0 } ?? run.ended ?? run.header.wall
    }

    // MARK: Points

    private func write(point: String, _ put: ([UInt8]) -> Void) throws(JournalFault) -> Int {
        let samples = try export.reader.samples(of: export.run.header.run, point: point)
        guard let first = samples.first else { return 0 }
        let key = Self.key(point)
        let descriptor = Self.identity(start + " " + point)
        put(
            line(
                "descriptor",
                .members([
                    "uid": .text(descriptor), "run_start": .text(start),
                    "time": .number(export.seconds(first.at)), "name": .text(point),
                    "data_keys": .mapping([
                        DocumentMember(
                            key,
                            .members([
                                "source": .text(point), "dtype": .text("number"),
                                "shape": .list([]),
                                "units": export.units[point].map { .text($0.symbol) },
                            ])
                        ),
                        DocumentMember(
                            key + "_quality",
                            .members([
                                "source": .text(point), "dtype": .text("string"),
                                "shape": .list([]),
                            ])
                        ),
                    ]),
                ])
            )
        )
        for from in stride(from: 0, to: samples.count, by: Self.page) {
            let part = Array(samples[from..<min(from + Self.page, samples.count)])
            put(line("event_page", page(part, from, key, descriptor, point)))
        }
        return samples.count
    }

    private func page(
        _ samples: [Sample],
        _ from: Int,
        _ key: String,
        _ descriptor: String,
        _ point: String
    ) -> DocumentValue {
        let times = DocumentValue.list(samples.map { .number(export.seconds($0.at)) })
        let identities = samples.indices.map { index in
            DocumentValue.text(Self.identity("\(descriptor) \(from + index)"))
        }
        return .members([
            "descriptor": .text(descriptor), "uid": .list(identities), "time": times,
            "seq_num": .list(samples.indices.map { .integer(from + $0 + 1) }),
            "data": .mapping([
                DocumentMember(key, .list(samples.map { value($0, point) })),
                DocumentMember(
                    key + "_quality",
                    .list(samples.map { .text(SampleQuality.word($0)) })
                ),
            ]),
            "timestamps": .mapping([
                DocumentMember(key, times), DocumentMember(key + "_quality", times),
            ]),
        ])
    }

    /// What is no good reading has no value.
    private func value(_ sample: Sample, _ point: String) -> DocumentValue {
        sample.quality == 0 ? .number(export.value(sample, of: point)) : .null
    }

    // MARK: Results

    private func write(results put: ([UInt8]) -> Void) throws(JournalFault) -> Int {
        var count = 0
        for result in try JournalResults.read(export.run.header.run, in: export.reader) {
            guard case .text(let name)? = result.member("name"),
                let value = result.member("value")
            else { continue }
            count += 1
            let time = export.seconds(Self.nanoseconds(result.member("t")))
            let descriptor = Self.identity("\(start) result \(count)")
            let key = Self.key(name)
            put(line("descriptor", resultDescriptor(result, name, key, descriptor, time)))
            put(
                line(
                    "event",
                    .members([
                        "uid": .text(Self.identity(descriptor + " event")),
                        "descriptor": .text(descriptor), "time": .number(time),
                        "seq_num": .integer(1), "data": .mapping([DocumentMember(key, value)]),
                        "timestamps": .mapping([DocumentMember(key, .number(time))]),
                    ])
                )
            )
        }
        return count
    }

    /// With what the result was made from: its lineage.
    private func resultDescriptor(
        _ result: DocumentValue,
        _ name: String,
        _ key: String,
        _ descriptor: String,
        _ time: Double
    ) -> DocumentValue {
        .members([
            "uid": .text(descriptor), "run_start": .text(start), "time": .number(time),
            "name": .text("results"),
            "data_keys": .mapping([
                DocumentMember(
                    key,
                    .members([
                        "source": .text("result " + name), "dtype": .text("number"),
                        "shape": .list([]), "units": result.member("unit"),
                    ])
                )
            ]),
            "athanor": .members([
                "goal": result.member("goal"), "inputs": result.member("inputs"),
                "vessels": result.member("vessels"),
                "uncertain": result.member("uncertain"),
                "sources": result.member("sources"),
                "steps": result.member("steps"),
            ]),
        ])
    }

    // MARK: Parts

    /// Data keys of event-model hold no dots or slashes.
    private static func key(_ name: String) -> String {
        String(name.map { $0 == "." || $0 == "/" ? "_" : $0 })
    }

    private static func nanoseconds(_ seconds: DocumentValue?) -> Int64 {
        switch seconds {
        case .decimal(let digits): Int64((Double(digits) ?? 0) * 1e9)
        case .number(let number): Int64(number * 1e9)
        default: 0
        }
    }

    /// A UUID (RFC 9562, version 8: of a digest) that is the same at every export.
    private static func identity(_ text: String) -> String {
        var bytes = Array(SHA256.hash(data: Array(text.utf8)).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        let hex = Array(bytes.hex)
        let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return parts.map { String(hex[$0]) }.joined(separator: "-")
    }
}
