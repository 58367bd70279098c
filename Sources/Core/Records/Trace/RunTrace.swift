import Devices
package import Execution
package import Interlocks
import Labs
package import Quantities

/// The trace of a run as canonical JSON Lines: equal runs give equal bytes.
///
/// Every line is one object. `t` is virtual time in seconds with nine decimals; values stand in
/// their point's unit, which the header's `points` name; a sample without `quality` is good.
/// Drain it now and then: a 72 h run writes a million samples.
package struct RunTrace: Sendable {
    package let basis: RunBasis
    package private(set) var counts = TraceFooter()
    var writer = JSONWriter()
    private let points: [PointForm]

    /// How a point's samples are written, prepared once.
    private struct PointForm: Sendable {
        /// Bytes like `,"point":"furnace.temperature","value":`, without the comma.
        var prefix: [UInt8]
        var offset: Double
        var scale: Double
        /// The JSON text of each word; empty for quantities.
        var words: [[UInt8]]
    }

    /// Begins a trace with its header line.
    package init(_ basis: RunBasis, header: TraceHeader) {
        self.basis = basis
        points = basis.names.points.map(Self.form(of:))
        writeHeader(header)
    }

    /// What was written and not yet drained.
    package var bytes: [UInt8] { writer.bytes }
    /// How much there is to drain.
    package var pending: Int { writer.bytes.count }

    /// Forgets what was written; call it once `bytes` are in the file.
    package mutating func drained() { writer.clear() }

    /// From the time line that records are on to the one the trace was begun on: another host's,
    /// where that has died with the run.
    package var shift = Lapse.zero

    /// Appends one reading of a point of `LabNames.points`; costs well under a microsecond.
    package mutating func sample(_ reading: Reading, point: Int) {
        guard points.indices.contains(point) else { return }
        counts.samples += 1
        writer.sample(at: reading.at + shift, prefix: points[point].prefix)
        if reading.quality != .good {
            writer.bad(Self.word(for: reading.quality))
        } else if points[point].words.isEmpty {
            writer.number((reading.value - points[point].offset) / points[point].scale)
        } else {
            let index = reading.value >= 0 && reading.value < 1e6 ? Int(reading.value) : -1
            writer.raw(points[point].words.at(index) ?? Array("null".utf8))
        }
        writer.close()
        writer.newline()
    }

    /// Ends the trace with its outcome and counts.
    package mutating func finish(_ state: RunState, at now: Instant) {
        line("end", at: now) { writer, _ in
            writer.member("outcome", state.rawValue)
        }
    }

    private static func form(of point: LabPoint) -> PointForm {
        var prefix = JSONWriter()
        prefix.open()
        prefix.key("point")
        prefix.text(point.name)
        prefix.key("value")
        let member = Array(prefix.bytes.dropFirst())
        switch point.kind {
        case .quantity(let unit):
            return PointForm(prefix: member, offset: unit.offset, scale: unit.scale, words: [])
        case .flag:
            let words = ["false", "true"].map { Array($0.utf8) }
            return PointForm(prefix: member, offset: 0, scale: 1, words: words)
        case .choice(let names):
            let words = names.map { name in
                var word = JSONWriter()
                word.text(name)
                return word.bytes
            }
            return PointForm(prefix: member, offset: 0, scale: 1, words: words)
        }
    }

    static func word(for quality: Quality) -> String {
        switch quality {
        case .good: "good"
        case .neverRead: "never-read"
        case .stale: "stale"
        case .noAnswer: "no-answer"
        case .deviceBad: "device-bad"
        case .outOfRange: "out-of-range"
        case .busy: "busy"
        case .outOfUse: "out-of-use"
        }
    }
}

extension RunTrace {
    /// One line: `{"event":…,"t":…` and what `members` adds.
    mutating func line(
        _ event: String,
        at now: Instant,
        _ members: (inout JSONWriter, RunBasis) -> Void
    ) {
        counts.records += 1
        writer.open()
        writer.member("event", event)
        writer.key("t")
        writer.seconds(now + shift)
        members(&writer, basis)
        if event == "end" {
            writer.member("records", counts.records)
            writer.member("samples", counts.samples)
            writer.member("commands", counts.commands)
        }
        writer.close()
        writer.newline()
    }

    mutating func countCommand() { counts.commands += 1 }
}

extension JSONWriter {
    private static let sampleStart = Array(#"{"event":"sample","t":"#.utf8)

    fileprivate mutating func sample(at instant: Instant, prefix: [UInt8]) {
        raw(Self.sampleStart)
        rawSeconds(instant)
        raw(Self.comma)
        raw(prefix)
    }

    fileprivate mutating func bad(_ quality: String) {
        null()
        member("quality", quality)
    }

    private static let comma = [UInt8(ascii: ",")]
}
