import Devices
import Expressions
import Labs
import Plans

/// Verbs of assemblies.
extension Unfolding {
    mutating func carryOut(_ call: Call) throws(Meaningless) {
        guard let index = names.assembly(call.assembly) else {
            throw Meaningless("no assembly \(call.assembly)")
        }
        guard call.verb.definition.capability == lab.assemblies[index].capability else {
            throw Meaningless("\(call.assembly) does not \(call.verb)")
        }
        switch call.verb {
        case .ramp:
            deeds.append(.ramp(index, to: try number(call, "to"), rate: try number(call, "rate")))
        case .hold: deeds.append(.wait(try number(call, "for")))
        case .cool:
            let rate = call.argument("rate") == nil ? nil : try number(call, "rate")
            deeds.append(.cool(index, to: try number(call, "to"), rate: rate))
        case .profile:
            guard case .segments(let segments) = call.argument("segments") else {
                throw Meaningless("no segments")
            }
            for segment in segments {
                deeds.append(
                    .ramp(index, to: try number(segment.to), rate: try number(segment.rate))
                )
                if let dwell = segment.dwell { deeds.append(.wait(try number(dwell))) }
            }
        case .heatOff: deeds.append(.heatOff(index))
        case .flow: deeds.append(.flow(index, try number(call, "to")))
        case .shut: deeds.append(.flow(index, 0))
        case .open, .switchOn: deeds.append(.switched(index, on: true))
        case .close, .switchOff: deeds.append(.switched(index, on: false))
        case .tare, .zero: deeds.append(.wait(5))
        default: try pipette(call)
        }
    }

    func number(_ call: Call, _ name: String) throws(Meaningless) -> Double {
        guard case .expression(let expr) = call.argument(name) else {
            throw Meaningless("no \(name)")
        }
        return try number(expr)
    }

    func wells(_ call: Call, _ name: String) throws(Meaningless) -> [Int] {
        guard case .text(let text) = call.argument(name) else { throw Meaningless("no \(name)") }
        return try wells(text)
    }

    func choice(_ call: Call, _ name: String) -> String? {
        if case .text(let text) = call.argument(name) { text } else { nil }
    }

    func integer(_ call: Call, _ name: String) -> Int {
        if case .integer(let integer) = call.argument(name) { integer } else { 0 }
    }

    private mutating func pipette(_ call: Call) throws(Meaningless) {
        switch call.verb {
        case .home: deeds.append(.home)
        case .pickUp:
            deeds.append(.pickUp(call.argument("tip") == nil ? nil : try wells(call, "tip").first))
        case .eject: deeds.append(.eject)
        case .aspirate:
            for well in try wells(call, "from") {
                deeds.append(.aspirate(well, try number(call, "volume")))
            }
        case .dispense:
            for well in try wells(call, "to") {
                let fromAbove = choice(call, "dispense") == "above"
                deeds.append(.dispense(well, try number(call, "volume"), fromAbove: fromAbove))
            }
        case .airGap: deeds.append(.airGap(try number(call, "volume")))
        case .blowOut:
            deeds.append(.blowOut(call.argument("to") == nil ? nil : try wells(call, "to").first))
        case .prime:
            for well in try wells(call, "from") {
                deeds.append(.flush(well, try number(call, "volume")))
            }
        case .wash:
            for well in try wells(call, "from") {
                for _ in 0..<min(integer(call, "times"), 50) {
                    deeds.append(.flush(well, try number(call, "volume")))
                }
            }
        case .transfer: try transfer(call)
        case .dilute: try dilute(call)
        case .mix:
            let volume = try number(call, "volume")
            var hand = TipChoice(policy(call))
            for well in try wells(call, "in") {
                hand.before(source: well, row: names.vessels.row(of: well), &deeds)
                deeds.append(.mix(well, volume, times: integer(call, "times")))
            }
            hand.drop(&deeds)
        default: throw Meaningless("nothing is known of \(call.verb)")
        }
    }

