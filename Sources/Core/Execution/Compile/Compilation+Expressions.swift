import Devices
import Expressions
import Findings
import Labs
import Plans
import Quantities

/// What a result's value is.
struct ResultKind {
    var dimensions: Dimensions
}

extension Compilation {
    /// What a place takes.
    enum Wanted {
        case quantity(Dimensions)
        /// A temperature difference, in K.
        case difference
        case flag
        case anything
    }

    /// The expression with its names looked up, of the wanted kind; nil after a finding.
    mutating func expression(_ expr: Expr, _ wanted: Wanted, at spot: Spot) -> Expr? {
        if case .literal(let quantity) = expr {
            return accepts(quantity, wanted, at: spot) ? expr : nil
        }
        guard let resolved = resolve(expr, at: spot) else { return nil }
        if case .literal(let quantity) = resolved {
            return accepts(quantity, wanted, at: spot) ? resolved : nil
        }
        guard let kind = kind(of: resolved, at: spot) else { return nil }
        switch (wanted, kind) {
        case (.anything, _), (.flag, .flag): return resolved
        case (.quantity(let wanted), .quantity(let found)) where wanted == found: return resolved
        case (.difference, .quantity(.temperature)): return resolved
        default:
            report(
                .unitMismatch,
                spot,
                "This is \(kind.spokenName); \(wanted.spokenName) belongs here."
            )
            return nil
        }
    }

    private mutating func accepts(_ quantity: Quantity, _ wanted: Wanted, at spot: Spot) -> Bool {
        guard quantity.si.isFinite else {
            report(.notFinite, spot, "This is not a finite number.")
            return false
        }
        let dimensions: Dimensions
        switch wanted {
        case .anything: return true
        case .flag:
            report(.unitMismatch, spot, "‘\(quantity)’ where yes or no belongs.")
            return false
        case .difference:
            if quantity.unit.offset != 0 {
                report(
                    .temperatureDifference,
                    spot,
                    "A temperature difference is written in K: "
                        + "\(DecimalText.short(quantity.value)) K."
                )
                return false
            }
            dimensions = .temperature
        case .quantity(let expected): dimensions = expected
        }
        guard quantity.dimensions != dimensions else { return true }
        if quantity.dimensions == .number, quantity.unit == .one {
            report(
                .bareNumber,
                spot,
                "‘\(quantity)’ has no unit; \(dimensions.spokenName) belongs here."
            )
        } else {
            report(
                .unitMismatch,
                spot,
                "‘\(quantity)’ is \(quantity.dimensions.spokenName);"
                    + " \(dimensions.spokenName) belongs here."
            )
        }
        return false
    }

    /// Looks up every variable and point; nil after a finding.
    private mutating func resolve(_ expr: Expr, at spot: Spot) -> Expr? {
        var complete = true
        for name in expr.names {
            if case .point(let point) = name, names.point(point) == nil, results[point] == nil {
                reportUnknownPoint(point, at: spot)
                complete = false
            }
        }
        let resolved = expr.substituting { name in
            guard let value = value(of: name, at: spot) else {
                complete = false
                return nil
            }
            return value
        }
        return complete ? resolved : nil
    }

    mutating func reportUnknownPoint(_ point: String, at spot: Spot) {
        if binding(point) != nil {
            report(.unknownName, spot, "‘\(point)’ is a value of the plan: write ‘$\(point)’.")
            return
        }
        let stem = String(point.prefix { $0 != "." })
        var known = results.keys.sorted()
        if let assembly = names.assembly(stem) {
            for device in lab.assemblies[assembly].devices {
                known += pointNames(device).map { stem + "." + $0 }
            }
        } else if let device = names.device(stem) {
            known += pointNames(device).map { stem + "." + $0 }
        } else {
            known += names.pointNames
            let roots = lab.assemblies.map(\.name) + lab.devices.map(\.name)
            if let near = NearestName.of(stem, among: roots) {
                known.append(near + point.dropFirst(stem.count))
            }
        }
        report(
            .unknownName,
            spot,
            "This lab has no point ‘\(point)’." + suggestion(point, among: known)
        )
    }

    private func pointNames(_ device: Int) -> [String] {
        let instance = lab.devices[device]
        return lab.profiles[instance.profile].points.map(\.name) + instance.aliases.map(\.name)
    }

    mutating func kind(of resolved: Expr, at spot: Spot) -> ExprKind? {
        do throws(ExprError) {
            return try resolved.kind { known($0) }
        } catch {
            report(error.code, spot, error.message.capitalised + ".")
            return nil
        }
    }

    /// What a looked-up name yields.
    private func known(_ name: Expr) -> ExprKind? {
        switch name {
        case .variable(let name): slotByName[name].map { graph.program.slots[$0].kind }
        case .point(let name):
            names.point(name).map { names.points[$0].definition.kind.expression }
                ?? results[name].map { .quantity($0.dimensions) }
        default: nil
        }
    }

    /// Everything a looked-up expression can be, by what its slots were declared to be.
    func range(of resolved: Expr) -> ExprRange {
        if case .literal(let quantity) = resolved { return .numbers(Bounds(quantity.si)) }
        return resolved.range { name in
            guard case .variable(let name) = name, let slot = slotByName[name] else {
                return .anything
            }
            let found = graph.program.slots[slot]
            return switch found.kind {
            case .quantity: .numbers(found.bounds)
            case .flag: .eitherFlag
            case .text: .anything
            }
        }
    }

    /// The greatest value in SI, where one is known.
    func greatest(_ resolved: Expr) -> Double? {
        guard case .numbers(let bounds) = range(of: resolved), bounds.high.isFinite else {
            return nil
        }
        return bounds.high
    }
}

extension Compilation.Wanted {
    var spokenName: String {
        switch self {
        case .quantity(let dimensions): dimensions.spokenName
        case .difference: "a temperature difference"
        case .flag: "yes or no"
        case .anything: "a value"
        }
    }
}

extension PointKind {
    /// What the point yields in an expression.
    var expression: ExprKind {
        switch self {
        case .quantity(let unit): .quantity(unit.dimensions)
        case .flag: .flag
        case .choice: .text
        }
    }
}

extension String {
    /// With a capital at the beginning, for sentences.
    var capitalised: String { prefix(1).uppercased() + dropFirst() }
}
