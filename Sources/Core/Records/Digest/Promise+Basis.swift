import Labs
import Quantities

extension Promise {
    /// What was proved about the run as a whole, beside what was seen.
    static func all(
        _ basis: RunBasis,
        bill: Bill,
        points: [PointReport],
        extent: Extent
    ) -> [Promise] {
        var promises: [Promise] = []
        for row in [bill.duration, bill.energy, bill.tips].compactMap({ $0 }) {
            promises.append(
                Promise(
                    name: row.name,
                    proved: row.proved,
                    observed: row.observed.map { Bounds($0) },
                    unit: row.unit,
                    extent: extent
                )
            )
        }
        for (index, assembly) in basis.lab.assemblies.enumerated() {
            guard case .furnace(let furnace) = assembly.role,
                let proved = basis.temperatures(ofAssembly: index)
            else { continue }
            promises.append(
                Promise(
                    name: "temperature of " + assembly.name,
                    proved: proved,
                    observed: observed(basis.deviceName(furnace.controller), points),
                    unit: PhysicalUnit("degC", .temperature, 1, offset: 273.15)
                )
            )
        }
        return promises
    }

    private static func observed(_ device: String, _ points: [PointReport]) -> Bounds? {
        let readings = points.filter {
            $0.device == device && $0.unit.dimensions == .temperature
        }
        let chamber = readings.first { $0.name.hasSuffix(".temperature") } ?? readings.first
        return chamber?.history.extremes
    }
}
