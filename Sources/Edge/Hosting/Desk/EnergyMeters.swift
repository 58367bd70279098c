import Devices
import Interlocks
import Labs
import Quantities

/// The meters of a lab that count energy: of every device the first point that does.
struct EnergyMeters: Sendable {
    /// By the image's index.
    private let points: [Int]

    init(_ names: LabNames) {
        points = zip(names.firstPoint, names.firstPoint.dropFirst()).compactMap { first, end in
            (first..<end).first { point in
                guard case .quantity(let unit) = names.points[point].definition.kind else {
                    return false
                }
                return unit.dimensions == .energy
            }
        }
    }

    /// J; nil where there is no meter, or one gives no good reading.
    func total(_ image: ProcessImage) -> Double? {
        guard !points.isEmpty, points.allSatisfy({ image[$0].quality == .good }) else { return nil }
        return points.reduce(0) { $0 + image[$1].value }
    }
}
