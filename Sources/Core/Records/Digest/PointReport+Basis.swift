import Checking
import Devices
import Labs
import Quantities

extension PointReport {
    /// Every point that was read at least once, with the limits that apply to it.
    static func all(_ basis: RunBasis, _ histories: RunHistories) -> [PointReport] {
        zip(basis.names.points, histories.points).compactMap { point, history in
            guard history.good + history.bad > 0 else { return nil }
            return PointReport(
                name: point.name,
                device: basis.deviceName(point.reference.device),
                part: part(point.reference.device, basis),
                summary: point.definition.summary,
                kind: point.kind,
                history: history,
                limits: limits(of: point, basis)
            )
        }
    }

    private static func part(_ device: Int, _ basis: RunBasis) -> String {
        let assemblies = basis.lab.assemblies.filter { $0.devices.contains(device) }
        return assemblies.count == 1 ? assemblies.first?.name ?? "" : ""
    }

    private static func limits(of point: LabPoint, _ basis: RunBasis) -> [LimitLine] {
        guard case .quantity(let unit) = point.kind else { return [] }
        let device = point.reference.device
        var lines: [LimitLine] = []
        if let profile = basis.lab.devices.at(device).flatMap({ basis.lab.profiles.at($0.profile) })
        {
            for limit in profile.limits
            where limit.name == point.definition.name
                && limit.unit.dimensions == unit.dimensions
            {
                lines += bounds(limit.bounds, "device", .safety)
            }
        }
        for (index, assembly) in basis.lab.assemblies.enumerated()
        where assembly.devices.contains(device) {
            lines += limits(of: assembly, index, point, basis)
        }
        return lines
    }

    private static func limits(
        of assembly: Assembly,
        _ index: Int,
        _ point: LabPoint,
        _ basis: RunBasis
    ) -> [LimitLine] {
        switch assembly.role {
        case .furnace(let furnace) where isTemperature(point):
            var lines = [
                LimitLine(
                    name: assembly.name + " limit",
                    value: min(furnace.temperature.high, basis.lab.limits.greatestTemperature),
                    kind: .safety,
                    side: .high
                )
            ]
            if let proved = basis.temperatures(ofAssembly: index) {
                lines += bounds(proved, "proved", .proved)
            }
            return lines
        case .gas(let supply) where point.definition.name.contains("flow"):
            return bounds(supply.flow, assembly.name, .safety).filter { $0.side == .high }
        default: return []
        }
    }

    /// Readings of the chamber; not differences, rates or alarm levels.
    private static func isTemperature(_ point: LabPoint) -> Bool {
        guard case .quantity(let unit) = point.kind, unit.dimensions == .temperature else {
            return false
        }
        return ["temperature", "setpoint", "process-value", "pv", "working-setpoint"]
            .contains { point.definition.name.contains($0) }
    }

    private static func bounds(_ b: Bounds, _ name: String, _ kind: LimitLine.Kind) -> [LimitLine] {
        var lines: [LimitLine] = []
        if b.low.isFinite {
            lines.append(LimitLine(name: name + " low", value: b.low, kind: kind, side: .low))
        }
        if b.high.isFinite {
            lines.append(LimitLine(name: name + " high", value: b.high, kind: kind, side: .high))
        }
        return lines
    }
}

extension RunBasis {
    /// The hull of what was proved of a chamber over all steps, K.
    func temperatures(ofAssembly index: Int) -> Bounds? {
        var hull: Bounds?
        for step in proof.steps {
            for range in step.temperatures where range.assembly == index {
                hull = hull?.hull(range.range) ?? range.range
            }
        }
        return hull
    }
}
