import Devices
import Execution
import Interlocks
import Labs
import Plans
import Quantities
import Records

/// Values reports are made from in these tests.
enum Samples {
    static let hour: Int64 = 3_600_000_000_000
    static let celsius = PhysicalUnit("degC", .temperature, 1, offset: 273.15)
    static let hostile = "<script>alert('x')</script>\"&\u{202e}\u{7}"

    /// A history of `count` readings over `hours`, with one spike and one dip.
    static func history(hours: Int64, count: Int, spike: Int, dip: Int) -> SampleHistory {
        var history = SampleHistory()
        for index in 0..<count {
            let at = Instant(nanoseconds: hours * hour / Int64(count) * Int64(index))
            let wave = Double(index % 977) / 977
            let value = index == spike ? 5_000 : (index == dip ? -5 : 300 + wave)
            history.add(Reading(value: value, quality: .good, at: at))
        }
        return history
    }

    static func summary(hours: Int64, named name: String) -> RunSummary {
        var card = RunCard()
        card.planID = name
        card.title = name
        card.author = name
        card.lab = name
        let end = Instant(nanoseconds: hours * hour)
        var summary = RunSummary(card: card, outcome: .complete, began: .start, ended: end)
        summary.lanes = ["plan", name]
        summary.assumptions = [name]
        summary.deck.materials = [name]
        summary.deck.items = [plate(name)]
        summary.faults = [InjectedFault(name, at: .start)]
        summary.steps = [StepReport(id: name, title: name, iteration: name, depth: 0)]
        summary.results = [1, 2, 3].map { value in
            var lineage = Lineage()
            lineage.vessels = [name]
            return ResultReport(
                name: name,
                value: .number(value),
                goal: .maximise,
                inputs: [ResultReport.Input(name: name, value: .number(value * value))],
                at: end,
                step: name,
                iteration: name,
                lineage: lineage
            )
        }
        return summary
    }

    static func plate(_ name: String) -> DeckItem {
        let wells = (0..<96).map { index in
            WellReport(
                name: "\(name)/\(index)",
                capacity: 3e-7,
                portions: index == 0 ? [] : [Portion(material: 0, volume: 1e-7)],
                tip: .none
            )
        }
        return DeckItem(
            name: name,
            type: name,
            use: .plate,
            slot: name,
            kind: .deck,
            x: 0,
            y: 0,
            rows: 8,
            columns: 12,
            cover: .off,
            wells: wells
        )
    }

    /// A run of 72 h with many points, many bars and many steps.
    static func long() -> RunSummary {
        var summary = Samples.summary(hours: 72, named: "anneal")
        for point in 0..<60 {
            let history = Samples.history(hours: 72, count: 20_000, spike: 7_000, dip: point)
            summary.points.append(
                PointReport(
                    name: "device-\(point).temperature",
                    device: "device-\(point)",
                    kind: .quantity(celsius),
                    history: history
                )
            )
        }
        for index in 0..<100_000 {
            let start = Instant(nanoseconds: Int64(index) * 2_592_000_000)
            summary.bars.append(
                LaneBar(
                    lane: index % 2,
                    start: start,
                    end: start + .milliseconds(1_500),
                    text: "aspirate 100 uL from plate/A1",
                    outcome: .confirmed
                )
            )
        }
        for index in 0..<20_000 {
            summary.steps.append(
                StepReport(id: "steps-\(index)", title: "pipette.mix", iteration: "", depth: 1)
            )
        }
        return summary
    }
}
