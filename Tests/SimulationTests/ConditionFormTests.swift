import Interlocks
import Labs
import Quantities
import Testing

/// One condition over one state of a few points, and whether it trips there.
struct ConditionForm: CustomTestStringConvertible {
    enum Value {
        case good(Double)
        case bad
    }

    enum Outcome {
        case trips
        case healthy
    }

    var condition: String
    var readings: [(String, Value)]
    var outcome: Outcome

    var testDescription: String { "\(condition) with \(readings.map(\.1)): \(outcome)" }

    private static let names = [
        "T": "controller.temperature", "S": "controller.setpoint", "n": "pump.port",
        "w": "balance.weight", "door": "relays.door", "flow": "relays.flow",
        "mode": "controller.mode",
    ]

    /// `T` in degC, `n` plain, `w` in g, flags 0 and 1; nil is a bad reading.
    private static func form(
        _ condition: String,
        _ values: KeyValuePairs<String, Double?>,
        _ outcome: Outcome
    ) -> ConditionForm {
        let words = condition.split(separator: " ", omittingEmptySubsequences: false)
        let spelled = words.map { word -> String in
            var bare = word[...]
            var (front, back) = ("", "")
            while let first = bare.first, "(-".contains(first) {
                front.append(first)
                bare = bare.dropFirst()
            }
            while let call = bare.firstIndex(of: "(") {
                front += bare[...call]
                bare = bare[bare.index(after: call)...]
            }
            while let last = bare.last, "),".contains(last) {
                back = String(last) + back
                bare = bare.dropLast()
            }
            return front + (names[String(bare)] ?? String(bare)) + back
        }
        let readings = values.map { name, value -> (String, Value) in
            guard let value else { return (names[name] ?? name, .bad) }
            switch name {
            case "T", "S": return (names[name] ?? name, .good(value + 273.15))
            case "w": return (names[name] ?? name, .good(value / 1000))
            default: return (names[name] ?? name, .good(value))
            }
        }
        return ConditionForm(
            condition: spelled.joined(separator: " "),
            readings: readings,
            outcome: outcome
        )
    }

    static let all = comparisons + logic + calls + arithmetic + bad

    private static let comparisons = [
        form("n > 3", ["n": 3], .healthy), form("n > 3", ["n": 4], .trips),
        form("n >= 3", ["n": 3], .trips), form("n >= 3", ["n": 2], .healthy),
        form("n < 3", ["n": 3], .healthy), form("n < 3", ["n": 2], .trips),
        form("n <= 3", ["n": 3], .trips), form("n <= 3", ["n": 4], .healthy),
        form("n == 3", ["n": 3], .trips), form("n == 3", ["n": 4], .healthy),
        form("n != 3", ["n": 4], .trips), form("n != 3", ["n": 3], .healthy),
        form("n within 2 of 5", ["n": 7], .trips), form("n within 2 of 5", ["n": 3], .trips),
        form("n within 2 of 5", ["n": 8], .healthy), form("n within 2 of 5", ["n": 2], .healthy),
        form("mode == 'standby'", ["mode": 1], .trips),
        form("mode == 'standby'", ["mode": 0], .healthy),
        form("mode != 'standby'", ["mode": 0], .trips),
        form("'standby' == mode", ["mode": 1], .trips),
        form("'standby' == mode", ["mode": 0], .healthy),
    ]

    private static let logic = [
        form("door", ["door": 1], .trips), form("door", ["door": 0], .healthy),
        form("not door", ["door": 0], .trips), form("not door", ["door": 1], .healthy),
        form("door and flow", ["door": 1, "flow": 1], .trips),
        form("door and flow", ["door": 1, "flow": 0], .healthy),
        form("door and flow", ["door": 0, "flow": 1], .healthy),
        form("door or flow", ["door": 0, "flow": 0], .healthy),
        form("door or flow", ["door": 1, "flow": 0], .trips),
        form("door or flow", ["door": 0, "flow": 1], .trips),
        form("not (door and flow)", ["door": 1, "flow": 0], .trips),
        form("not (door and flow)", ["door": 1, "flow": 1], .healthy),
    ]

    private static let calls = [
        form("min(T, S) > 100 degC", ["T": 101, "S": 99], .healthy),
        form("min(T, S) > 100 degC", ["T": 101, "S": 102], .trips),
        form("max(T, S) > 100 degC", ["T": 99, "S": 101], .trips),
        form("max(T, S) > 100 degC", ["T": 99, "S": 98], .healthy),
        form("mean(T, S) > 100 degC", ["T": 90, "S": 112], .trips),
        form("mean(T, S) > 100 degC", ["T": 90, "S": 108], .healthy),
        form("abs(w) > 1 g", ["w": -2], .trips), form("abs(w) > 1 g", ["w": -0.5], .healthy),
        form("round(n) == 3", ["n": 2.6], .trips), form("round(n) == 3", ["n": 2.4], .healthy),
        form("bad(flow)", ["flow": nil], .trips), form("bad(flow)", ["flow": 1], .healthy),
        form("not bad(flow)", ["flow": 0], .trips), form("not bad(flow)", ["flow": nil], .healthy),
    ]

