import Devices
import Expressions
import Findings
import Labs
import Plans
import Quantities

/// A loop being unrolled, and the ways that leave it.
struct LoopFrame {
    var instance: Int
    var exits: [Merge.Arrival] = []
    /// How many frames there are outside; ways out of a thread are refused.
    var threads: Int
}

extension Compilation {
    /// `do: repeat`: unrolled, with its ways out.
    mutating func loop(_ loop: LoopStep, _ instance: Int) {
        guard loop.times > 0 else {
            report(
                .argumentOutOfRange,
                .key("times"),
                "A loop repeats at least once.",
                numbers: [NamedQuantity("times", .number(Double(loop.times)))],
                allowed: AllowedRange(low: .number(1))
            )
            return
        }
        let times = affordable(loop.times, of: loop.steps, .key("times"))
        let mark = loop.within.map { _ in newMarks(1) }
        if let mark { graph.emit(.mark(mark), step: instance) }
        loops.append(LoopFrame(instance: instance, threads: threadDepth))
        var endsAlways = false
        for round in 0..<times where !overflowed && !endsAlways {
            if round > 0, let mark, let within = loop.within { fits(mark, within, instance) }
            inRound(loop.name, round, .value(.literal(.number(Double(round))))) { compilation in
                compilation.compile(loop.steps)
                guard let until = loop.until else { return }
                let isLast = round + 1 == times
                endsAlways = compilation.until(until, instance, loop.style, isLast: isLast)
            }
        }
        leaveLoop(instance)
    }

    /// How often a block can be unrolled: once, with a finding, where it would be too large.
    private mutating func affordable(_ times: Int, of steps: [Step], _ spot: Spot) -> Int {
        let one = size.size(of: steps)
        let room = Compiler.greatestSize - graph.count
        guard one > 0, times > room / one else { return times }
        report(
            .planTooLarge,
            spot,
            "\(times) rounds of at least \(one) points of control are more than can be proved;"
                + " a plan has at most \(Compiler.greatestSize).",
            numbers: [NamedQuantity("rounds", .number(Double(times)))],
            allowed: AllowedRange(high: .number(Double(max(room / one, 0))))
        )
        return 1
    }

    /// Carries out `body` with the counter bound, in the names of this round.
    private mutating func inRound(
        _ name: String?,
        _ round: Int,
        _ counter: Binding,
        _ body: (inout Compilation) -> Void
    ) {
        let outer = place
        let number = String(round)
        place.suffix += outer.suffix.isEmpty ? "#" + number : "." + number
        if let name {
            place.iteration += (outer.iteration.isEmpty ? "" : ", ") + name + "=" + number
            if binding(name) != nil, round == 0 { bind(name, at: .key("as")) }
        }
        var frame = Frame(.iteration)
        if let name { frame.names[name] = counter }
        frames.append(frame)
        body(&self)
        lastRound = frames.removeLast()
        place = outer
    }

    /// Before another round: whether it still fits into the loop's time.
    private mutating func fits(_ mark: Int, _ within: Lapse, _ instance: Int) {
        let index = graph.emit(.fits(mark: mark, within: within, otherwise: 0), step: instance)
        exit([Edge(index, .otherwise)], lastRound.names)
    }

    /// After a round: yes leaves the loop; true where it always does.
    private mutating func until(
        _ until: Expr,
        _ instance: Int,
        _ style: LoopStep.Style,
        isLast: Bool
    ) -> Bool {
        guard let condition = expression(until, .flag, at: .key("until")) else { return false }
        if !until.names.isEmpty, condition.names.isEmpty,
            case .flags(let canBeFalse, let canBeTrue) = range(of: condition)
        {
            if !canBeFalse { return true }
            if !canBeTrue { return false }
        }
        if isLast {
            if style == .retry { gate(condition, instance) }
            return false
        }
        let index = graph.emit(.decide(condition, otherwise: 0), step: instance)
        let names = frames[frames.count - 1].names
        exit([Edge(index, .next)], names)
        _ = graph.capture()
        graph.attach([Edge(index, .otherwise)])
        return false
    }

    /// The last chance of a retry: the condition holds now, or the step fails.
    private mutating func gate(_ condition: Expr, _ instance: Int) {
        let node = graph.emit(
            .waitUntil(
                condition,
                timeout: Self.gateTime,
                onTimeout: .safeStop,
                otherwise: graph.count + 1
            ),
            step: instance
        )
        graph.attach([Edge(node, .otherwise)])
    }

    /// Enough to look once at a condition that does not wait for anything.
    private static let gateTime = Lapse(seconds: 5)

    private mutating func exit(_ edges: [Edge], _ names: [String: Binding]) {
        loops[loops.count - 1].exits.append(Merge.Arrival(edges: edges, names: names))
    }

