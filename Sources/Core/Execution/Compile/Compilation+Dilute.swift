import Devices
import Expressions
import Findings
import Labs
import Plans
import Quantities

extension Compilation {
    /// A dilution series: from each column (or row) to the next, mixing; returns the wells.
    mutating func dilute(_ bound: BoundCall) -> [Int] {
        let along = wells(bound, "along")
        let by = choice(bound, "by")
        let volume = quantity(bound, "volume", .quantity(.volume))
        let times = integer(bound, "mix") ?? 0
        let rate = quantity(bound, "rate", .quantity(.flow))
        let keepsLast = choice(bound, "last") == "keep"
        let policy = tipPolicy(bound)
        guard let along, let by, let volume else { return [] }
        let chains = chains(along, by: by)
        guard chains.allSatisfy({ $0.count > 1 }) else {
            report(
                .badPairing,
                .key("along"),
                "A dilution by \(by) needs at least two \(by)s."
            )
            return []
        }
        let (stroke, count) = strokes(volume, gap: nil, bound)
        let filled = chains.flatMap { $0.dropFirst() }
        let timing = WellTiming(bound, wells: filled, &self)
        var hand = TipInHand(policy)
        for (line, chain) in chains.enumerated() {
            for (source, destination) in zip(chain, chain.dropFirst()) {
                timing.begin(well: destination, &self)
                // A line of the series counts as a row here, whichever way it runs.
                hand.change(source: source, row: line, bound, &self)
                for _ in 0..<count {
                    liquid(.aspirate(vessel: source, volume: stroke, rate: rate), bound)
                    liquid(
                        .dispense(vessel: destination, volume: stroke, rate: rate, .touch),
                        bound
                    )
                }
                if times > 0 {
                    liquid(
                        .mix(vessel: destination, volume: stroke, times: times, rate: rate),
                        bound
                    )
                }
                timing.end(well: destination, &self)
            }
            if !keepsLast, let last = chain.last {
                for _ in 0..<count {
                    liquid(.aspirate(vessel: last, volume: stroke, rate: rate), bound)
                    liquid(.discard(volume: stroke), bound)
                }
            }
        }
        hand.drop(bound, &self)
        return timing.remembered
    }

    /// The wells as lines: along each row for `column`, down each column for `row`.
    private func chains(_ wells: [Int], by: String) -> [[Int]] {
        var lines: [[Int]] = []
        var lineOf: [[Int]: Int] = [:]
        for well in wells {
            let item = Int(names.vessels.itemOfVessel[well])
            let key = [item, by == "column" ? row(well) : names.vessels.column(of: well)]
            if let line = lineOf[key] {
                lines[line].append(well)
            } else {
                lineOf[key] = lines.count
                lines.append([well])
            }
        }
        return lines
    }

    /// Draws and returns a volume in each well; returns the wells.
    mutating func mix(_ bound: BoundCall) -> [Int] {
        let wells = wells(bound, "in")
        let volume = quantity(bound, "volume", .quantity(.volume))
        let times = integer(bound, "times")
        let rate = quantity(bound, "rate", .quantity(.flow))
        let policy = tipPolicy(bound)
        guard let wells, let volume, let times else { return wells ?? [] }
        let timing = WellTiming(bound, wells: wells, &self)
        var hand = TipInHand(policy)
        for (order, well) in wells.enumerated() {
            timing.begin(order, &self)
            hand.change(source: well, row: row(well), bound, &self)
            liquid(.mix(vessel: well, volume: volume, times: times, rate: rate), bound)
            timing.end(order, &self)
        }
        hand.drop(bound, &self)
        return timing.remembered
    }
}
