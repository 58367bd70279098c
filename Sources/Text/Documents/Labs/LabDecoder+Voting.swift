import Expressions
import Findings
import Labs

extension LabDecoder {
    /// What trips an interlock: `trip`, or `vote` with its `channels` and `degrade`.
    func tripCondition(_ members: inout Members) -> (trip: Expr?, voting: Voting?, place: Field?) {
        guard let votePlace = members.optional("vote") else {
            let place = members.required("trip")
            return (place.flatMap { condition($0) }, nil, place)
        }
        members.optional("trip")?.report(
            .badLab,
            "An interlock has either “trip” or “vote” with its “channels”."
        )
        let voting = self.voting(&members, votePlace)
        return (voting?.condition, voting, votePlace)
    }

    private func voting(_ members: inout Members, _ votePlace: Field) -> Voting? {
        let scheme = votePlace.choice(of: Voting.Scheme.self)
        let channelPlace = members.required("channels")
        var places: [Field] = []
        let channels = channelPlace?.uniqueList(of: "a channel", by: \.name) { item in
            let channel = item.mapping { self.channel(&$0) }
            if channel != nil { places.append(item.peek("trip") ?? item) }
            return channel
        }
        let degradePlace = members.required("degrade")
        let degraded = degradePlace?.list(0...3) { self.degraded($0) }
        guard let scheme, let channels, let channelPlace, let degradePlace, let degraded else {
            return nil
        }
        guard channels.count == scheme.channels else {
            channelPlace.report(
                .badLab,
                "\(scheme.rawValue) has \(scheme.channels) channels; here are \(channels.count)."
            )
            return nil
        }
        lintShared(channels, places)
        guard fits(degraded, scheme, degradePlace) else { return nil }
        return Voting(scheme: scheme, channels: channels, degraded: degraded)
    }

    private func channel(_ members: inout Members) -> Voting.Channel? {
        let name = members.required("name")?.identifier()
        let trip = members.required("trip").flatMap { condition($0) }
        guard let name, let trip else { return nil }
        return Voting.Channel(name: name, trip: trip)
    }

    private func degraded(_ place: Field) -> Voting.Degraded? {
        let schemes = Voting.Scheme.allCases
        let index = place.choice(among: schemes.map(\.rawValue) + ["trip"])
        return index.map { schemes.indices.contains($0) ? .votes(schemes[$0]) : .trips }
    }

    /// One entry for every number of bad channels that leaves one, each of what is left.
    private func fits(
        _ degraded: [Voting.Degraded],
        _ scheme: Voting.Scheme,
        _ place: Field
    ) -> Bool {
        guard degraded.count == scheme.channels - 1 else {
            place.report(
                .badLab,
                "\(scheme.rawValue) says what it becomes \(scheme.channels - 1) times: with one "
                    + "channel bad, with two, and so on, as long as one is left. With all of them "
                    + "bad it trips."
            )
            return false
        }
        for (index, standing) in degraded.enumerated() {
            let left = scheme.channels - index - 1
            if case .votes(let scheme) = standing, scheme.channels != left {
                place.report(
                    .badLab,
                    "With \(index + 1) bad, \(left) of the channels are left, which cannot vote "
                        + "\(scheme.rawValue)."
                )
                return false
            }
            if index > 0, degraded[index - 1] == .trips, standing != .trips {
                place.report(
                    .badLab,
                    "It trips with \(index) bad already, so it cannot vote with \(index + 1) bad."
                )
                return false
            }
        }
        return true
    }

    /// Channels that read one point are one channel.
    private func lintShared(_ channels: [Voting.Channel], _ places: [Field]) {
        for (index, channel) in channels.enumerated() {
            for other in channels[..<index] {
                let shared = channel.trip.names.first { other.trip.names.contains($0) }
                guard case .point(let name)? = shared else { continue }
                places[index].report(
                    .badLab,
                    "Channel “\(other.name)” reads “\(name)” as well: two opinions of one sensor "
                        + "are one."
                )
            }
        }
    }
}
