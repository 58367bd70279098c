import Documents

/// Furnace runs with what they need around them.
extension PlanGenerator {
    /// Powders of which a few grams are no hazard and stand any heat of this furnace.
    static let powders = [
        "Al2O3", "TiO2", "ZrO2", "MgO", "Y2O3", "La2O3", "Fe2O3", "Ga2O3", "Nd2O3", "CeO2", "Gd2O3",
    ]

    /// Services and gas that are on.
    struct Services {
        var gas: String?
    }

    mutating func firing() {
        let rounds = dice.chance(0.25) ? 2 : 1
        if dice.chance(0.7) { recordSome() }
        if dice.chance(0.3) { return firingByProcedure() }
        for _ in 0..<rounds {
            let cup = load()
            let services = servicesOn()
            heat(upTo: 1480)
            if dice.chance(0.3) { heat(upTo: 1200) }
            coolDown()
            servicesOff(services)
            unload(cup)
        }
    }

    mutating func recordSome() {
        for point in ["furnace.temperature", "guard.temperature", "meter.power"]
        where dice.chance(0.6) {
            record.append(
                Writing.map(
                    ("point", .text(point)),
                    ("every", Writing.amount(Double(dice.whole(1...30)), "s"))
                )
            )
        }
    }

    mutating func load() -> String {
        let index = dice.below(stock.cups.count)
        let cup = "cup-\(stock.cups.remove(at: index))"
        steps.append(loading(cup))
        hours += 0.5
        return cup
    }

    private mutating func loading(_ cup: String) -> DocumentValue {
        let powder = dice.pick(Self.powders) ?? "Al2O3"
        let grams = dice.number(0.5...9, step: 0.1)
        let moves: [DocumentValue] = [
            Writing.map(
                ("add", .text(powder)),
                ("amount", Writing.amount(grams, "g")),
                ("to", .text(cup))
            ),
            Writing.map(("item", .text(cup)), ("to", .text("furnace"))),
        ]
        return Writing.step(
            "operator-task",
            ("say", .text("Load \(cup)")),
            ("moves", .list(moves)),
            ("takes", .text("15 min"))
        )
    }

    mutating func unload(_ cup: String) {
        let move = Writing.map(("item", .text(cup)), ("to", .text("bench")))
        steps.append(
            Writing.step(
                "operator-task",
                ("say", .text("Unload \(cup)")),
                ("moves", .list([move])),
                ("takes", .text("15 min"))
            )
        )
    }

    mutating func servicesOn() -> Services {
        steps.append(Writing.step("exhaust.switch-on"))
        steps.append(Writing.step("water.switch-on"))
        guard dice.chance(0.5) else { return Services() }
        let gas = dice.chance(0.75) ? "argon" : "oxygen"
        let flow =
            gas == "argon"
            ? dice.number(0.05...0.48, step: 0.01)
            : dice.number(0.02...0.19, step: 0.01)
        steps.append(Writing.step(gas + ".flow", ("to", Writing.amount(flow, "slm"))))
        return Services(gas: gas)
    }

    mutating func servicesOff(_ services: Services) {
        if let gas = services.gas { steps.append(Writing.step(gas + ".shut")) }
        steps.append(Writing.step("water.switch-off"))
        steps.append(Writing.step("exhaust.switch-off"))
    }

    /// Minutes that are enough to go `kelvin` at `rate` K/min.
    static func rampTimeout(_ kelvin: Double, _ rate: Double) -> Double {
        kelvin / rate * 1.6 + 60
    }

    /// A target in °C, now and then close to the chamber's limit.
    mutating func target(upTo greatest: Double) -> Double {
        greatest > 1400 && dice.chance(0.1)
            ? dice.number(1470...1488) : dice.number(100...min(greatest, 1400), step: 5)
    }