    private static let arithmetic = [
        form("n + 2 > 5", ["n": 4], .trips), form("n + 2 > 5", ["n": 2.5], .healthy),
        form("n - 2 > 5", ["n": 8], .trips), form("n - 2 > 5", ["n": 6.5], .healthy),
        form("n * 2 > 5", ["n": 3], .trips), form("n * 2 > 5", ["n": 2.4], .healthy),
        form("n / 2 > 5", ["n": 11], .trips), form("n / 2 > 5", ["n": 9], .healthy),
        form("-n > 1", ["n": -2], .trips), form("-n > 1", ["n": 2], .healthy),
        // What cannot be computed is unknown, and votes.
        form("1 / n > 5", ["n": 0], .trips), form("1 / n > 5", ["n": 1], .healthy),
    ]

    /// A bad reading votes to trip, whichever way round the condition is written.
    private static let bad = [
        form("n > 3", ["n": nil], .trips), form("n < 3", ["n": nil], .trips),
        form("n == 3", ["n": nil], .trips), form("n within 2 of 5", ["n": nil], .trips),
        form("not (n > 3)", ["n": nil], .trips), form("not (n < 3)", ["n": nil], .trips),
        form("n + 2 > 5", ["n": nil], .trips), form("abs(w) > 1 g", ["w": nil], .trips),
        form("max(T, S) > 100 degC", ["T": 20, "S": nil], .trips),
        form("door", ["door": nil], .trips), form("not door", ["door": nil], .trips),
        form("door and flow", ["door": nil, "flow": 0], .healthy),
        form("door and flow", ["door": nil, "flow": 1], .trips),
        form("door or flow", ["door": nil, "flow": 0], .trips),
        form("not (door or flow)", ["door": nil, "flow": 0], .trips),
        form("not (door or flow)", ["door": nil, "flow": 1], .healthy),
        form("not (not door)", ["door": nil], .trips),
    ]
}

/// Every form an interlock's condition can have, on both sides of its edge.
@Suite struct ConditionFormTests {
    @Test(arguments: ConditionForm.all)
    func `a condition trips where it holds and nowhere else`(_ form: ConditionForm) throws {
        let lab = RunningLab.lab([RunningLab.interlock("form", form.condition)])
        let names = LabNames(lab)
        var set = InterlockSet(lab, names)
        try #require(set.faults.isEmpty, "\(set.faults.map { "\($0.1)" })")
        var image = ProcessImage(names)
        for (name, value) in form.readings {
            let point = try #require(names.point(name), "\(name)")
            switch value {
            case .good(let number):
                image.store(
                    Reading(value: number, quality: .good, at: .seconds(1)),
                    point: point
                )
            case .bad:
                // A value stands beside a bad quality, as devices send it; nobody may take it.
                for quality in [Quality.good, .deviceBad] {
                    image.store(
                        Reading(value: 3, quality: quality, at: .seconds(1)),
                        point: point
                    )
                }
            }
        }
        #expect(set.judge(image, at: .seconds(1)) == (form.outcome == .trips ? [0] : []))
    }

    @Test(arguments: ["controller.mode == 'sleeping'", "age(3) > 2 s", "stalled(x, 3, 1 %)"])
    func `a condition that makes no sense is always tripped`(_ condition: String) {
        let lab = RunningLab.lab([RunningLab.interlock("form", condition)])
        let names = LabNames(lab)
        var set = InterlockSet(lab, names)
        #expect(set.judge(ProcessImage(names), at: .seconds(1)) == [0])
        #expect(set.reset(0, ProcessImage(names), at: .seconds(1)) == .unhealthy)
    }

    @Test func `a condition is looked at again only where what it reads has changed`() {
        let lab = RunningLab.lab([RunningLab.interlock("door", "relays.door")])
        let names = LabNames(lab)
        var set = InterlockSet(lab, names)
        var image = ProcessImage(names)
        let door = names.point("relays.door") ?? -1
        for (seconds, value) in [(1.0, 0.0), (2, 0), (3, 1)] {
            image.store(Reading(value: value, quality: .good, at: .seconds(seconds)), point: door)
            let expected = value == 1 ? [0] : []
            #expect(set.judge(image, at: .seconds(seconds)) == expected)
            image.forgetChanges()
        }
    }
}
