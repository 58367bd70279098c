import Devices
package import Findings
package import Plans
import Quantities

/// Plans as documents (`athanor: plan/1`), in YAML and JSON alike.
package enum PlanDocument {
    /// Decodes a plan; nil exactly where a finding is an error.
    ///
    /// Every finding has its place.
    package static func decode(_ bytes: [UInt8], file: String) -> (Plan?, [Finding]) {
        do throws(UnreadableDocument) {
            return decode(try DocumentTree.read(bytes, file: file))
        } catch {
            return (nil, error.findings)
        }
    }

    /// Decodes a plan from a tree that was read before.
    package static func decode(_ tree: DocumentTree) -> (Plan?, [Finding]) {
        let reader = DocumentReader(tree)
        var plan = reader.root.mapping { readRoot(&$0) }
        plan?.hash = ContentHash(tree).hex
        let findings = reader.findings
        return (reader.hasErrors ? nil : plan, findings)
    }

    private static func readRoot(_ members: inout Members) -> Plan? {
        Version.check(&members, kind: "plan")
        let id = members.required("id")?.identifier()
        let title = members.optional("title")?.text() ?? ""
        let author = members.required("author")?.mapping { readAuthor(&$0) }
        let lab = members.optional("lab")?.mapping { readLab(&$0) }
        let defaults = members.optional("defaults")?.mapping { readDefaults(&$0) } ?? PlanDefaults()
        let budget = members.optional("budget")?.mapping { readBudget(&$0) }
        let root = DocumentPath()
        let contents = numbered(members.optional("contents"), root.key("contents"), readContent)
        let record = numbered(members.optional("record"), root.key("record"), readRecord)
        let groups = numbered(members.optional("groups"), root.key("groups"), readGroup)
        let procedures = numbered(
            members.optional("procedures"),
            root.key("procedures"),
            readProcedure
        )
        var decoder = StepDecoder()
        let steps = decoder.steps(members.required("steps"), root.key("steps"))
        let finally = decoder.steps(members.optional("finally"), root.key("finally"))
        guard let id, let author else { return nil }
        return Plan(
            id: id,
            title: title,
            author: author,
            lab: lab,
            defaults: defaults,
            budget: budget,
            contents: contents,
            record: record,
            groups: groups,
            procedures: procedures,
            steps: steps,
            finally: finally,
            hash: ""
        )
    }

    /// A list's items with their paths, which are cheaper to count up than to look up.
    static func numbered<Value>(
        _ field: Field?,
        _ path: DocumentPath,
        _ body: (Field, DocumentPath) -> Value?
    ) -> [Value] {
        var index = -1
        return field?.list(0...10_000) { item in
            index += 1
            return body(item, path.index(index))
        } ?? []
    }

    private static func readAuthor(_ members: inout Members) -> Author? {
        let kind = members.required("kind")?.choice(of: Author.Kind.self)
        let name = members.required("name")?.nonEmptyText()
        guard let kind, let name else { return nil }
        return Author(kind: kind, name: name)
    }

    private static func readLab(_ members: inout Members) -> LabReference? {
        let name = members.required("name")?.nonEmptyText()
        let seen = members.optional("seen")?.text()
        return name.map { LabReference(name: $0, seen: seen) }
    }

    private static func readDefaults(_ members: inout Members) -> PlanDefaults? {
        var defaults = PlanDefaults()
        if let timeout = members.optional("timeout")?.lapse() { defaults.timeout = timeout }
        if let fault = members.optional("else")?.choice(of: FaultPolicy.self) {
            defaults.fault = fault
        }
        if let field = members.optional("on-hold"),
            let hold = field.holdRule(longest: HoldRule.usual.longest)
        {
            defaults.hold = hold
            if hold.timer != nil {
                field.report(.unusedValue, "Whether a timer stops is said at its step.")
            }
        }
        if let tip = members.optional("tip")?.choice(of: TipPolicy.self) { defaults.tip = tip }
        return defaults
    }

    private static func readBudget(_ members: inout Members) -> Budget? {
        Budget(
            duration: members.optional("duration")?.quantity(of: .time),
            energy: members.optional("energy")?.quantity(of: .energy),
            tips: members.optional("tips")?.integer(in: 0...1_000_000),
            onExceed: members.optional("on-exceed")?.choice(of: Budget.OnExceed.self) ?? .stop
        )
    }

    private static func readContent(_ field: Field, _ path: DocumentPath) -> ContentClaim? {
        field.mapping { members in
            let vessels = members.required("in")?.nonEmptyText()
            let material = members.required("material")?.nonEmptyText()
            let volume = members.optional("volume")?.quantity(of: .volume)
            let mass = members.optional("mass")?.quantity(of: .mass)
            guard let amount = volume ?? mass else {
                members.report(
                    .missingKey,
                    "How much? Give “volume” for liquids, “mass” for solids."
                )
                return nil
            }
            guard let vessels, let material else { return nil }
            return ContentClaim(vessels: vessels, material: material, amount: amount, path: path)
        }
    }

    private static func readRecord(_ field: Field, _ path: DocumentPath) -> RecordRequest? {
        field.mapping { members in
            let point = members.required("point")?.nonEmptyText()
            let every = members.required("every")?.lapse()
            guard let point, let every else { return nil }
            return RecordRequest(point: point, every: every, path: path)
        }
    }

    private static func readGroup(_ field: Field, _ path: DocumentPath) -> WellGroup? {
        field.mapping { members in
            let name = members.required("name")?.identifier()
            let wells = members.required("wells")?.nonEmptyText()
            let samples = members.optional("samples")?.list(0...10_000) { $0.nonEmptyText() } ?? []
            let replicates = members.optional("replicates")?.integer(in: 1...10_000) ?? 1
            guard let name, let wells else { return nil }
            return WellGroup(
                name: name,
                wells: wells,
                samples: samples,
                replicates: replicates,
                path: path
            )
        }
    }

    private static func readProcedure(_ field: Field, _ path: DocumentPath) -> Procedure? {
        field.mapping { members in
            let name = members.required("name")?.identifier()
            let parameters = numbered(
                members.optional("parameters"),
                path.key("parameters")
            ) { item, itemPath in
                item.mapping { members in
                    let name = members.required("name")?.identifier()
                    guard let kind = AnswerKind.read(&members), let name else { return nil }
                    return ProcedureParameter(name: name, kind: kind, path: itemPath)
                } as ProcedureParameter?
            }
            var decoder = StepDecoder()
            let steps = decoder.steps(members.required("steps"), path.key("steps"))
            return name.map {
                Procedure(name: $0, parameters: parameters, steps: steps, path: path)
            }
        }
    }
}

