/// The run's aggregate state (PackML, ISA-TR88.00.02).
///
/// Branches keep states of their own; this is what all of them together are in.
package enum RunState: String, Hashable, Sendable, CaseIterable, Codable {
    case idle, starting, execute, completing, complete
    case holding, held, unholding
    case suspending, suspended, unsuspending
    case stopping, stopped
    case aborting, aborted, clearing, resetting
}

/// What a run can be told, and what an acting state tells by itself when it is done.
package enum RunCommand: String, Hashable, Sendable, CaseIterable {
    case reset, start, stop, hold, unhold, suspend, unsuspend, abort, clear, complete
    case stateComplete = "state-complete"
}

/// The state model, as data: which state a command leads to from which.
///
/// States and commands are those of ANSI/ISA-TR88.00.02-2022, where Complete is a command of its
/// own that counts in Execute, Held and Suspended, and no state but an acting one is left by
/// itself. Hold counts in the five further states that OPC 30050 (PackML 1.01, §6.3.8, Table 10)
/// gives a transition to Holding: Starting, Suspending, Suspended, Unsuspending and Unholding.
/// What stands in no row is refused.
package enum PackML {
    /// One command, the states in which it counts, and where it leads.
    private struct Row {
        var command: RunCommand
        var from: [RunState]
        var to: RunState

        init(_ command: RunCommand, _ from: [RunState], _ to: RunState) {
            self.command = command
            self.from = from
            self.to = to
        }
    }

    /// Abort goes before Stop, Stop before Hold, Hold before Suspend: each counts in every state
    /// that a weaker one leads to.
    private static let rows: [Row] = [
        Row(.abort, RunState.allCases.filter { $0 != .aborting && $0 != .aborted }, .aborting),
        Row(.stop, RunState.allCases.filter { !$0.isEnding }, .stopping),
        Row(.hold, [.starting, .execute, .unholding], .holding),
        Row(.hold, [.suspending, .suspended, .unsuspending], .holding),
        Row(.suspend, [.execute], .suspending),
        Row(.unhold, [.held], .unholding),
        Row(.unsuspend, [.suspended], .unsuspending),
        Row(.complete, [.execute, .held, .suspended], .completing),
        Row(.start, [.idle], .starting),
        Row(.reset, [.complete, .stopped], .resetting),
        Row(.clear, [.aborted], .clearing),
        Row(.stateComplete, [.starting, .unholding, .unsuspending], .execute),
        Row(.stateComplete, [.holding], .held),
        Row(.stateComplete, [.suspending], .suspended),
        Row(.stateComplete, [.completing], .complete),
        Row(.stateComplete, [.stopping, .clearing], .stopped),
        Row(.stateComplete, [.aborting], .aborted),
        Row(.stateComplete, [.resetting], .idle),
    ]

    /// By state, then by command.
    private static let table: [[RunState?]] = RunState.allCases.map { state in
        RunCommand.allCases.map { command in
            rows.first { $0.command == command && $0.from.contains(state) }?.to
        }
    }

    /// Where `command` leads from `state`; nil where it is refused.
    package static func next(_ state: RunState, _ command: RunCommand) -> RunState? {
        table[state.place][command.place]
    }
}

extension RunState {
    /// Whether a stop can change nothing any more.
    fileprivate var isEnding: Bool {
        switch self {
        case .stopping, .stopped, .aborting, .aborted, .clearing: true
        default: false
        }
    }

    /// Its place in `allCases`.
    var place: Int { RunState.allCases.firstIndex(of: self) ?? 0 }

    /// Whether nothing new begins.
    package var isPaused: Bool {
        switch self {
        case .holding, .held, .suspending, .suspended: true
        default: false
        }
    }

    /// Whether the plan's steps are under way, at work or paused.
    package var isUnderWay: Bool { self == .execute || isPaused }
}

extension RunCommand {
    fileprivate var place: Int { RunCommand.allCases.firstIndex(of: self) ?? 0 }
}
