import Expressions
import Findings
import Plans
import Quantities

/// Steps of real lab work, questions and results.
extension StepDecoder {
    func measure(_ members: inout Members) -> StepAction? {
        let name = members.required("as")?.identifier()
        let point = members.required("point")?.nonEmptyText()
        let over = members.optional("over")?.lapse()
        let within = members.optional("within")?.anyRange()
        guard let name, let point else { return nil }
        return .measure(
            MeasureStep(
                name: name,
                point: point,
                over: over,
                within: within.map { .quantity(low: $0.low, high: $0.high) }
            )
        )
    }

    func weigh(_ members: inout Members) -> StepAction? {
        let name = members.optional("as")?.identifier()
        let material = members.required("material")?.nonEmptyText()
        let vessel = members.required("into")?.nonEmptyText()
        let target = members.required("target")?.expression(of: .mass)
        let tolerance = members.required("tolerance")?.expression(of: .mass)
        let balance = members.optional("balance")?.nonEmptyText()
        guard let material, let vessel, let target, let tolerance else { return nil }
        return .weigh(
            WeighStep(
                name: name,
                material: material,
                into: vessel,
                target: target,
                tolerance: tolerance,
                balance: balance
            )
        )
    }

    func move(_ kind: String, _ members: inout Members) -> StepAction? {
        let item = members.required("item")?.nonEmptyText()
        if kind == "move" {
            let to = members.required("to")?.nonEmptyText()
            guard let item, let to else { return nil }
            return .move(.item(item, to: to))
        }
        let state = members.required("state")?.choice(among: ["on", "off"])
        guard let item, let state else { return nil }
        return .move(.cover(item, on: state == 0))
    }

    func operatorTask(_ members: inout Members) -> StepAction? {
        let say = members.required("say")?.nonEmptyText()
        let takes = members.optional("takes")?.lapse()
        let moves = members.optional("moves")?.list(0...200) { $0.mapping { change(&$0) } } ?? []
        return say.map { .operatorTask(say: $0, moves: moves, takes: takes) }
    }

    /// `{item, to}`, `{contents, to}`, `{lid|seal, state}` or `{add, amount, to}`.
    private func change(_ members: inout Members) -> Move? {
        let item = members.optional("item")?.nonEmptyText()
        let contents = members.optional("contents")?.nonEmptyText()
        let lid = members.optional("lid")?.nonEmptyText()
        let seal = members.optional("seal")?.nonEmptyText()
        let cover = lid ?? seal
        let material = members.optional("add")?.nonEmptyText()
        let amount = members.optional("amount")?.expression()
        let state = members.optional("state")?.choice(among: ["on", "off"])
        let to = members.optional("to")?.nonEmptyText()
        switch (item, contents, cover, material, to) {
        case (let item?, nil, nil, nil, let to?): return .item(item, to: to)
        case (nil, let contents?, nil, nil, let to?): return .contents(of: contents, to: to)
        case (nil, nil, let cover?, nil, nil):
            if let state { return .cover(cover, on: state == 0) }
        case (nil, nil, nil, let material?, let to?):
            if let amount { return .add(material: material, amount: amount, to: to) }
        default: break
        }
        members.report(
            .missingKey,
            "A move is {item, to}, {contents, to}, {lid, state}, {seal, state} "
                + "or {add, amount, to}."
        )
        return nil
    }

    func ask(_ kind: String, _ members: inout Members, _ path: DocumentPath) -> StepAction? {
        let whom: AskStep.Whom = kind == "ask-planner" ? .planner : .person
        let name = members.required("as")?.identifier()
        let say =
            (whom == .person ? members.required("say") : members.optional("say"))?.text() ?? ""
        let expect = PlanDocument.numbered(
            members.required("expect"),
            path.key("expect")
        ) { item, itemPath in
            item.mapping { members in
                let name = members.required("name")?.identifier()
                guard let kind = AnswerKind.read(&members), let name else { return nil }
                return AnswerField(name: name, kind: kind, path: itemPath)
            } as AnswerField?
        }
        let deadline =
            (whom == .planner ? members.required("deadline") : members.optional("deadline"))?
            .lapse()
        let values = Self.values(members.optional("values"), path.key("values"))
        let otherwise = members.optional("else")?.choice(among: ["end-loop", "safe-stop", "values"])
        let fallback: AskStep.Fallback
        switch otherwise {
        case 0: fallback = .endLoop
        case 2: fallback = .values(values)
        default: fallback = values.isEmpty ? .safeStop : .values(values)
        }
        return name.map {
            .ask(
                AskStep(
                    whom: whom,
                    name: $0,
                    say: say,
                    expect: expect,
                    deadline: deadline ?? Lapse(seconds: 24 * 3600),
                    fallback: fallback
                )
            )
        }
    }

    func result(_ members: inout Members) -> StepAction? {
        let name = members.required("name")?.identifier()
        let value = members.required("value")?.expression()
        let inputs = members.optional("inputs")?.list(0...64) { $0.expression() } ?? []
        let goal = members.optional("goal")?.choice(of: ResultStep.Goal.self) ?? .record
        guard let name, let value else { return nil }
        return .result(ResultStep(name: name, value: value, inputs: inputs, goal: goal))
    }
}
