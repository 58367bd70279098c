import Devices
import Expressions
import Findings
import Quantities

/// Reads `athanor: device/1`.
struct ProfileDecoder {
    /// Known protocols; nil where requests and fields are not looked up.
    var protocols: [ProtocolDefinition]?
    var parameters: [NamedParameter] = []
    var addressBase = 0
    /// The Modbus link's limits, for the lints of points.
    var modbus: ModbusLink?
    var usedProtocol: ProtocolDefinition?
    /// The bytes of Modbus tables taken so far, for overlaps.
    var taken: [TakenRegisters] = []
    /// Where each Modbus point's source stands, for what is judged once all points are known.
    var fieldPlaces: [FieldPlace] = []
    var scalings: [ParameterisedParts.Scaling] = []
    /// How many points were read; the number of the one being read.
    var pointCount = 0

    init(protocols: [ProtocolDefinition]?) { self.protocols = protocols }

    /// What expressions over the profile's parameters may read.
    var parameterNames: [ExprName] {
        parameters.map { ExprName(variable: $0.name, .quantity($0.value.dimensions)) }
    }

    func profile(_ root: Field) -> DeviceProfile? {
        var decoder = self
        return root.mapping { decoder.read(&$0) }
    }

    private mutating func read(_ members: inout Members) -> DeviceProfile? {
        Version.check(&members, kind: "device")
        let name = members.required("name")?.identifier()
        let manufacturer = members.required("manufacturer")?.nonEmptyText()
        let model = members.required("model")?.nonEmptyText()
        let summary = members.optional("summary")?.text() ?? ""
        let sources = members.required("sources")?.list(1...100) { $0.nonEmptyText() } ?? []
        let verification = members.required("verification")?.choice(of: Verification.self)
        let capabilities =
            members.required("capabilities")?.list(0...20) { $0.choice(of: Capability.self) } ?? []
        parameters = members.optional("parameters").map { Self.parameters($0) } ?? []
        let link = members.required("link").flatMap { self.link($0) }
        let points =
            members.required("points")?.uniqueList(of: "a point", by: \.name) { self.point($0) }
            ?? []
        lintTogether(points, members.field)
        let actions =
            members.required("actions")?.uniqueList(of: "an action", by: \.name) {
                self.action($0, points)
            } ?? []
        let limits = members.optional("limits").map { self.limits($0) } ?? []
        let loss = members.required("on-communication-loss").flatMap { self.loss($0) }
        let power = members.required("on-power-return").flatMap { self.loss($0) }
        let refreshes = members.optional("refresh").map { self.refreshes($0, points, loss) } ?? []
        let watchdog = members.optional("watchdog").flatMap { self.watchdog($0, points, loss) }
        if let watchdog { lintWatchdog(watchdog, points, refreshes, members.field) }
        let jog = members.optional("jog").flatMap { self.jog($0, points, actions) }
        let manualEnd = members.optional("manual-end")?.actionAlone(among: actions)
        let probe = members.optional("probe").flatMap { self.probe($0, points) }
        let restarted = members.optional("restarted").flatMap { condition($0, over: points) }
        let simulator = members.required("simulator")?.mapping { self.simulator(&$0) }
        let vectors = members.required("vectors").map { self.vectors($0, points) } ?? []
        guard let name, let manufacturer, let model, let verification, let link, let loss,
            let power, let simulator
        else { return nil }
        var profile = DeviceProfile(
            name: name,
            manufacturer: manufacturer,
            model: model,
            summary: summary,
            sources: sources,
            verification: verification,
            capabilities: capabilities,
            link: link,
            points: points,
            actions: actions,
            limits: limits.map(\.definition),
            refreshes: refreshes,
            onCommunicationLoss: loss,
            onPowerReturn: power,
            probe: probe,
            simulator: simulator,
            vectors: vectors
        )
        profile.watchdog = watchdog
        profile.jog = jog
        profile.restarted = restarted
        profile.manualEnd = manualEnd?.name
        return finish(&profile, limits.map(\.ends), members.field)
    }

    /// Puts the parameters' values in place.
    private func finish(
        _ profile: inout DeviceProfile,
        _ limits: [ParameterisedParts.Limit],
        _ root: Field
    ) -> DeviceProfile? {
        guard !root.reader.hasErrors else { return nil }
        profile.parameters = parameters
        profile.parameterised = ParameterisedParts(
            actions: profile.actions,
            limits: limits,
            scalings: scalings
        )
        guard let resolved = profile.resolved() else {
            root.report(
                .badProfile,
                "With these parameters a scale or limit has no value, or a limit's “from” is above "
                    + "its “to”."
            )
            return nil
        }
        return resolved
    }

    static func parameters(_ field: Field) -> [NamedParameter] {
        field.uniqueList(of: "a parameter", by: \.name) { item in
            item.mapping { members in
                let name = members.required("name")?.identifier()
                let value = members.required("value")?.anyQuantity()
                guard let name, let value else { return nil }
                return NamedParameter(name, value)
            }
        }
    }

