import Documents

/// Weighing, searches, branches and choices.
extension PlanGenerator {
    /// Weighs powders, the second by what the first really was, and fires their mixture.
    mutating func powders() {
        steps.append(Writing.step("balance.zero"))
        let onto = Writing.map(("item", .text("mortar")), ("to", .text("pan")))
        steps.append(
            Writing.step(
                "operator-task",
                ("say", .text("Put the mortar on the balance")),
                ("moves", .list([onto])),
                ("takes", .text("5 min"))
            )
        )
        let grams = dice.number(0.5...6, step: 0.1)
        let first = name("mass")
        weigh(as: first, Writing.amount(grams, "g"), tolerance: 5)
        for _ in 0..<dice.whole(1...2) {
            let ratio = dice.number(0.1...0.9, step: 0.01)
            weigh(as: name("mass"), .text("$\(first) * \(Self.two(ratio))"), tolerance: 2)
        }
        let cup = "cup-\(stock.cups.remove(at: dice.below(stock.cups.count)))"
        let moves: [DocumentValue] = [
            Writing.map(("item", .text("mortar")), ("to", .text("bench"))),
            Writing.map(("contents", .text("mortar")), ("to", .text(cup))),
        ]
        steps.append(
            Writing.step(
                "operator-task",
                ("say", .text("Grind and fill")),
                ("moves", .list(moves)),
                ("takes", .text("60 min"))
            )
        )
        hours += 5
        steps.append(
            Writing.step("result", ("name", .text("mass")), ("value", .text("$" + first)))
        )
        guard dice.chance(0.6) else { return }
        let move = Writing.map(("item", .text(cup)), ("to", .text("furnace")))
        steps.append(
            Writing.step(
                "operator-task",
                ("say", .text("Load \(cup)")),
                ("moves", .list([move]))
            )
        )
        let services = servicesOn()
        heat(upTo: 1300)
        coolDown()
        servicesOff(services)
        unload(cup)
    }

    /// `0.35`, without the dust of binary fractions.
    private static func two(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        return "0." + (hundredths < 10 ? "0" : "") + String(hundredths)
    }

    private mutating func weigh(as name: String, _ target: DocumentValue, tolerance: Int) {
        if dice.chance(0.7) { steps.append(Writing.step("balance.tare")) }
        steps.append(
            Writing.step(
                "weigh",
                ("as", .text(name)),
                ("material", .text(dice.pick(Self.powders) ?? "TiO2")),
                ("into", .text("mortar")),
                ("target", target),
                ("tolerance", .text("\(tolerance) mg"))
            )
        )
    }

    /// A planner searches inside a range.
    mutating func search() {
        let low = dice.number(300...900, step: 10)
        let high = low + dice.number(20...400, step: 10)
        let hasDwell = dice.chance(0.5)
        let cup = load()
        let services = servicesOn()
        var expect = [
            Writing.map(("name", .text("T")), ("within", Writing.range(low, high, "degC")))
        ]
        if hasDwell {
            expect.append(
                Writing.map(("name", .text("dwell")), ("within", Writing.range(10, 120, "min")))
            )
        }
        expect.append(Writing.map(("name", .text("done")), ("type", .text("flag"))))
        var inner = [
            Writing.step(
                "ask-planner",
                ("as", .text("next")),
                ("expect", .list(expect)),
                ("deadline", .text("15 min")),
                ("else", .text("end-loop"))
            ),
            ramp(.text("$next.T"), dice.number(2...9, step: 1)),
            hold(hasDwell ? .text("$next.dwell") : .text("30 min"), longest: 120),
        ]
        inner += measurement(low, high)
        let times = dice.whole(1...6)
        hours += Double(times) * 20
        let stalls = dice.chance(0.5)
        steps.append(
            Writing.step(
                "repeat",
                ("as", .text("i")),
                ("times", .integer(times)),
                ("within", Writing.map(("duration", .text("400 h")))),
                ("until", .text("$next.done" + (stalls ? " or stalled(seen, 3, 1 %)" : ""))),
                ("steps", .list(inner))
            )
        )
        coolDown()
        servicesOff(services)
        unload(cup)
    }

