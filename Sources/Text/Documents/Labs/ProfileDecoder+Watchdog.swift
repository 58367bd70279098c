import Devices
import Findings
import Quantities

extension ProfileDecoder {
    /// `watchdog: {point, value, every}`: what the device must hold to watch its host.
    func watchdog(
        _ field: Field,
        _ points: [PointDefinition],
        _ loss: LossBehaviour?
    ) -> WatchdogArming? {
        field.mapping { members in
            let place = members.required("point")
            let index = place?.reference("point", among: points.map(\.name))
            let valuePlace = members.required("value")
            let every = members.optional("every")?.lapse()
            guard let place, let index, let valuePlace else { return nil }
            let point = points[index]
            guard point.access != .read else {
                place.report(.badProfile, "This point is only read; it cannot be armed.")
                return nil
            }
            if point.every == nil || point.access == .write, every == nil {
                members.report(
                    .badProfile,
                    "“\(point.name)” is not read regularly, so nobody would see the watchdog "
                        + "disarmed. Give “every”: how often it is written."
                )
            }
            let value: Double?
            switch point.kind {
            case .flag: value = valuePlace.flag().map { $0 ? 1 : 0 }
            case .choice(let names): value = valuePlace.choice(among: names).map(Double.init)
            case .quantity(let unit):
                let quantity = valuePlace.quantity(of: unit.dimensions)
                value = quantity?.si
                if let quantity { lint(quantity, points, loss, valuePlace) }
            }
            if let loss, loss.outcome == .holdsLast || loss.outcome == .notApplicable {
                place.report(
                    .badProfile,
                    "“on-communication-loss” says “\(loss.outcome.rawValue)”; an armed watchdog "
                        + "makes the device do something. Say what."
                )
            }
            return value.map { WatchdogArming(point: point.name, value: $0, every: every) }
        }
    }

    /// A watchdog's time fits what is said about the loss, and what is asked in between.
    private func lint(
        _ quantity: Quantity,
        _ points: [PointDefinition],
        _ loss: LossBehaviour?,
        _ place: Field
    ) {
        guard quantity.dimensions == .time else { return }
        let time = quantity.si
        guard time > 0 else {
            place.report(.badProfile, "A watchdog of no time watches nothing.")
            return
        }
        if let loss, abs(loss.after.seconds - time) > 0.01 * time {
            place.report(
                .badProfile,
                "“on-communication-loss” says “after: \(loss.after.spoken)”, this "
                    + "\(Lapse(seconds: time).spoken). They are one and the same."
            )
        }
        let shortest = points.compactMap(\.every).map(\.seconds).min()
        if shortest.map({ $0 >= time / 2 }) ?? true {
            place.report(
                .badProfile,
                "Nothing is asked of the device at least twice in \(Lapse(seconds: time).spoken), "
                    + "so its watchdog would bite. Poll a point more often, or give it longer."
            )
        }
    }

    func lintWatchdog(
        _ watchdog: WatchdogArming,
        _ points: [PointDefinition],
        _ refreshes: [Refresh],
        _ root: Field
    ) {
        guard let place = root.peek("watchdog"),
            let point = points.first(where: { $0.name == watchdog.point })
        else { return }
        if refreshes.contains(where: { $0.point == watchdog.point }) {
            place.report(
                .badProfile,
                "“\(watchdog.point)” is refreshed, too: two hands on one value. Take it out of "
                    + "“refresh”."
            )
        }
        if watchdog.every != nil, case .modbus(let field) = point.source, field.endurance != nil {
            (place.peek("every") ?? place).report(
                .badProfile,
                "Writing it again and again wears out the memory behind it (“endurance”)."
            )
        }
    }
}
