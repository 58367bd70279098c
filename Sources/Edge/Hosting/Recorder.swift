package import Checking
import Devices
package import Execution
import Interlocks
import Labs
import Plans
package import Quantities
package import Records
package import Running

/// Takes what happens in a run and makes of it a trace, histories and a summary.
package struct Recorder {
    /// What the recorder keeps of samples.
    private struct Interest {
        var every: Lapse
        var next: Instant
    }

    package private(set) var digest: RunDigest
    package private(set) var histories: RunHistories
    package private(set) var trace: RunTrace?
    /// Steps whose end did not lie inside what was proved, in words.
    package private(set) var violations: [String] = []
    /// By point; nil where nobody asked for it.
    private var interests: [Interest?]
    private let checked: CheckedPlan

    /// A recorder of one run; without `trace`, the trace's header, it keeps none.
    package init(_ checked: CheckedPlan, in loaded: LoadedLab, trace header: TraceHeader?) {
        self.checked = checked
        let basis = RunBasis(checked, lab: loaded.lab, names: loaded.names)
        digest = RunDigest(basis)
        histories = RunHistories(points: loaded.names.points.count)
        trace = header.map { RunTrace(basis, header: $0) }
        interests = Array(repeating: nil, count: loaded.names.points.count)
        for request in checked.plan.record {
            guard let point = loaded.names.point(request.point) else { continue }
            let every = interests[point].map { min($0.every, request.every) } ?? request.every
            interests[point] = Interest(every: every, next: .start)
        }
        guard checked.plan.record.isEmpty else { return }
        // Nothing asked for: what has a unit and is polled, no more often than once a second.
        for (index, point) in loaded.names.points.enumerated() {
            if case .quantity = point.definition.kind, let every = point.definition.every {
                interests[index] = Interest(every: max(every, Lapse(seconds: 1)), next: .start)
            }
        }
    }

    /// Takes one batch, in order, of a run that began at `began`; gives the samples it took.
    @discardableResult
    package mutating func take(
        _ records: [RunRecord],
        _ readings: [PointReading],
        began: Instant
    ) -> [PointReading] {
        var samples: [PointReading] = []
        for sample in readings {
            guard interests.indices.contains(sample.point),
                let interest = interests[sample.point], sample.reading.at >= interest.next
            else { continue }
            interests[sample.point]?.next = sample.reading.at + interest.every
            histories.add(sample.reading, point: sample.point)
            trace?.sample(sample.reading, point: sample.point)
            samples.append(sample)
        }
        for record in records {
            digest.take(record)
            trace?.append(record, report: digest.results.last)
            if case .stepLeft(let step, .confirmed, let at) = record {
                compare(step, end: at - began)
            }
        }
        return samples
    }

    /// What comes from now on is that much later on the time line the trace was begun on.
    package mutating func shiftTrace(by shift: Lapse) { trace?.shift = shift }

    /// The bytes of the trace since the last call.
    package mutating func drainTrace() -> [UInt8] {
        guard let bytes = trace?.bytes, !bytes.isEmpty else { return [] }
        trace?.drained()
        return bytes
    }

    /// Notes how the run ended.
    package mutating func finish(_ state: RunState, at now: Instant) {
        trace?.finish(state, at: now)
    }

    /// The summary of the finished run.
    package func summary(_ facts: RunFacts) -> RunSummary {
        RunSummary(digest, histories: histories, facts: facts)
    }

    /// A step must end when it was proved to; the scan's grid adds at most a tick.
    private mutating func compare(_ step: Int, end: Lapse) {
        guard checked.proof.steps.indices.contains(step) else { return }
        let proved = checked.proof.steps[step].end
        let slack = 0.05 + 1e-9 * abs(proved.high)
        guard end.seconds < proved.low - slack || end.seconds > proved.high + slack else { return }
        let name = checked.program.steps[step].id
        violations.append(
            "step ‘\(name)’ ended after \(DecimalText.short(end.seconds, digits: 6)) s, proved "
                + "\(DecimalText.short(proved.low, digits: 6)) to "
                + "\(DecimalText.short(proved.high, digits: 6)) s"
        )
    }
}
