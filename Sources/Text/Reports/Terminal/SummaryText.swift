import Execution
import Quantities
package import Records

/// A run's summary for a terminal.
package enum SummaryText {
    package static func render(_ summary: RunSummary, _ style: TextStyle) -> String {
        var parts = [headline(summary, style)]
        parts.append(costs(summary, style))
        if !summary.results.isEmpty { parts.append(ResultsText.render(summary.results, style)) }
        let told = summary.events.filter { $0.kind != .state }
        if !told.isEmpty || !summary.faults.isEmpty { parts.append(troubles(summary, told, style)) }
        let broken = summary.promises.filter { $0.standing == .broken }
        for promise in broken {
            let seen = promise.observed.map { Spoken.range($0, promise.unit) } ?? "?"
            parts.append(
                style.ink(.red, "outside the proof") + "  " + promise.name.printable + ": proved "
                    + Spoken.range(promise.proved, promise.unit) + ", seen " + seen
            )
        }
        return parts.joined(separator: "\n\n")
    }

    private static func headline(_ summary: RunSummary, _ style: TextStyle) -> String {
        let state = style.ink(
            summary.outcome == .complete ? .green : .red,
            summary.outcome.rawValue
        )
        return state + "  " + style.ink(.bold, summary.card.planID.printable) + ": "
            + summary.stepsConfirmed + ", "
            + Spoken.count(summary.transcript.total, "command")
    }

    private static func costs(_ summary: RunSummary, _ style: TextStyle) -> String {
        var table = TextTable([("", .left), ("used", .right), ("predicted", .right)])
        let bill = summary.bill
        for row in [bill.duration, bill.energy, bill.tips].compactMap({ $0 }) + bill.materials
        where row.proved.high > 0 || (row.observed ?? 0) > 0 {
            table.add([
                row.name, row.observed.map { Spoken.value(si: $0, row.unit) } ?? "not metered",
                Spoken.range(row.proved, row.unit),
            ])
        }
        return table.render(style)
    }

    private static func troubles(
        _ summary: RunSummary,
        _ events: [RunEvent],
        _ style: TextStyle
    ) -> String {
        // What was injected and what followed, in the order of time.
        var told: [(at: Instant, line: String)] = summary.faults.map { fault in
            let line =
                style.ink(.yellow, "injected") + "  " + Spoken.clock(fault.at) + "  "
                + fault.text.printable
            return (fault.at, line)
        }
        for event in events.prefix(20) {
            let ink: TextStyle.Ink = event.kind == .safe ? .green : .red
            let line =
                style.ink(ink, Columns.left(event.kind.rawValue, 8)) + "  "
                + Spoken.clock(event.at) + "  " + event.text.printable
            let place = told.firstIndex { $0.at > event.at } ?? told.count
            told.insert((event.at, line), at: place)
        }
        var lines = told.map(\.line)
        if events.count > 20 { lines.append("          and \(events.count - 20) more") }
        return lines.joined(separator: "\n")
    }
}

/// Results with their inputs and lineage, one table a name.
package enum ResultsText {
    package static func render(_ results: [ResultReport], _ style: TextStyle) -> String {
        ResultChart.group(results).map { chart in
            let inputs = chart.results.first?.inputs.map(\.name) ?? []
            var table = TextTable(
                [("", .left), (chart.name, .right)] + inputs.map { ($0, .right) }
                    + [
                        ("at", .right), ("step", .left), ("measured on", .left),
                        ("made from", .left),
                    ]
            )
            for (index, result) in chart.results.enumerated() {
                let loop = result.iteration.isEmpty ? "" : " (" + result.iteration + ")"
                table.add(
                    [
                        index == chart.best && chart.results.count > 1 ? "*" : "",
                        Spoken.quantity(result.value),
                    ]
                        + inputs.indices.map { place in
                            result.inputs.at(place).map { Spoken.quantity($0.value) } ?? "–"
                        }
                        + [
                            Spoken.clock(result.at), result.step + loop,
                            result.lineage.measuredOn.joined(separator: " "),
                            result.lineage.sources.joined(separator: " "),
                        ]
                )
            }
            return table.render(style)
        }.joined(separator: "\n\n")
    }
}
