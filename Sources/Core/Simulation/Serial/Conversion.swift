import Devices
import Quantities

/// How numbers on the wire become SI values, found in a profile.
enum Conversion {
    /// SI = raw × gain + shift, for a field of a request.
    static func request(
        _ request: String,
        field: String,
        _ profile: DeviceProfile
    ) -> (gain: Double, shift: Double) {
        for point in profile.points {
            guard case .serial(let source) = point.source else { continue }
            if source.field == field || (source.write == request && field == "value") {
                return conversion(source, point.kind)
            }
        }
        for action in profile.actions {
            for case .send(request, let fields) in action.commands {
                for candidate in fields where candidate.name == field {
                    return (candidate.unit.scale, candidate.unit.offset)
                }
            }
        }
        return (1, 0)
    }

    /// SI = raw × gain + shift, for a field of a reply.
    static func conversion(
        _ source: SerialField,
        _ kind: PointKind
    ) -> (gain: Double, shift: Double) {
        guard case .quantity(let unit) = kind else { return (source.scale, source.offset) }
        return (source.scale * unit.scale, source.offset * unit.scale + unit.offset)
    }
}
