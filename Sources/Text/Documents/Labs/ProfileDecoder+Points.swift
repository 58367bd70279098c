import Devices
import Expressions
import Findings
import Quantities

/// Registers or bits one point occupies.
struct TakenRegisters {
    var point: String
    var table: ModbusField.Table
    var address: Int
    var width: Int
}

extension ProfileDecoder {
    mutating func point(_ field: Field) -> PointDefinition? {
        var decoder = self
        defer { self = decoder }
        guard let point = field.mapping({ decoder.readPoint(&$0) }) else { return nil }
        decoder.pointCount += 1
        return point
    }

    private mutating func readPoint(_ members: inout Members) -> PointDefinition? {
        let name = members.required("name")?.identifier()
        let kind = Self.kind(&members)
        let access = members.optional("access")?.choice(of: PointDefinition.Access.self) ?? .read
        let every = members.optional("every")?.lapse()
        let staleness = members.required("stale")
        let stale = staleness?.lapse()
        let summary = members.optional("summary")?.text() ?? ""
        let source = source(&members, name ?? "", kind, access)
        if let every, let stale, stale < every {
            staleness?.report(
                .badProfile,
                "“stale” (\(stale.spoken)) is shorter than “every” (\(every.spoken)): every "
                    + "reading would be stale before the next."
            )
        }
        guard let name, let kind, let source, let stale else { return nil }
        return PointDefinition(
            name: name,
            kind: kind,
            access: access,
            source: source,
            every: every,
            stale: stale,
            summary: summary
        )
    }

    /// `unit: degC` (or `number`), `choices: […]`, or `kind: flag`.
    private static func kind(_ members: inout Members) -> PointKind? {
        let unit = members.optional("unit")
        let choices = members.optional("choices")
        let word = members.optional("kind")
        switch (unit, choices, word) {
        case (let unit?, nil, nil): return unit.unit().map { .quantity($0) }
        case (nil, let choices?, nil):
            guard let names = choices.list(2...256, { $0.nonEmptyText() }) else { return nil }
            for (index, name) in names.enumerated() where names[..<index].contains(name) {
                choices.report(.duplicateName, "The choice “\(name)” is there twice.")
            }
            return .choice(names)
        case (nil, nil, let word?): return word.choice(among: ["flag"]).map { _ in .flag }
        default:
            members.report(
                .badProfile,
                "What is its value? Give one of “unit: degC” (“number” for plain numbers), "
                    + "“choices: [a, b]” or “kind: flag”."
            )
            return nil
        }
    }

    private mutating func source(
        _ members: inout Members,
        _ name: String,
        _ kind: PointKind?,
        _ access: PointDefinition.Access
    ) -> PointSource? {
        let modbus = members.optional("modbus")
        let serial = members.optional("serial")
        var decoder = self
        defer { self = decoder }
        switch (modbus, serial) {
        case (let place?, nil):
            guard self.modbus != nil else {
                place.report(.badProfile, "This device is not on Modbus; write “serial” here.")
                return nil
            }
            return place.mapping { decoder.modbusField(&$0, name, kind, access) }
                .map { .modbus($0) }
        case (nil, let place?):
            guard self.modbus == nil else {
                place.report(.badProfile, "This device is on Modbus; write “modbus” here.")
                return nil
            }
            return place.mapping { decoder.serialField(&$0, kind, access) }.map { .serial($0) }
        default:
            members.report(.badProfile, "Where is it read? Give either “modbus” or “serial”.")
            return nil
        }
    }

    /// `bit` and `bits`; a value may be part of a number.
    static func bits(_ members: inout Members, width: Int) -> (first: Int?, count: Int) {
        let place = members.optional("bit")
        let first = place?.integer(in: 0...(width - 1))
        let countPlace = members.optional("bits")
        let count = countPlace?.integer(in: 1...width) ?? 1
        if let countPlace, first == nil {
            countPlace.report(.badProfile, "“bits” counts from “bit”; give “bit” too.")
        }
        if let first, first + count > width {
            countPlace?.report(.badProfile, "There are only \(width) bits here.")
        }
        return (first, count)
    }

    /// `scale` and `offset`, numbers or expressions over parameters; `invert` for flags.
    mutating func scaling(_ members: inout Members, _ kind: PointKind?) -> (Double, Double) {
        let scalePlace = members.optional("scale")
        let offsetPlace = members.optional("offset")
        let invert = members.optional("invert")
        if let invert, invert.flag() == true {
            guard kind == .flag, scalePlace == nil, offsetPlace == nil else {
                invert.report(.badProfile, "Only flags are inverted; use scale and offset.")
                return (1, 0)
            }
            return (-1, 1)
        }
        let scale = factor(scalePlace, kind)
        let offset = factor(offsetPlace, kind)
        if scale?.constant?.si == 0 {
            scalePlace?.report(.badProfile, "A scale of 0 loses the value.")
        }
        if scale?.constant == nil && scale != nil || offset?.constant == nil && offset != nil {
            scalings.append(.init(point: pointCount, scale: scale, offset: offset))
        }
        return (scale?.constant?.si ?? 1, offset?.constant?.si ?? 0)
    }

    private func factor(_ place: Field?, _ kind: PointKind?) -> Expr? {
        guard let place, let expression = place.expression() else { return nil }
        let found = place.kind(of: expression, knowing: parameterNames)
        guard let found, let kind else { return nil }
        guard found == .quantity(.number) || found == .quantity(kind.unit.dimensions) else {
            place.report(
                .unitMismatch,
                "This is \(found.spokenName); a plain number or \(kind.unit.dimensions.spokenName) "
                    + "belongs here."
            )
            return nil
        }
        if found != .quantity(.number), let constant = expression.constant {
            // A literal such as 0.1 mm is a number in the point's unit.
            return .literal(.number(constant.value * constant.unit.scale / kind.unit.scale))
        }
        return expression
    }
}

extension Field {
    /// A unit: `degC`, `uL/s`; `number` for none.
    func unit() -> PhysicalUnit? {
        guard let text = nonEmptyText() else { return nil }
        if text == "number" { return .one }
        if let unit = PhysicalUnit.named(text) { return unit }
        report(
            .unitMismatch,
            "“\(JSONText.visible(text))” is no unit. Write “degC”, “uL/s”, “%”, or “number”."
        )
        return nil
    }
}
