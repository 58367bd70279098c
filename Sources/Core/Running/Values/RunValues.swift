import Devices
import Execution
import Expressions
import Interlocks
import Labs
import Plans
import Quantities

/// The named values of a run, and the results it has recorded so far.
struct RunValues: Sendable {
    /// By slot: what it holds, and what it can be.
    private let kinds: [ExprKind]
    private let bounds: [Bounds]
    private let slotIndex: [String: Int]
    private let resultNames: [String]
    private let resultGoals: [ResultStep.Goal]
    /// By slot: the words of a choice.
    private var choices: [[String]]
    private(set) var values: [ExprValue]
    /// Each recorded result: its name's index in `resultNames`, and its value.
    private var recorded: [(name: Int, value: Double)] = []

    init(_ program: Program) {
        kinds = program.slots.map(\.kind)
        bounds = program.slots.map(\.bounds)
        var index: [String: Int] = [:]
        for (number, slot) in program.slots.enumerated() { index[slot.name] = number }
        slotIndex = index
        var names: [String] = []
        var goals: [ResultStep.Goal] = []
        for result in program.results where !names.contains(result.name) {
            names.append(result.name)
            goals.append(result.goal)
        }
        resultNames = names
        resultGoals = goals
        values = program.slots.map { _ in .bad }
        choices = program.slots.map { _ in [] }
        for field in program.questions.flatMap(\.fields) {
            guard case .choice(let words) = field.kind, choices.indices.contains(field.slot) else {
                continue
            }
            choices[field.slot] = words
        }
    }

    func value(ofVariable name: String) -> ExprValue { slotIndex[name].map { values[$0] } ?? .bad }

    /// The last value recorded under a result's name; nil where no result is called so.
    func result(_ name: String) -> ExprValue? {
        guard let index = resultNames.firstIndex(of: name) else { return nil }
        return recorded.last { $0.name == index }.map { .number($0.value) } ?? .bad
    }

    mutating func record(_ result: ResultSpec, _ value: Double) {
        guard let index = resultNames.firstIndex(of: result.name) else { return }
        recorded.append((index, value))
    }

    /// Gives a slot its value; false where it is unknown, of another kind, or outside what the plan
    /// declared and the checker proved with.
    mutating func assign(_ slot: Int, _ value: ExprValue) -> Bool {
        guard kinds.indices.contains(slot) else { return false }
        switch (kinds[slot], value) {
        case (.quantity, .number(let number)):
            guard number.isFinite, bounds[slot].contains(number) else { return false }
            values[slot] = value
        case (.flag, .flag), (.text, .text): values[slot] = value
        case (.flag, .number(let number)): values[slot] = .flag(number != 0)
        case (.text, .number(let number)):
            guard let index = Int(exactly: number), choices[slot].indices.contains(index) else {
                return false
            }
            values[slot] = .text(choices[slot][index])
        default: return false
        }
        return true
    }

    /// The number records show for a slot: SI, 0 or 1, a choice's index; NaN where it has none.
    func number(_ slot: Int) -> Double {
        switch values[slot] {
        case .number(let number): number
        case .flag(let flag): flag ? 1 : 0
        case .text(let word): choices[slot].firstIndex(of: word).map(Double.init) ?? .nan
        case .bad: .nan
        }
    }

    /// Whether the best of a result improved by less than the relative `tolerance` over its last
    /// `count` values; bad where nothing is called so.
    func stalled(_ name: String, _ count: Int, _ tolerance: Double) -> ExprValue {
        guard let index = resultNames.firstIndex(of: name), count > 0 else { return .bad }
        let all = recorded.filter { $0.name == index }.map(\.value)
        guard all.count > count else { return .flag(false) }
        let sign: Double = resultGoals[index] == .minimise ? -1 : 1
        let ranked = all.map { $0 * sign }
        guard let before = ranked.dropLast(count).max(), let best = ranked.max() else {
            return .flag(false)
        }
        return .flag(best - before < tolerance * max(abs(before), .leastNormalMagnitude))
    }
}

/// What a plan's expressions read at one moment.
struct RunScope: ExprScope {
    let names: LabNames
    let values: RunValues
    let sight: Sight

    func value(of name: Expr) -> ExprValue {
        switch name {
        case .variable(let name): return values.value(ofVariable: name)
        case .point(let name):
            if let point = names.point(name) { return value(ofPoint: point) }
            return values.result(name) ?? .bad
        default: return .bad
        }
    }

    func history(_ function: ExprFunction, _ arguments: [Expr]) -> ExprValue {
        guard let first = arguments.first, case .point(let name) = first else { return .bad }
        if function == .stalled {
            guard arguments.count == 3, let count = arguments[1].number(in: self),
                let whole = Int(exactly: count), let tolerance = arguments[2].number(in: self)
            else { return .bad }
            return values.stalled(name, whole, tolerance)
        }
        guard let point = names.point(name) else { return .bad }
        switch function {
        case .age: return .number((sight.now - sight.image[point].at).seconds)
        case .bad: return .flag(sight.image[point].quality != .good)
        case .rate, .average:
            if let span = Expr.window(function, arguments) {
                guard let entry = sight.rates.windows.entry(of: point, over: span) else {
                    return .bad
                }
                let windows = sight.rates.windows
                let value =
                    function == .rate
                    ? windows.rate(entry, sight.image) : windows.average(entry, sight.image)
                return value.isNaN ? .bad : .number(value)
            }
            guard let entry = sight.rates.points.firstIndex(of: point) else { return .bad }
            let rate = sight.rates.rate(entry)
            return rate.isNaN ? .bad : .number(rate)
        default: return .bad
        }
    }

    private func value(ofPoint point: Int) -> ExprValue {
        guard let reading = sight.good(point) else { return .bad }
        switch names.points[point].definition.kind {
        case .quantity: return .number(reading.value)
        case .flag: return .flag(reading.value != 0)
        case .choice(let words):
            guard let index = Int(exactly: reading.value), words.indices.contains(index) else {
                return .bad
            }
            return .text(words[index])
        }
    }
}