    private mutating func measurement(_ low: Double, _ high: Double) -> [DocumentValue] {
        [
            Writing.step(
                "measure",
                ("as", .text("reading")),
                ("point", .text("guard.temperature")),
                ("over", .text("60 s")),
                ("within", Writing.range(low - 100, high + 100, "degC"))
            ),
            Writing.step(
                "result",
                ("name", .text("seen")),
                ("value", .text("abs($reading - \(Int(low)) degC)")),
                ("inputs", .list([.text("$next.T")])),
                ("goal", .text("minimise"))
            ),
        ]
    }

    /// Furnace and pipette side by side.
    mutating func parallel() {
        let cup = load()
        let services = servicesOn()
        let outer = steps
        steps = []
        heat(upTo: 1100)
        let hot = steps
        steps = []
        liquids(count: dice.whole(1...4))
        let wet = steps
        steps = outer
        if dice.chance(0.5) {
            steps.append(
                Writing.step("start", ("name", .text("heat")), ("steps", .list(hot)))
            )
            steps.append(Writing.step("pipette.home"))
            steps += wet
            steps.append(Writing.step("join", ("name", .text("heat"))))
        } else {
            steps.append(Writing.step("pipette.home"))
            let branches: [DocumentValue] = [
                Writing.map(("name", .text("heat")), ("steps", .list(hot))),
                Writing.map(("name", .text("plate")), ("steps", .list(wet))),
            ]
            steps.append(
                Writing.step(
                    "parallel",
                    ("join", .text("all")),
                    ("on-failure", .text("stop-siblings")),
                    ("branches", .list(branches))
                )
            )
        }
        coolDown()
        servicesOff(services)
        unload(cup)
    }

    /// Answers that decide what is done.
    mutating func decisions() {
        steps.append(Writing.step("pipette.home"))
        liquids(count: dice.whole(1...3), covering: false)
        let expect: [DocumentValue] = [
            Writing.map(("name", .text("good")), ("type", .text("flag"))),
            Writing.map(("name", .text("volume")), ("within", Writing.range(5, 40, "uL"))),
        ]
        steps.append(
            Writing.step(
                "ask-operator",
                ("as", .text("look")),
                ("say", .text("Do the wells look well? How much more?")),
                ("expect", .list(expect)),
                ("deadline", .text("2 h")),
                ("values", .list([.text("good=false"), .text("volume=10 uL")]))
            )
        )
        hours += 3
        let outer = steps
        steps = []
        addAnswered()
        let then = steps.isEmpty ? [Writing.step("wait", ("for", .text("1 min")))] : steps
        steps = outer
        let pause = Writing.step("wait", ("for", Writing.amount(Double(dice.whole(1...30)), "min")))
        steps.append(
            Writing.step(
                "if",
                ("condition", .text("$look.good")),
                ("then", .list(then)),
                ("otherwise", .list([pause]))
            )
        )
        steps.append(
            Writing.step("set", ("name", .text("twice")), ("value", .text("$look.volume * 2")))
        )
        steps.append(
            Writing.step("result", ("name", .text("volume")), ("value", .text("$twice")))
        )
    }

    /// The answered volume into one free column.
    private mutating func addAnswered() {
        let item = dice.chance(0.5) ? "plate" : "plate-2"
        for column in 0..<12 {
            let region = Region(item: item, rows: 0...7, columns: column...column)
            guard stock.isEmpty(region), stock.tips > 1, let left = stock.bottles["buffer"] else {
                continue
            }
            stock.bottles["buffer"] = left - 8 * 45
            take(tips: 1)
            for well in region.wells { stock.add(40, "PBS", to: well, of: item) }
            transfer(from: "buffer", to: region.text, 40, tip: "one", wells: 8)
            if let last = steps.popLast() {
                steps.append(last.with("volume", .text("$look.volume")))
            }
            return
        }
    }
}
