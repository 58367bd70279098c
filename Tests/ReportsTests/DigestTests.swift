import Devices
import Execution
import Foundation
import Interlocks
import Labs
import Quantities
import Records
import Reports
import Running
import Scanning
import Testing

@Suite struct DigestTests {
    /// The records of a run in which every act takes a second.
    private var records: [RunRecord] {
        func at(_ seconds: Double) -> Instant { .start + Lapse(seconds: seconds) }
        var records: [RunRecord] = [.state(.execute, at: at(0)), .stepEntered(step: 0, at: at(0))]
        for act in 0..<4 {
            records.append(.actBegan(act: act, thread: 0, at: at(Double(act))))
            let body = CommandBody.write(point: 0, value: 1e-7)
            let request = CommandRequest(id: CommandID(act), device: 0, body: body, origin: .run)
            records.append(.requested(request, at: at(Double(act))))
            records.append(.outcome(request.id, .acknowledged, at: at(Double(act) + 0.5)))
            records.append(.actEnded(act: act, thread: 0, .confirmed, at: at(Double(act) + 1)))
        }
        return records + [
            .assigned(slot: 0, value: 2e-7, at: at(4)),
            .result(index: 0, value: 2e-7, inputs: [1e-7], at: at(4)),
            .stepLeft(step: 0, .confirmed, at: at(4)), .state(.complete, at: at(4)),
        ]
    }

    private func digest(_ records: [RunRecord]) -> RunDigest {
        var digest = RunDigest(SmallLab.basis)
        for record in records { digest.take(record) }
        return digest
    }

    private var summary: RunSummary {
        let facts = RunFacts(
            version: "1",
            seed: 1,
            began: .start,
            ended: .start + Lapse(seconds: 4),
            outcome: .complete
        )
        return RunSummary(digest(records), histories: RunHistories(points: 3), facts: facts)
    }

    @Test func `what was dispensed is in the well, and gone from its source`() {
        let contents = digest(records).ledger.state.contents
        #expect(abs(contents[1].volume - 4.9e-6) < 1e-15)
        #expect(contents[2].portions.map(\.material) == [1])
        #expect(abs(contents[2].volume - 1e-7) < 1e-15)
    }

    /// The same where the dispense did not end as it should, and a person decided.
    private func records(decided fixUp: FixUp) -> [RunRecord] {
        let at = Instant.start + Lapse(seconds: 4)
        var records = records
        guard
            let end = records.firstIndex(where: {
                if case .actEnded(2, _, _, _) = $0 { true } else { false }
            })
        else { return [] }
        records[end] = .actEnded(act: 2, thread: 0, .failed(.inDoubt), at: at)
        var decision: [RunRecord] = [.fixed(step: 0, act: 2, fixUp, at: at)]
        if fixUp == .discard { decision.append(.uncertain(act: 2, at: at)) }
        records.insert(contentsOf: decision, at: end + 1)
        return records
    }

    @Test func `what a person says was done counts as done`() {
        let digest = digest(records(decided: .done))
        #expect(digest.ledger.state.contents == self.digest(records).ledger.state.contents)
        #expect(digest.results.first?.lineage.uncertain == [])
    }

    @Test func `of what nobody can tell the well holds anything from nothing to all`() throws {
        let digest = digest(records(decided: .discard))
        let well = try #require(digest.ledger.state.contents[2].portions.first)
        #expect(abs(well.volume - 1e-7) < 1e-15 && abs(well.less - 1e-7) < 1e-15, "\(well)")
        #expect(well.more == 0, "\(well)")
        #expect(digest.results.first?.lineage.uncertain == ["plate/A1"])
        #expect(digest.results.first?.lineage.measuredOn == ["plate/A1 (uncertain)"])
        // What was drawn before is known.
        #expect(!digest.ledger.state.contents[1].isUncertain)
    }

    @Test func `tips are counted, and gone from the rack`() {
        #expect(summary.bill.tips?.observed == 1)
        #expect(summary.deck.wastedTips == 1)
        #expect(summary.deck.items[3].wells.map(\.tip) == [.used, .new])
    }

