package import Quantities

/// What follows a fault.
package enum FaultResponse: Hashable, Sendable, Codable {
    /// Everything is made safe at once.
    case safeStop
    /// The plan's `finally`, then everything is made safe.
    case stop
    /// The run is held, and a person decides.
    case hold
    /// The step counts as done; only for waits.
    case goOn
    /// The act is carried out again, so often; then what follows instead.
    case retry(Int, then: Last)
    /// The run is suspended until what is missing is back, at most so long; then what follows.
    case suspend(Lapse, then: Last)

    /// What follows when retrying or waiting was in vain.
    package enum Last: String, Hashable, Sendable, CaseIterable, Codable {
        case safeStop = "safe-stop"
        case stop, hold

        package var response: FaultResponse {
            switch self {
            case .safeStop: .safeStop
            case .stop: .stop
            case .hold: .hold
            }
        }
    }

    /// The sternest first: where several answers meet, it counts.
    package var rank: Int {
        switch self {
        case .safeStop: 0
        case .stop: 1
        case .hold: 2
        case .suspend: 3
        case .retry: 4
        case .goOn: 5
        }
    }

    /// As documents write it.
    package var text: String {
        switch self {
        case .safeStop: "safe-stop"
        case .stop: "stop"
        case .hold: "hold"
        case .goOn: "continue"
        case .retry(let times, let last): "retry \(times) then \(last.rawValue)"
        case .suspend(let time, let last): "suspend \(time.seconds) s then \(last.rawValue)"
        }
    }
}

/// What somebody declares of faults: for some kinds, or for any.
package struct FaultRules: Hashable, Sendable {
    /// For every kind that is not named, as far as it is possible there.
    package var any: FaultResponse?
    package var named: [FaultKind: FaultResponse]

    package init(any: FaultResponse? = nil, named: [FaultKind: FaultResponse] = [:]) {
        self.any = any
        self.named = named
    }

    /// The kinds about which nothing is said.
    package var gaps: [FaultKind] {
        any != nil ? [] : FaultKind.allCases.filter { named[$0] == nil && $0 != .trip }
    }

    package func response(to kind: FaultKind) -> FaultResponse? { named[kind] ?? any }
}

/// What can be done about a fault of an act; of a wait, a value or a question where there is none.
package struct FaultScope: Hashable, Sendable {
    package enum Subject: Hashable, Sendable {
        /// An act that may be sent again so.
        case act(RepeatClass)
        /// An act that heats: without its sensor, or with its output stuck, nobody waits.
        case heating(RepeatClass)
        /// Something that only waits for time or a condition.
        case wait
        /// A value, a decision, a question, a block of steps.
        case thought
    }

    package var subject: Subject

    package init(_ subject: Subject) { self.subject = subject }

    package var repeats: RepeatClass {
        switch subject {
        case .act(let repeats), .heating(let repeats): repeats
        case .wait, .thought: .absolute
        }
    }

    /// Whether such a response makes sense for such a fault.
    package func allows(_ response: FaultResponse, to kind: FaultKind) -> Bool {
        if kind == .trip { return response == .safeStop }
        if case .heating = subject, kind == .sensorBad || kind == .outputStuck,
            response.rank > FaultResponse.stop.rank
        {
            return false
        }
        switch response {
        case .safeStop, .stop, .hold: return true
        case .goOn: return subject == .wait && kind == .late
        case .retry(let times, _):
            guard times > 0, kind != .late, repeats != .once else { return false }
            return kind != .inDoubt || repeats == .queryable
        case .suspend(let time, _):
            return time > .zero && kind.mayPass && repeats != .once && subject != .wait
                && subject != .thought
        }
    }
}

/// The answer to every kind of fault: total.
package struct FaultTable: Hashable, Sendable {
    /// By the kind's place in `FaultKind.allCases`.
    private var responses = FaultKind.allCases.map { _ in FaultResponse.safeStop }
    package let scope: FaultScope

    /// Everything leads to the safe state until something else is declared.
    package init(_ scope: FaultScope) { self.scope = scope }

    package subscript(kind: FaultKind) -> FaultResponse { responses[Self.place(kind)] }

    /// Puts declared answers over what was declared before.
    ///
    /// What is said of any fault counts where it is possible.
    ///
    /// - Returns: The kinds named with an answer that is impossible; they keep the one before.
    package mutating func apply(_ rules: FaultRules) -> [FaultKind] {
        var impossible: [FaultKind] = []
        for kind in FaultKind.allCases {
            guard let response = rules.response(to: kind) else { continue }
            if scope.allows(response, to: kind) {
                responses[Self.place(kind)] = response
            } else if rules.named[kind] != nil {
                impossible.append(kind)
            }
        }
        return impossible
    }

    private static func place(_ kind: FaultKind) -> Int {
        FaultKind.allCases.firstIndex(of: kind) ?? 0
    }
}