    /// Brings every way out of the innermost loop together.
    private mutating func leaveLoop(_ instance: Int) {
        guard let loop = loops.popLast() else { return }
        let arrivals =
            loop.exits + [Merge.Arrival(edges: graph.capture(), names: lastRound.names)]
        for arrival in arrivals { graph.attach(arrival.edges) }
        merge(arrivals, step: instance, weakly: true)
        if loop.exits.isEmpty { keepMarks(lastRound) }
    }

    /// What a block without other ways out has marked stays known.
    func marksKept(_ frame: Frame) -> [String: MarkSet] { frame.marks }

    mutating func keepMarks(_ frame: Frame) {
        frames[frames.count - 1].marks.merge(frame.marks) { _, new in new }
    }

    /// A way from a node inside the loop to its end, leaving the steps between; false where there
    /// is no loop to end.
    mutating func endLoop(from edge: Edge, _ instance: Int, at spot: Spot) {
        guard let loop = loops.last else {
            report(.faultPolicyGap, spot, "There is no loop here that ‘end-loop’ could end.")
            return
        }
        guard loop.threads == threadDepth else {
            report(
                .faultPolicyGap,
                spot,
                "‘end-loop’ cannot leave a branch that runs beside others."
            )
            return
        }
        let here = graph.capture().filter { $0 != edge }
        graph.attach([edge])
        var step: Int? = instance
        while let leaving = step, leaving != loop.instance {
            graph.emit(.leave, step: leaving)
            step = graph.program.steps[leaving].parent
        }
        var names: [String: Binding] = [:]
        for frame in frames[loopFrameIndex...] {
            names.merge(frame.names) { _, inner in inner }
        }
        exit(graph.capture(), names)
        graph.attach(here)
    }

    /// The frame of the innermost round.
    private var loopFrameIndex: Int {
        frames.lastIndex { $0.kind == .iteration } ?? frames.count - 1
    }

    /// How many threads there are around.
    var threadDepth: Int {
        var depth = 0
        for frame in frames where frame.kind == .thread { depth += 1 }
        return depth
    }

    // MARK: For-each

    mutating func forEach(_ each: ForEachStep, _ instance: Int) {
        let rounds: Int
        var bindings: [Binding]?
        switch each.items {
        case .count(let count):
            guard count > 0 else {
                report(.argumentOutOfRange, .key("count"), "A loop repeats at least once.")
                return
            }
            rounds = count
        default:
            guard let found = items(of: each.items) else { return }
            bindings = found
            rounds = found.count
        }
        let times = affordable(rounds, of: each.steps, .step)
        for round in 0..<times where !overflowed {
            let counter = bindings?[round] ?? .value(.literal(.number(Double(round))))
            inRound(each.name, round, counter) { $0.compile(each.steps) }
        }
        merge([Merge.Arrival(edges: [], names: lastRound.names)], step: instance, weakly: true)
        keepMarks(lastRound)
    }

    /// What the counter stands for in each round; nil after a finding.
    private mutating func items(of items: ForEachStep.Items) -> [Binding]? {
        switch items {
        case .wells(let text):
            return wells(text, at: .key("wells"))?.map {
                .wells(names.vessels.name(of: $0), [$0])
            }
        case .rows(let text):
            return wells(text, at: .key("rows")).map { lines($0) { row($0) } }
        case .columns(let text):
            return wells(text, at: .key("columns")).map {
                lines($0) { names.vessels.column(of: $0) }
            }
        case .samples(let name):
            return samples(name.first == "$" ? String(name.dropFirst()) : name)
        case .count: return nil
        }
    }

    /// Wells with equal keys in one item, in the order of first appearance.
    private func lines(_ wells: [Int], by key: (Int) -> Int) -> [Binding] {
        var lines: [[Int]] = []
        var lineOf: [[Int]: Int] = [:]
        for well in wells {
            let key = [Int(names.vessels.itemOfVessel[well]), key(well)]
            if let line = lineOf[key] {
                lines[line].append(well)
            } else {
                lineOf[key] = lines.count
                lines.append([well])
            }
        }
        return lines.map { .wells(wellText($0), $0) }
    }

    private func wellText(_ wells: [Int]) -> String {
        wells.map { names.vessels.name(of: $0) }.joined(separator: ",")
    }

    private mutating func samples(_ name: String) -> [Binding]? {
        guard let group = plan.groups.first(where: { $0.name == name }) else {
            report(
                .unknownName,
                .key("samples"),
                "No group is called ‘\(name)’." + suggestion(name, among: plan.groups.map(\.name))
            )
            return nil
        }
        guard !group.samples.isEmpty else {
            report(.missingKey, .key("samples"), "The group ‘\(name)’ names no samples.")
            return nil
        }
        guard let wells = wells("$" + name, at: .key("samples")) else { return nil }
        let replicates = max(group.replicates, 1)
        guard wells.count == group.samples.count * replicates else { return nil }
        return group.samples.enumerated().map { index, sample in
            .wells(sample, Array(wells[(index * replicates)..<((index + 1) * replicates)]))
        }
    }
}
