import Expressions
import Findings
import Plans
import Quantities

/// Steps that hold steps.
extension StepDecoder {
    mutating func use(_ members: inout Members, _ path: DocumentPath) -> StepAction? {
        let name = members.required("procedure")?.nonEmptyText()
        let values = Self.values(members.optional("values"), path.key("values"))
        return name.map { .use(procedure: $0, values: values) }
    }

    /// `["cup=cup-{i}", "T=$next.T"]`: lists, because the strict schema has no free keys.
    static func values(_ field: Field?, _ path: DocumentPath) -> [ProcedureValue] {
        PlanDocument.numbered(field, path) { item, itemPath in
            guard let text = item.nonEmptyText() else { return nil }
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
                item.report(.wrongType, "Write it as “NAME=VALUE”.")
                return nil
            }
            return ProcedureValue(name: trimmed(parts[0]), text: trimmed(parts[1]), path: itemPath)
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        var body = text.drop { $0 == " " }
        while body.last == " " { body.removeLast() }
        return String(body)
    }

    mutating func loop(
        _ kind: String,
        _ members: inout Members,
        _ path: DocumentPath
    ) -> StepAction? {
        let name = members.optional("as")?.identifier()
        let times = members.required("times")?.integer(in: 1...1_000_000_000)
        let within = members.optional("within")?.mapping { $0.required("duration")?.lapse() }
        let until =
            kind == "retry"
            ? members.required("until")?.expression() : members.optional("until")?.expression()
        let steps = steps(members.required("steps"), path.key("steps"))
        return times.map {
            .loop(
                LoopStep(
                    name: name,
                    times: $0,
                    within: within,
                    until: until,
                    steps: steps,
                    style: kind == "retry" ? .retry : .repeat
                )
            )
        }
    }

    mutating func forEach(_ members: inout Members, _ path: DocumentPath) -> StepAction? {
        let name = members.required("as")?.identifier()
        // Every key is looked at: in the canonical form the others stand there as null.
        let wells = members.optional("wells")?.nonEmptyText().map { ForEachStep.Items.wells($0) }
        let rows = members.optional("rows")?.nonEmptyText().map { ForEachStep.Items.rows($0) }
        let columns = members.optional("columns")?.nonEmptyText().map {
            ForEachStep.Items.columns($0)
        }
        let samples = members.optional("samples")?.nonEmptyText().map {
            ForEachStep.Items.samples($0)
        }
        let count = members.optional("count")?.integer(in: 1...1_000_000_000).map {
            ForEachStep.Items.count($0)
        }
        let given = [wells, rows, columns, samples, count].compactMap { $0 }
        let items = given.count == 1 ? given.first : nil
        if given.count > 1 {
            members.report(
                .wrongType,
                "Give just one of “wells”, “rows”, “columns”, “samples” and “count”."
            )
        } else if given.isEmpty {
            members.report(
                .missingKey,
                "Over what? Give “wells”, “rows”, “columns”, “samples” or “count”."
            )
        }
        let steps = steps(members.required("steps"), path.key("steps"))
        guard let name, let items else { return nil }
        return .forEach(ForEachStep(name: name, items: items, steps: steps))
    }

    mutating func choose(_ members: inout Members, _ path: DocumentPath) -> StepAction? {
        let condition = members.required("condition")?.expression()
        let then = steps(members.required("then"), path.key("then"))
        let otherwise = steps(members.optional("otherwise"), path.key("otherwise"))
        return condition.map { .choose(condition: $0, then: then, otherwise: otherwise) }
    }

    mutating func parallel(_ members: inout Members, _ path: DocumentPath) -> StepAction? {
        let join = members.optional("join")?.choice(of: ParallelStep.Join.self) ?? .all
        let onFailure = members.required("on-failure")?.choice(of: ParallelStep.OnFailure.self)
        var branches: [PlanBranch] = []
        let branchesPath = path.key("branches")
        if let items = members.required("branches")?.items(1...16) {
            for (index, item) in items.enumerated() {
                let stepsPath = branchesPath.index(index).key("steps")
                let branch: PlanBranch? = item.mapping { members in
                    let name = members.required("name")?.identifier()
                    let steps = steps(members.required("steps"), stepsPath)
                    return name.map { PlanBranch(name: $0, steps: steps) }
                }
                if let branch { branches.append(branch) }
            }
        }
        return onFailure.map {
            .parallel(ParallelStep(branches: branches, join: join, onFailure: $0))
        }
    }

    mutating func background(
        _ kind: String,
        _ members: inout Members,
        _ path: DocumentPath
    ) -> StepAction? {
        let name = members.required("name")?.identifier()
        guard kind == "start" else { return name.map { .join(name: $0) } }
        let steps = steps(members.required("steps"), path.key("steps"))
        return name.map { .start(name: $0, steps: steps) }
    }

    mutating func holdWhile(_ members: inout Members, _ path: DocumentPath) -> StepAction? {
        let condition = members.required("condition")?.expression()
        let entry = members.required("entry")?.lapse()
        let excursion = members.optional("excursion")?.lapse() ?? .zero
        let counting =
            members.optional("counting")?.choice(of: HoldWhileStep.Counting.self) ?? .continuous
        let duration = members.optional("for")?.expression(of: .time)
        let steps = steps(members.optional("steps"), path.key("steps"))
        if duration == nil, steps.isEmpty {
            members.report(.missingKey, "Hold for how long? Give “for” or “steps”.")
        }
        guard let condition, let entry else { return nil }
        return .holdWhile(
            HoldWhileStep(
                condition: condition,
                entry: entry,
                excursion: excursion,
                counting: counting,
                duration: duration,
                steps: steps
            )
        )
    }
}