    mutating func heat(upTo greatest: Double) {
        let to = target(upTo: greatest)
        let rate = dice.number(1...9.5, step: 0.5)
        let minutes = Double(dice.whole(2...60)) * 10
        hours += (1500 / rate + 2 * minutes) / 60 + 3
        if dice.chance(0.2) { return profile(to: to, rate: rate, minutes: minutes) }
        steps.append(ramp(Writing.amount(to, "degC"), rate))
        if dice.chance(0.25) {
            steps.append(
                Writing.step(
                    "wait-until",
                    ("condition", .text("furnace.temperature > \(Int(to - 15)) degC")),
                    ("timeout", .text("60 min"))
                )
            )
        }
        if dice.chance(0.2) {
            steps.append(
                Writing.step(
                    "hold-while",
                    ("condition", .text("furnace.temperature within 15 K of \(Int(to)) degC")),
                    ("entry", .text("60 min")),
                    ("excursion", .text("2 min")),
                    ("counting", .text("cumulative")),
                    ("for", Writing.amount(minutes, "min"))
                )
            )
        } else {
            steps.append(hold(Writing.amount(minutes, "min"), longest: minutes))
        }
    }

    func ramp(_ to: DocumentValue, _ rate: Double) -> DocumentValue {
        Writing.step(
            "furnace.ramp",
            ("to", to),
            ("rate", Writing.amount(rate, "K/min")),
            ("timeout", Writing.minutes(Self.rampTimeout(1500, rate)))
        )
    }

    func hold(_ time: DocumentValue, longest minutes: Double) -> DocumentValue {
        Writing.step(
            "furnace.hold",
            ("for", time),
            ("within", .text("5 K")),
            ("grace", .text("60 s")),
            ("timeout", Writing.minutes(minutes * 1.4 + 60))
        )
    }

    private mutating func profile(to: Double, rate: Double, minutes: Double) {
        let second = max(300, to - 100)
        var segments = [
            Writing.map(
                ("to", Writing.amount(to, "degC")),
                ("rate", Writing.amount(rate, "K/min")),
                ("for", Writing.amount(minutes, "min"))
            )
        ]
        if second < to {
            segments.append(
                Writing.map(
                    ("to", Writing.amount(second, "degC")),
                    ("rate", .text("1 K/min")),
                    ("for", .text("30 min"))
                )
            )
        }
        let timeout = Self.rampTimeout(1500, rate) + minutes * 1.5 + 400
        steps.append(
            Writing.step(
                "furnace.profile",
                ("segments", .list(segments)),
                ("timeout", Writing.minutes(timeout))
            )
        )
    }

    mutating func coolDown() {
        hours += 12
        steps.append(
            Writing.step(
                "furnace.cool",
                ("to", Writing.amount(dice.number(45...70, step: 5), "degC")),
                ("timeout", .text("40 h"))
            )
        )
    }

    /// The same firing as a procedure with parameters.
    private mutating func firingByProcedure() {
        let low = dice.number(200...700, step: 50)
        let high = low + dice.number(50...600, step: 50)
        let before = steps
        steps = []
        let services = servicesOn()
        steps.append(ramp(.text("$T"), 5))
        steps.append(hold(.text("$dwell"), longest: 600))
        coolDown()
        servicesOff(services)
        let inside = steps
        steps = before
        let parameters = [
            Writing.map(
                ("name", .text("T")),
                ("within", Writing.range(low, high, "degC"))
            ),
            Writing.map(("name", .text("dwell")), ("within", Writing.range(10, 600, "min"))),
        ]
        procedures.append(
            Writing.map(
                ("name", .text("fire")),
                ("parameters", .list(parameters)),
                ("steps", .list(inside))
            )
        )
        hours += 30
        let cup = load()
        for _ in 0..<dice.whole(1...2) {
            let temperature = dice.number(low...high, step: 10)
            let dwell = dice.number(10...600, step: 10)
            hours += 30
            steps.append(
                Writing.step(
                    "use",
                    ("procedure", .text("fire")),
                    (
                        "values",
                        .list([
                            .text("T=\(Int(temperature)) degC"), .text("dwell=\(Int(dwell)) min"),
                        ])
                    )
                )
            )
        }
        unload(cup)
    }
}
