package import Expressions

/// M-out-of-N voting, as IEC 61511 writes it, and what is left of it while channels are bad.
package struct Voting: Hashable, Sendable {
    package enum Scheme: String, Hashable, Sendable, CaseIterable {
        case oneOfOne = "1oo1"
        case oneOfTwo = "1oo2"
        case twoOfTwo = "2oo2"
        case twoOfThree = "2oo3"

        /// How many channels must ask for the trip.
        package var needed: Int {
            switch self {
            case .oneOfOne, .oneOfTwo: 1
            case .twoOfTwo, .twoOfThree: 2
            }
        }

        package var channels: Int {
            switch self {
            case .oneOfOne: 1
            case .oneOfTwo, .twoOfTwo: 2
            case .twoOfThree: 3
            }
        }
    }

    /// What becomes of it with so many channels bad.
    package enum Degraded: Hashable, Sendable {
        /// The channels that are left vote so.
        case votes(Scheme)
        case trips

        package var spoken: String {
            switch self {
            case .votes(let scheme): scheme.rawValue
            case .trips: "trip"
            }
        }
    }

    /// One sensor's opinion.
    package struct Channel: Hashable, Sendable {
        package var name: String
        package var trip: Expr

        package init(name: String, trip: Expr) {
            self.name = name
            self.trip = trip
        }

        /// Some point it reads gives no good reading.
        fileprivate var isBad: Expr {
            let parts = trip.names.map { Expr.call(.bad, [$0]) }
            return Expr.any(parts)
        }
    }

    package var scheme: Scheme
    package var channels: [Channel]
    /// With one channel bad, with two; with all of them bad it trips.
    package var degraded: [Degraded]

    package init(scheme: Scheme, channels: [Channel], degraded: [Degraded]) {
        self.scheme = scheme
        self.channels = channels
        self.degraded = degraded
    }

    package func standing(bad: Int) -> Degraded {
        guard bad > 0 else { return .votes(scheme) }
        return bad <= degraded.count && bad < channels.count ? degraded[bad - 1] : .trips
    }

    /// The whole of it as one condition: a case for every set of channels that may be bad.
    package var condition: Expr {
        let all = 0..<(1 << channels.count)
        return Expr.any(
            all.map { set in
                var parts: [Expr] = []
                var sound: [Expr] = []
                for (index, channel) in channels.enumerated() {
                    let isBad = set & (1 << index) != 0
                    parts.append(isBad ? channel.isBad : .not(channel.isBad))
                    if !isBad { sound.append(channel.trip) }
                }
                if case .votes(let left) = standing(bad: set.nonzeroBitCount) {
                    parts.append(Self.atLeast(left.needed, of: sound))
                }
                return Expr.all(parts)
            }
        )
    }

    private static func atLeast(_ count: Int, of votes: [Expr]) -> Expr {
        if count <= 1 { return Expr.any(votes) }
        if count >= votes.count { return Expr.all(votes) }
        var pairs: [Expr] = []
        for (index, first) in votes.enumerated() {
            for second in votes[(index + 1)...] { pairs.append(.and(first, second)) }
        }
        return Expr.any(pairs)
    }

    /// `2oo3 of (a > 5 K; b > 5 K; c > 5 K), with one bad 1oo2, with two bad trip`.
    package var text: String {
        let votes = channels.map { $0.name + ": " + $0.trip.text }.joined(separator: "; ")
        let numbers = ["one", "two", "three"]
        let rest = (1..<max(channels.count, 1)).map { bad in
            ", with " + numbers[bad - 1] + " bad " + standing(bad: bad).spoken
        }
        return scheme.rawValue + " of (" + votes + ")" + rest.joined()
    }
}

extension Expr {
    fileprivate static func any(_ parts: [Expr]) -> Expr {
        guard let first = parts.first else { return .flag(false) }
        return parts.dropFirst().reduce(first) { .or($0, $1) }
    }

    fileprivate static func all(_ parts: [Expr]) -> Expr {
        guard let first = parts.first else { return .flag(true) }
        return parts.dropFirst().reduce(first) { .and($0, $1) }
    }
}

extension InterlockDefinition {
    /// What a person is told when channels go bad, or all are good again; nil where nothing votes.
    package func words(bad: ChannelSet) -> String? {
        guard let voting else { return nil }
        guard !bad.isEmpty else { return name + " votes " + voting.scheme.rawValue + " again." }
        let names = bad.indices.filter(voting.channels.indices.contains)
            .map { voting.channels[$0].name }
        let now =
            switch voting.standing(bad: bad.count) {
            case .votes(let scheme): "it votes " + scheme.rawValue
            case .trips: "it trips"
            }
        return name + ": no good reading of channel " + names.joined(separator: ", ") + "; " + now
            + " instead of " + voting.scheme.rawValue + ". Mend the channel."
    }
}
