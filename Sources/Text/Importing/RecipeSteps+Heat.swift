import Documents
import Labs
import Quantities

/// A firing and the name of the answer that says what it means; nil where it is plain.
struct AskedFiring {
    var firing: Firing
    var answer: String?
}

/// Firings as steps.
extension RecipeSteps {
    /// The name a question's answer gets; nil where the recipe can mean only one thing.
    mutating func ask(_ firing: Firing) -> String? {
        guard firing.readings.count > 1 else { return nil }
        let name = "firing\(nextQuestion())"
        let names = firing.readings.map(\.name)
        let choices = names.joined(separator: ", or ")
        add([
            "do": .text("ask-operator"), "as": .text(name),
            "say": .text("In doi:\(doi) “\(firing.word)” may mean \(choices). Which is it?"),
            "expect": .list([
                .members([
                    "name": .text("meant"), "type": .text("choice"),
                    "among": .list(names.map { .text($0) }),
                ])
            ]),
            "deadline": .text("24 h"), "else": .text("safe-stop"),
        ])
        note(.asks, "whether “\(firing.word)” means \(choices)")
        return name
    }

    /// Firings under one gas, one after the other, and the cooling after them.
    mutating func heat(_ firings: [AskedFiring]) throws(ImportRefusal) {
        guard let first = firings.first?.firing, let last = firings.last?.firing else { return }
        for service in lab.services { add(["do": .text(service.on)]) }
        let gas = try lab.supply(first.atmosphere.gas)
        if let gas {
            let flow = min(Self.flow, gas.supply.flow.high * 60e6)
            let text = "\(DecimalText.short(flow, digits: 4)) sccm"
            add(["do": .text(gas.name + ".flow"), "to": .text(text)])
            add(["do": .text("wait"), "for": .text("30 min"), "note": .text("Purge")])
            note(.assumed, "\(text) of \(first.atmosphere.gas), 30 min before it heats")
        }
        for asked in firings {
            if case .unnamed = asked.firing.atmosphere {
                note(.assumed, "“\(asked.firing.word)” in air")
            }
            add(choice(asked.firing.readings[...], asked.answer))
        }
        if firings.count > 1 {
            let words = firings.map { "“\($0.firing.word)”" }.joined(separator: " and ")
            note(.assumed, "no cooling between \(words)")
        }
        cool(last)
        if let gas { add(["do": .text(gas.name + ".shut")]) }
        for service in lab.services { add(["do": .text(service.off)]) }
    }

    private mutating func cool(_ firing: Firing) {
        let isQuench = firing.after == .quenches
        let opened = DecimalText.short(lab.furnace.openBelow - 273.15)
        if isQuench {
            note(
                .departs,
                "the paper quenches after “\(firing.word)”; this furnace opens below \(opened) degC"
            )
        }
        add([
            "do": .text(lab.furnaceName + ".cool"),
            "to": .text("\(DecimalText.short(lab.cooled - 273.15, digits: 4)) degC"),
            "rate": .text("\(DecimalText.short(rate)) K/min"), "timeout": .text("48 h"),
            "note": isQuench ? .text("The paper quenches; the furnace opens only when cool") : nil,
        ])
    }

    /// The dwells of the reading that was chosen; the last one where no other was.
    private func choice(
        _ readings: ArraySlice<Firing.Reading>,
        _ answer: String?
    ) -> [DocumentValue] {
        guard let first = readings.first else { return [] }
        guard let answer, readings.count > 1 else { return dwell(first.dwells) }
        return [
            .members([
                "do": .text("if"), "condition": .text("$\(answer).meant == '\(first.name)'"),
                "then": .list(dwell(first.dwells)),
                "otherwise": .list(choice(readings.dropFirst(), answer)),
            ])
        ]
    }

    private func dwell(_ dwells: [Dwell]) -> [DocumentValue] {
        dwells.flatMap { dwell -> [DocumentValue] in
            // Twice the time of the ramp from cold, and two hours.
            let patience = 2 * max(dwell.celsius, 100) / rate / 60 + 2
            return [
                .members([
                    "do": .text(lab.furnaceName + ".ramp"),
                    "to": .text("\(DecimalText.short(dwell.celsius)) degC"),
                    "rate": .text("\(DecimalText.short(rate)) K/min"),
                    "timeout": .text("\(Int(patience.rounded(.up))) h"),
                ]),
                .members([
                    "do": .text(lab.furnaceName + ".hold"),
                    "for": .text(Dwell.time(dwell.hours)), "within": .text("5 K"),
                    "grace": .text("60 s"),
                    "timeout": .text("\(Int(dwell.hours.rounded(.up)) + 2) h"),
                ]),
            ]
        }
    }

    /// sccm; less where the supply gives less.
    private static let flow = 100.0
}