    private func policy(_ call: Call) -> TipPolicy {
        choice(call, "tip").flatMap(TipPolicy.init(rawValue:)) ?? plan.defaults.tip
    }

    /// Sets pair 1:1, 1:n, n:1 or n:n·k, column-major.
    private mutating func transfer(_ call: Call) throws(Meaningless) {
        let (from, to) = (try wells(call, "from"), try wells(call, "to"))
        let volume = try number(call, "volume")
        let fromAbove = choice(call, "dispense") == "above"
        var pairs: [(Int, Int)]
        if to.count == 1, let target = to.first {
            pairs = from.map { ($0, target) }
        } else if !from.isEmpty, to.count % from.count == 0 {
            pairs = to.indices.map { (from[$0 % from.count], to[$0]) }
        } else {
            throw Meaningless("\(from.count) and \(to.count) wells do not pair")
        }
        let policy = policy(call)
        func key(_ pair: (Int, Int)) -> Int {
            policy == .perSource ? pair.0 : names.vessels.row(of: pair.1)
        }
        if policy == .perSource || policy == .perRow {
            var keys: [Int] = []
            for pair in pairs where !keys.contains(key(pair)) { keys.append(key(pair)) }
            pairs = keys.flatMap { wanted in pairs.filter { key($0) == wanted } }
        }
        // A volume beyond a tip's goes in equal strokes.
        let strokes = max(1, (volume / 1e-6 - 1e-9).rounded(.up))
        guard volume >= 0, strokes < 1000 else { throw Meaningless("no such volume") }
        var hand = TipChoice(policy)
        for (source, target) in pairs {
            hand.before(source: source, row: names.vessels.row(of: target), &deeds)
            for _ in 0..<Int(strokes) {
                deeds.append(.aspirate(source, volume / strokes))
                deeds.append(.dispense(target, volume / strokes, fromAbove: fromAbove))
            }
            let mixes = integer(call, "mix")
            if mixes > 0 { deeds.append(.mix(target, volume / strokes, times: mixes)) }
        }
        hand.drop(&deeds)
    }

    private mutating func dilute(_ call: Call) throws(Meaningless) {
        let volume = try number(call, "volume")
        let byColumn = choice(call, "by") == "column"
        var lines: [(key: Int, wells: [Int])] = []
        for well in try wells(call, "along") {
            let key = byColumn ? names.vessels.row(of: well) : names.vessels.column(of: well)
            if let line = lines.firstIndex(where: { $0.key == key }) {
                lines[line].wells.append(well)
            } else {
                lines.append((key, [well]))
            }
        }
        var hand = TipChoice(policy(call))
        for (number, line) in lines.enumerated() {
            for (source, target) in zip(line.wells, line.wells.dropFirst()) {
                hand.before(source: source, row: number, &deeds)
                deeds.append(.aspirate(source, volume))
                deeds.append(.dispense(target, volume, fromAbove: false))
                let mixes = integer(call, "mix")
                if mixes > 0 { deeds.append(.mix(target, volume, times: mixes)) }
            }
            if choice(call, "last") != "keep", let last = line.wells.last {
                deeds.append(.aspirate(last, volume))
                deeds.append(.discard(volume))
            }
        }
        hand.drop(&deeds)
    }
}

/// When a step's tip is changed.
struct TipChoice {
    private let policy: TipPolicy
    private var held: (source: Int, row: Int)?

    init(_ policy: TipPolicy) { self.policy = policy }

    mutating func before(source: Int, row: Int, _ deeds: inout [Deed]) {
        if let held {
            switch policy {
            case .one: return
            case .perSource where held.source == source: return
            case .perRow where held.row == row: return
            default: deeds.append(.eject)
            }
        }
        deeds.append(.pickUp(nil))
        held = (source, row)
    }

    mutating func drop(_ deeds: inout [Deed]) {
        if held != nil { deeds.append(.eject) }
        held = nil
    }
}