    private func loss(_ field: Field) -> LossBehaviour? {
        field.mapping { members in
            let does = members.required("does")?.choice(of: LossBehaviour.Outcome.self)
            let after = members.optional("after")?.lapse() ?? .zero
            let note = members.optional("note")?.text() ?? ""
            return does.map { LossBehaviour($0, after: after, note: note) }
        }
    }

    private func simulator(_ members: inout Members) -> SimulatorDefinition? {
        let model = members.required("model")?.choice(of: SimulatorModel.self)
        let parameters = members.optional("parameters").map { Self.parameters($0) } ?? []
        return model.map { SimulatorDefinition(model: $0, parameters: parameters) }
    }

    private func refreshes(
        _ field: Field,
        _ points: [PointDefinition],
        _ loss: LossBehaviour?
    ) -> [Refresh] {
        field.list(0...100) { item in
            item.mapping { members in
                let name = members.required("point")
                let point = name?.reference("point", among: points.map(\.name))
                let period = members.required("every")
                guard let point, let every = period?.lapse() else { return nil }
                if points[point].access == .read {
                    name?.report(.badProfile, "This point is only read; it cannot be refreshed.")
                }
                if case .modbus(let field) = points[point].source, field.endurance != nil {
                    name?.report(
                        .badProfile,
                        "Refreshing wears out the memory behind this point (“endurance”)."
                    )
                }
                if let loss, loss.outcome == .fallsBack, every >= loss.after {
                    period?.report(
                        .badProfile,
                        "The device falls back \(loss.after.spoken) after the last write; a "
                            + "refresh every \(every.spoken) comes too late."
                    )
                }
                return Refresh(point: points[point].name, every: every)
            }
        } ?? []
    }

    /// A condition over the device's own points.
    private func condition(_ place: Field, over points: [PointDefinition]) -> Expr? {
        guard let expression = place.expression() else { return nil }
        place.check(expression, yields: .flag, knowing: points.map(\.exprName))
        return expression
    }

    private func probe(_ field: Field, _ points: [PointDefinition]) -> Probe? {
        field.mapping { members in
            let point = members.required("point")?
                .reference("point", among: points.map(\.name))
            let expect = members.required("expect").flatMap { condition($0, over: points) }
            guard let point, let expect else { return nil }
            return Probe(point: points[point].name, expect: expect)
        }
    }

    private func limits(
        _ field: Field
    ) -> [(definition: LimitDefinition, ends: ParameterisedParts.Limit)] {
        field.uniqueList(of: "a limit", by: \.definition.name) { item in
            item.mapping { members in
                let name = members.required("name")?.identifier()
                let low = members.required("from")
                let high = members.required("to")
                guard let name, let low, let high, let from = low.expression(),
                    let to = high.expression(),
                    let kind = low.kind(of: from, knowing: parameterNames),
                    high.check(to, yields: kind, knowing: parameterNames)
                else { return nil }
                let unit = from.constant?.unit ?? to.constant?.unit ?? unit(of: kind)
                if let a = from.constant, let b = to.constant, a.si > b.si {
                    high.report(.badProfile, "“to” (\(b)) is below “from” (\(a)).")
                    return nil
                }
                return (
                    LimitDefinition(name: name, bounds: .zero, unit: unit),
                    ParameterisedParts.Limit(low: from, high: to)
                )
            }
        }
    }

    /// A unit to print a kind of quantity in: that of a parameter of the kind, else SI.
    private func unit(of kind: ExprKind) -> PhysicalUnit {
        guard case .quantity(let dimensions) = kind else { return .one }
        return parameters.first { $0.value.dimensions == dimensions }?.value.unit
            ?? PhysicalUnit.preferred(for: dimensions)
    }
}

extension PhysicalUnit {
    /// The unit quantities of a kind are printed in where a document names none.
    static func preferred(for dimensions: Dimensions) -> PhysicalUnit {
        let symbols = ["s", "m", "kg", "K", "m3", "m/s", "K/s", "uL/s", "Pa", "W", "J", "V", "A"]
        for symbol in symbols {
            if let unit = PhysicalUnit.named(symbol), unit.dimensions == dimensions { return unit }
        }
        return PhysicalUnit("", dimensions, 1)
    }
}

extension PointDefinition {
    /// The point as expressions read it.
    var exprName: ExprName { ExprName(point: name, kind.exprKind) }
}

extension PointKind {
    var exprKind: ExprKind {
        switch self {
        case .quantity(let unit): .quantity(unit.dimensions)
        case .flag: .flag
        case .choice: .text
        }
    }
}

extension Lapse {
    /// `2 s`, `500 ms`, for messages.
    var spoken: String {
        seconds < 1 && nanoseconds != 0
            ? DecimalText.short(seconds * 1000) + " ms" : DecimalText.short(seconds) + " s"
    }
}
