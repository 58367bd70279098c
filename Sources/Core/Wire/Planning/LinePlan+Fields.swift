import Devices
import Labs
import Quantities

/// Where points stand in replies.
extension LinePlan {
    /// What a reply holds of the points that take part in a value.
    enum ReplyContent {
        /// What the profile has read in the same transaction.
        case asDeclared
        /// All of them.
        case whole
    }

    /// A point's place in a reply whose data begin with the register `first`.
    mutating func registerField(
        _ index: Int,
        _ profile: DeviceProfile,
        from first: Int,
        _ station: Station,
        reply: ReplyContent = .asDeclared
    ) -> RegisterField? {
        let point = profile.points[index]
        guard case .modbus(let field) = point.source else { return nil }
        var placed = place(field, point.kind, station.firstPoint + index, from: first)
        placed.firstWord = context.words.count
        for word in field.words { context.words.append(word) }
        placed.endWord = context.words.count
        let others: [(String?, Companion.Role)] = [
            (field.decimalsFrom, .decimals), (field.scaleFrom, .scale), (field.offsetFrom, .offset),
        ]
        let isApart = field.companionReading == .apart && !field.companions.isEmpty
        if isApart { placed.part = .bound }
        var companions: [Companion] = []
        for case (let name?, let role) in others {
            guard let other = profile.pointIndex(name),
                case .modbus(let source) = profile.points[other].source
            else { return nil }
            let number = station.firstPoint + other
            let found = place(source, profile.points[other].kind, number, from: first)
            var companion = Companion(role: role, field: found)
            if isApart, reply == .asDeclared {
                companion.source = apart.source(of: number, stale: profile.points[other].stale)
            }
            companions.append(companion)
        }
        placed.firstCompanion = context.companions.count
        context.companions += companions
        placed.endCompanion = context.companions.count
        return placed
    }

    /// Notes that the field that is placed next waits for values of other replies.
    mutating func bind(_ field: RegisterField, stale: Lapse) {
        var sources: [Int] = []
        for companion in context.companions[field.firstCompanion..<field.endCompanion]
        where !sources.contains(companion.source) {
            sources.append(companion.source)
        }
        apart.bound.append(
            ApartPlan.Bound(
                field: fields.count,
                point: field.point,
                stale: Clock.bounded(stale),
                sources: sources
            )
        )
    }

    /// Once every field is placed: which of them others wait for.
    mutating func markSources() {
        for index in fields.indices
        where apart.sources.contains(where: { $0.point == fields[index].point }) {
            fields[index].part = .source
        }
    }

    private mutating func place(
        _ field: ModbusField,
        _ kind: PointKind,
        _ point: Int,
        from first: Int
    ) -> RegisterField {
        let firstBad = context.bad.count
        context.bad += field.badValues
        let distance = field.readAddress - first
        return RegisterField(
            field,
            kind: kind,
            point: point,
            position: field.table.isBits ? distance : 2 * distance,
            bad: firstBad..<context.bad.count
        )
    }
}
