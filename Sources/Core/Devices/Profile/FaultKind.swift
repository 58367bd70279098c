/// The ways a step can go wrong.
package enum FaultKind: String, Hashable, Sendable, CaseIterable, Codable {
    case refused, failed, late, restarted, trip
    case inDoubt = "in-doubt"
    case deviceDead = "device-dead"
    case lineDead = "line-dead"
    case supplyLost = "supply-lost"
    case sensorBad = "sensor-bad"
    case outputStuck = "output-stuck"
}

extension FaultKind {
    /// Whether what is missing can come back by itself.
    package var mayPass: Bool {
        switch self {
        case .deviceDead, .lineDead, .supplyLost: true
        default: false
        }
    }
}
