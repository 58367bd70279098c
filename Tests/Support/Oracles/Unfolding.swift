import Devices
import Expressions
import Findings
import Labs
import Plans
import Quantities

/// Walks a plan's text as a careful reader would and writes down what is to be done, in one
/// scenario: procedures inlined, loops gone through, sets paired.
///
/// It shares nothing with the compiler; it is slow, simple and only good for judging.
struct Unfolding {
    enum Value {
        case number(Double)
        case flag(Bool)
        case text(String)
        case wells([Int])
    }

    let plan: Plan
    let lab: Lab
    let names: LabNames
    let scenario: Scenario
    /// Deeds beyond this are not written down; no plan of the generator comes near.
    static let greatestCount = 200_000

    var values: [[String: Value]] = [[:]]
    var deeds: [Deed] = []
    private var depth = 0
    private var written = 0

    init(_ plan: Plan, lab: Lab, names: LabNames, scenario: Scenario) throws(Meaningless) {
        self.plan = plan
        self.lab = lab
        self.names = names
        self.scenario = scenario
        for group in plan.groups { set(group.name, .wells(try wells(group.wells))) }
        try carryOut(plan.steps)
        try carryOut(plan.finally)
    }

    mutating func carryOut(_ steps: [Step]) throws(Meaningless) {
        depth += 1
        defer { depth -= 1 }
        guard depth < 20 else { throw Meaningless("nested too deep") }
        for step in steps {
            try carryOut(step)
            written += 1
            guard written + deeds.count < Self.greatestCount else {
                throw Meaningless("too long to judge")
            }
        }
    }

    /// The steps' deeds apart from the others.
    mutating func apart(_ steps: [Step]) throws(Meaningless) -> [Deed] {
        let before = deeds
        deeds = []
        try carryOut(steps)
        let inside = deeds
        deeds = before
        return inside
    }

    private mutating func carryOut(_ step: Step) throws(Meaningless) {
        switch step.action {
        case .call(let call): try carryOut(call)
        case .use(let name, let given): try use(name, given)
        case .loop(let loop): try repeatSteps(loop)
        case .forEach(let each): try forEach(each)
        case .choose(let condition, let then, let otherwise):
            try carryOut(truth(condition) == true ? then : otherwise)
        case .parallel(let parallel):
            var branches: [[Deed]] = []
            for branch in parallel.branches { branches.append(try apart(branch.steps)) }
            deeds.append(.fork(branches))
        case .start(let name, let steps): deeds.append(.start(name, try apart(steps)))
        case .join(let name): deeds.append(.join(name))
        case .wait(let time): deeds.append(.wait(try number(time)))
        case .waitUntil: break
        case .holdWhile(let hold):
            if let time = hold.duration { deeds.append(.wait(try number(time))) }
            try carryOut(hold.steps)
        case .measure(let measure): set(measure.name, answer(measure.within))
        case .weigh(let weigh): try carryOut(weigh)
        case .calibrate, .identify: break
        case .move(let move): deeds.append(.person([try hand(move)], 60))
        case .operatorTask(_, let moves, let takes):
            var done: [HandMove] = []
            for move in moves { done.append(try hand(move)) }
            deeds.append(.person(done, min(takes?.seconds ?? 300, 300)))
        case .ask(let ask): try carryOut(ask)
        case .result: break
        case .set(let name, let expr): set(name, try value(expr))
        }
    }

    private mutating func use(
        _ name: String,
        _ given: [ProcedureValue]
    ) throws(Meaningless) {
        guard let procedure = plan.procedures.first(where: { $0.name == name }) else {
            throw Meaningless("no procedure \(name)")
        }
        var inside: [String: Value] = [:]
        for group in plan.groups { inside[group.name] = .wells(try wells(group.wells)) }
        for value in given { inside[value.name] = try argument(value.text) }
        for parameter in procedure.parameters where inside[parameter.name] == nil {
            throw Meaningless("no \(parameter.name) for \(name)")
        }
        let outside = values
        values = [inside]
        try carryOut(procedure.steps)
        values = outside
    }

    private mutating func repeatSteps(_ loop: LoopStep) throws(Meaningless) {
        for round in 1...max(loop.times, 1) {
            if let name = loop.name { set(name, .number(Double(round))) }
            try carryOut(loop.steps)
            if let until = loop.until, truth(until) == true { break }
        }
    }

    private mutating func forEach(_ each: ForEachStep) throws(Meaningless) {
        var items: [Value] = []
        switch each.items {
        case .wells(let text): items = try wells(text).map { .wells([$0]) }
        case .rows(let text):
            items = grouped(try wells(text)) { names.vessels.row(of: $0) }.map { .wells($0) }
        case .columns(let text):
            items = grouped(try wells(text)) { names.vessels.column(of: $0) }.map { .wells($0) }
        case .samples(let text): items = try wells(text).map { .wells([$0]) }
        case .count(let count):
            guard count < 10_000 else { throw Meaningless("too many rounds to judge") }
            items = (1...max(count, 1)).map { .number(Double($0)) }
        }
        for item in items {
            set(each.name, item)
            try carryOut(each.steps)
        }
    }

    private func grouped(_ wells: [Int], _ key: (Int) -> Int) -> [[Int]] {
        var keys: [Int] = []
        for well in wells where !keys.contains(key(well)) { keys.append(key(well)) }
        return keys.map { wanted in wells.filter { key($0) == wanted } }
    }

    private mutating func carryOut(_ ask: AskStep) throws(Meaningless) {
        for field in ask.expect {
            set(ask.name + "." + field.name, answer(field.kind))
        }
        deeds.append(.wait(20))
    }

    private mutating func carryOut(_ weigh: WeighStep) throws(Meaningless) {
        guard let material = names.material(weigh.material) else {
            throw Meaningless("no material \(weigh.material)")
        }
        let vessel = try single(weigh.into)
        let mass = try number(weigh.target)
        deeds.append(.weigh(material: material, vessel: vessel, mass))
        if let name = weigh.name { set(name, .number(mass)) }
    }

    private func answer(_ kind: AnswerKind?) -> Value {
        switch kind {
        case .quantity(let low, let high), .table(_, let low, let high):
            .number(low.si + (high.si - low.si) * scenario.place)
        case .flag: .flag(scenario.flag)
        case .choice(let names): .text(names.first ?? "")
        case .vessel, nil: .number(0)
        }
    }
}
