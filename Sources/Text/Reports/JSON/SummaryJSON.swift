import Execution
import Plans
import Quantities
package import Records

/// A run's summary as one JSON object with stable keys.
package enum SummaryJSON {
    package static func render(_ summary: RunSummary) -> String {
        var json = JSONWriter()
        json.open()
        json.member("outcome", summary.outcome.rawValue)
        json.member("plan", summary.card.planID)
        json.member("plan-hash", summary.card.planHash)
        json.member("lab", summary.card.lab)
        json.member("lab-hash", summary.card.labHash)
        json.key("seed")
        json.integer(summary.card.seed)
        json.key("began")
        json.seconds(summary.began)
        json.key("ended")
        json.seconds(summary.ended)
        json.member("steps", summary.steps.count)
        json.member("steps-not-reached", summary.steps.count { $0.start == nil })
        json.member("steps-confirmed", summary.steps.count { $0.outcome == .confirmed })
        json.member("commands", summary.transcript.total)
        json.key("results")
        json.results(summary.results)
        json.key("bill")
        json.bill(summary.bill)
        json.key("promises")
        json.promises(summary.promises)
        json.key("faults")
        json.openList()
        for fault in summary.faults {
            json.open()
            json.key("t")
            json.seconds(fault.at)
            json.member("text", fault.text)
            json.close()
        }
        json.closeList()
        json.key("events")
        json.openList()
        for event in summary.events {
            json.open()
            json.key("t")
            json.seconds(event.at)
            json.member("kind", event.kind.rawValue)
            json.member("text", event.text)
            json.close()
        }
        json.closeList()
        json.key("findings")
        json.findings(summary.findings)
        json.close()
        return String(decoding: json.bytes, as: UTF8.self)
    }
}

/// Results as JSON: values, inputs and lineage.
package enum ResultsJSON {
    package static func render(_ results: [ResultReport]) -> String {
        var json = JSONWriter()
        json.results(results)
        return String(decoding: json.bytes, as: UTF8.self)
    }
}

extension JSONWriter {
    fileprivate mutating func results(_ results: [ResultReport]) {
        openList()
        for result in results {
            open()
            member("name", result.name)
            member("value", result.value.value)
            member("unit", result.value.unit.symbol)
            member("goal", result.goal.rawValue)
            key("inputs")
            openList()
            for input in result.inputs {
                open()
                member("name", input.name)
                member("value", input.value.value)
                member("unit", input.value.unit.symbol)
                close()
            }
            closeList()
            key("t")
            seconds(result.at)
            member("step", result.step)
            member("iteration", result.iteration)
            texts("vessels", result.lineage.vessels)
            texts("uncertain", result.lineage.uncertain)
            texts("sources", result.lineage.sources)
            texts("steps", result.lineage.steps)
            close()
        }
        closeList()
    }

    private mutating func texts(_ name: String, _ words: [String]) {
        key(name)
        openList()
        for word in words { text(word) }
        closeList()
    }

    fileprivate mutating func bill(_ bill: Bill) {
        openList()
        let rows = [bill.duration, bill.energy, bill.tips].compactMap { $0 } + bill.materials
        for row in rows {
            open()
            member("name", row.name)
            bounds("predicted", row.proved, row.unit)
            key("used")
            if let observed = row.observed {
                number(row.unit.value(si: observed))
            } else {
                null()
            }
            close()
        }
        closeList()
    }

    fileprivate mutating func promises(_ promises: [Promise]) {
        openList()
        for promise in promises {
            open()
            member("name", promise.name)
            bounds("proved", promise.proved, promise.unit)
            if let observed = promise.observed { bounds("seen", observed, promise.unit) }
            switch promise.standing {
            case .kept: member("standing", "kept")
            case .broken: member("standing", "broken")
            case .unobserved: member("standing", "unobserved")
            }
            close()
        }
        closeList()
    }
}