    @Test func `a result knows the wells it comes from`() throws {
        let result = try #require(summary.results.first)
        #expect(result.value.description == "200 uL")
        #expect(result.iteration == "i=1")
        #expect(result.lineage.vessels == ["plate/A1"])
        #expect(result.lineage.sources == ["dye"])
        #expect(result.lineage.steps == ["dose"])
    }

    @Test func `steps and acts take their lanes`() {
        #expect(summary.lanes == ["plan", "pipette"])
        #expect(summary.bars.count == 5)
        #expect(summary.steps.first?.outcome == .confirmed)
        #expect(summary.steps.first?.lanes == [1])
    }

    @Test func `a command is told in its device's terms`() {
        let line = summary.transcript.first.first
        #expect(line?.outcome == "acknowledged")
        #expect(line?.command.words == "write volume = 100 µL")
    }

    @Test func `records that name nothing there is are taken without harm`() {
        let wrong: [RunRecord] = [
            .stepEntered(step: 99, at: .start), .stepLeft(step: -1, .abandoned, at: .start),
            .actBegan(act: 77, thread: 8, at: .start),
            .actEnded(act: 77, thread: 8, .confirmed, at: .start),
            .assigned(slot: 50, value: .nan, at: .start),
            .result(index: 9, value: 1, inputs: [], at: .start),
            .answered(question: 3, values: [1], fallback: false, at: .start),
            .tripped(interlock: 4, unread: nil, at: .start),
            .safe(zone: 7, reached: false, at: .start),
            .fault(.late, step: 44, device: 55, at: .start),
        ]
        #expect(digest(wrong).ledger.state == SmallLab.basis.state)
        var trace = RunTrace(
            SmallLab.basis,
            header: TraceHeader(version: "1", seed: 1, faults: [])
        )
        for record in wrong { trace.append(record) }
        #expect(trace.counts.records == wrong.count)
    }

    private func trace() -> [UInt8] {
        let header = TraceHeader(version: "1", seed: .max, faults: ["kind=\"x\""])
        var digest = RunDigest(SmallLab.basis)
        var trace = RunTrace(SmallLab.basis, header: header)
        for record in records {
            digest.take(record)
            trace.append(record, report: digest.results.last)
        }
        for (point, value) in [(0, 1.5e-7), (1, 1), (2, 1), (2, 9)] {
            let reading = Reading(value: value, quality: .good, at: .start)
            trace.sample(reading, point: point)
        }
        trace.sample(Reading(value: 0, quality: .noAnswer, at: .start), point: 0)
        trace.finish(.complete, at: .start + Lapse(seconds: 4))
        return trace.bytes
    }

    @Test func `every line of a trace is a JSON object`() throws {
        let lines = trace().split(separator: 10)
        #expect(lines.count == records.count + 7)
        for line in lines {
            let object = try JSONSerialization.jsonObject(with: Data(line))
            #expect(object is [String: Any])
        }
    }

    @Test func `trace lines are written one way`() {
        let text = String(decoding: trace(), as: UTF8.self)
        let lines = text.split(separator: "\n").map(String.init)
        for expected in [
            #"{"event":"sample","t":0.000000000,"point":"pump.volume","value":150}"#,
            #"{"event":"sample","t":0.000000000,"point":"pump.busy","value":true}"#,
            #"{"event":"sample","t":0.000000000,"point":"pump.mode","value":"mo\"ving"}"#,
            #"{"event":"sample","t":0.000000000,"point":"pump.mode","value":null}"#,
            #"{"event":"sample","t":0.000000000,"point":"pump.volume","value":null,"#
                + #""quality":"no-answer"}"#,
            #"{"event":"command","t":1.000000000,"id":1,"device":"pump","origin":"run","#
                + #""write":"volume","value":100,"unit":"uL"}"#,
            #"{"event":"end","t":4.000000000,"outcome":"complete","records":23,"samples":5,"#
                + #""commands":4}"#,
        ] { #expect(lines.contains(expected), "\(expected)") }
        #expect(text.contains(#""seed":18446744073709551615"#))
        #expect(text.contains(#""vessels":["plate/A1"],"sources":["dye"]"#))
    }

    @Test func `equal runs give equal traces`() { #expect(trace() == trace()) }
}
