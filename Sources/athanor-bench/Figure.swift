import Quantities

/// One number beside what it has to be.
struct Figure {
    enum Goal {
        case atMost(Double)
        case atLeast(Double)
        case none
    }

    var title: String
    /// nil where it could not be measured.
    var value: Double?
    var goal: Goal
    var unit: String

    init(_ title: String, _ value: Double?, _ goal: Goal, _ unit: String) {
        self.title = title
        self.value = value
        self.goal = goal
        self.unit = unit
    }

    var isMet: Bool {
        guard let value else { return false }
        return switch goal {
        case .atMost(let limit): value <= limit
        case .atLeast(let limit): value >= limit
        case .none: true
        }
    }

    private func amount(_ number: Double) -> String {
        let text = DecimalText.short(number, digits: number < 1000 ? 4 : 9)
        return unit.isEmpty ? text : text + " " + unit
    }

    var row: String {
        let goalText =
            switch goal {
            case .atMost(let limit): "≤ " + amount(limit)
            case .atLeast(let limit): "≥ " + amount(limit)
            case .none: ""
            }
        let found = value.map { amount($0) } ?? "not measured"
        return (isMet ? "  ok   " : "  MISS ") + Self.padded(title, 52) + Self.padded(found, 18)
            + goalText
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}

/// Prints figures as they come, and counts.
struct FigureTable {
    private var met = 0
    private var all = 0

    mutating func add(_ figure: Figure) {
        all += 1
        if figure.isMet { met += 1 }
        print(figure.row)
    }

    func conclude() { print("\(met) of \(all) figures meet their goal.") }
}
