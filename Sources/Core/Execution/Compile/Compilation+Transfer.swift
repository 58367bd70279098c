import Devices
import Expressions
import Findings
import Labs
import Plans
import Quantities

/// One source and one destination of a transfer; `order` is the destination's place in the set.
private struct WellPair {
    var source: Int
    var destination: Int
    var order: Int
}

extension Compilation {
    /// Moves a volume from each source to each destination; returns the destinations.
    mutating func transfer(_ bound: BoundCall) -> [Int] {
        let (from, to) = (wells(bound, "from"), wells(bound, "to"))
        let volume = quantity(bound, "volume", .quantity(.volume))
        let policy = tipPolicy(bound)
        let details = TransferDetails(
            rate: quantity(bound, "rate", .quantity(.flow)),
            mix: integer(bound, "mix") ?? 0,
            gap: quantity(bound, "air-gap", .quantity(.volume)),
            style: style(bound),
            blowOut: flag(bound, "blow-out") && bound.call.argument("air-gap") == nil
        )
        _ = choice(bound, "dispense")
        guard let from, let to, let pairs = pairs(from, to, policy) else { return [] }
        guard let volume else { return to }
        let (stroke, count) = strokes(volume, gap: details.gap, bound)
        guard graph.count + pairs.count * count * 2 <= Compiler.greatestSize else {
            overflow()
            return to
        }
        let timing = WellTiming(bound, wells: to, &self)
        var hand = TipInHand(policy)
        for pair in pairs {
            timing.begin(pair.order, &self)
            hand.change(source: pair.source, row: row(pair.destination), bound, &self)
            for _ in 0..<count { move(stroke, pair, details, bound) }
            if details.mix > 0 {
                let act = LiquidAct.mix(
                    vessel: pair.destination,
                    volume: stroke,
                    times: details.mix,
                    rate: details.rate
                )
                liquid(act, bound)
            }
            if details.blowOut { liquid(.blowOut(vessel: pair.destination), bound) }
            timing.end(pair.order, &self)
        }
        hand.drop(bound, &self)
        return timing.remembered
    }

    /// One stroke from source to destination.
    private mutating func move(
        _ volume: Expr,
        _ pair: WellPair,
        _ details: TransferDetails,
        _ bound: BoundCall
    ) {
        let (rate, style) = (details.rate, details.style)
        liquid(.aspirate(vessel: pair.source, volume: volume, rate: rate), bound)
        if let gap = details.gap { liquid(.airGap(volume: gap), bound) }
        liquid(.dispense(vessel: pair.destination, volume: volume, rate: rate, style), bound)
        // Air behind the liquid keeps as much of it back.
        if details.gap != nil { liquid(.blowOut(vessel: pair.destination), bound) }
    }

    private struct TransferDetails {
        var rate: Expr?
        var mix: Int
        var gap: Expr?
        var style: DispenseStyle
        var blowOut: Bool
    }

    func row(_ vessel: Int) -> Int { names.vessels.row(of: vessel) }

    /// Pairs sources with destinations 1:1, 1:n, n:1 or n:n·k; nil after a finding.
    ///
    /// With n:n·k every n destinations take the n sources in order, so a column of sources fills
    /// columns. Where a tip serves a source or a row, its pairs come one after the other.
    private mutating func pairs(
        _ from: [Int],
        _ to: [Int],
        _ policy: TipPolicy
    ) -> [WellPair]? {
        var pairs: [WellPair] = []
        if to.count == 1, let destination = to.first {
            pairs = from.map { WellPair(source: $0, destination: destination, order: 0) }
        } else if to.count % from.count == 0 {
            pairs.reserveCapacity(to.count)
            for (index, destination) in to.enumerated() {
                pairs.append(
                    WellPair(
                        source: from[index % from.count],
                        destination: destination,
                        order: index
                    )
                )
            }
        } else {
            report(
                .badPairing,
                .key("to"),
                "\(from.count) sources and \(to.count) destinations do not pair 1:1, 1:n, n:1 or"
                    + " n:n·k.",
                numbers: [
                    NamedQuantity("sources", .number(Double(from.count))),
                    NamedQuantity("destinations", .number(Double(to.count))),
                ]
            )
            return nil
        }
        switch policy {
        case .one, .each: return pairs
        case .perSource: return grouped(pairs) { $0.source }
        case .perRow: return grouped(pairs) { row($0.destination) }
        }
    }

    /// The pairs with equal keys one after the other, in the order of first appearance.
    private func grouped(_ pairs: [WellPair], by key: (WellPair) -> Int) -> [WellPair] {
        var groups: [[WellPair]] = []
        var groupOf: [Int: Int] = [:]
        for pair in pairs {
            let key = key(pair)
            if let group = groupOf[key] {
                groups[group].append(pair)
            } else {
                groupOf[key] = groups.count
                groups.append([pair])
            }
        }
        return groups.flatMap { $0 }
    }
}

/// The tip on the handler during one step, changed as the policy says.
struct TipInHand {
    private enum Hand {
        case empty
        case tip(source: Int, row: Int)
    }

    private let policy: TipPolicy
    private var hand = Hand.empty

    init(_ policy: TipPolicy) { self.policy = policy }

    /// Before the next well: a new tip where the policy wants one.
    mutating func change(
        source: Int,
        row: Int,
        _ bound: BoundCall,
        _ compilation: inout Compilation
    ) {
        if case .tip(let lastSource, let lastRow) = hand {
            let keeps =
                switch policy {
                case .one: true
                case .each: false
                case .perSource: lastSource == source
                case .perRow: lastRow == row
                }
            if keeps { return }
            compilation.liquid(.eject, bound)
        }
        compilation.pickUpNext(bound)
        hand = .tip(source: source, row: row)
    }

    /// At the end of the step.
    mutating func drop(_ bound: BoundCall, _ compilation: inout Compilation) {
        if case .tip = hand { compilation.liquid(.eject, bound) }
        hand = .empty
    }
}