extension Field {
    /// A name: letters, digits, hyphen and underscore, beginning with a letter; at most 64.
    package func identifier() -> String? {
        guard let text = nonEmptyText() else { return nil }
        let scalars = text.unicodeScalars
        let isName = scalars.allSatisfy {
            $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-" || $0 == "_"
        }
        guard isName, scalars.first.map({ $0.properties.isAlphabetic }) ?? false, text.count <= 64
        else {
            report(
                .wrongType,
                "“\(JSONText.visible(text))” is no name. Names begin with a letter and have "
                    + "letters, digits, - and _, at most 64."
            )
            return nil
        }
        return text
    }
}

extension AnswerKind {
    /// Reads `within: […]`, `type: flag|vessel`, `among: […]` or `table: WELLS` with `within`.
    static func read(_ members: inout Members) -> AnswerKind? {
        let range = members.optional("within")
        let type = members.optional("type")?.choice(among: ["flag", "vessel", "choice", "table"])
        let names = members.optional("among")?.list(1...100) { $0.nonEmptyText() }
        let wells = members.optional("wells")?.nonEmptyText()
        switch type {
        case 0: return .flag
        case 1: return .vessel
        case 2:
            guard let names else {
                members.report(.missingKey, "A choice needs its names: among: [a, b].")
                return nil
            }
            return .choice(names)
        case 3:
            guard let wells, let range = range?.anyRange() else {
                members.report(.missingKey, "A table needs “wells” and “within”.")
                return nil
            }
            return .table(wells: wells, low: range.low, high: range.high)
        default:
            guard let range else {
                members.report(
                    .missingKey,
                    "What may it be? Give “within: [LOW, HIGH]”, or “type: flag”, “vessel”, "
                        + "“choice” or “table”."
                )
                return nil
            }
            return range.anyRange().map { .quantity(low: $0.low, high: $0.high) }
        }
    }
}
