import Plans
package import Quantities

/// What decides, besides its state, what a run takes next.
package struct RunPosture: Hashable, Sendable {
    /// Whether what the run relies on is still as it left it.
    package enum Verification: String, Hashable, Sendable {
        case stands
        /// Somebody intervened; the run does not go on before that was looked at.
        case needed
    }

    /// A plan is proved from one state of the lab, and a run changes it.
    package enum Use: String, Hashable, Sendable {
        case fresh, spent
    }

    /// Whether the end is the one that was proved.
    package enum Ending: String, Hashable, Sendable {
        case proved
        /// Commanded before the steps were done: the zones are made safe after `finally`.
        case early
    }

    /// Why the run is suspended, if it is.
    package enum Suspension: String, Hashable, Sendable {
        case commanded
        /// Until what its faults miss is back; then it goes on by itself.
        case missing
    }

    /// Whether the host died with the run, so that what is in doubt is a person's to decide.
    package enum Recovery: String, Hashable, Sendable {
        case none
        /// Until the run is resumed.
        case reconciling
    }

    package internal(set) var recovery = Recovery.none
    package internal(set) var suspension = Suspension.commanded
    package internal(set) var verification = Verification.stands
    package internal(set) var use = Use.fresh
    package internal(set) var ending = Ending.proved

    /// A small number for all of it.
    var number: UInt64 {
        (verification == .needed ? 1 : 0) | (use == .spent ? 2 : 0) | (ending == .early ? 4 : 0)
            | (suspension == .missing ? 8 : 0) | (recovery == .reconciling ? 16 : 0)
    }
}

/// How long the ways to a safe end last at most.
package struct EndBounds: Hashable, Sendable {
    /// The plan's `finally`, from its first step to its last.
    package var finally: Lapse
    /// The safe sequences of every zone the run uses.
    package var safe: Lapse

    package static let unlimited = EndBounds(finally: .unlimited, safe: .unlimited)

    package init(finally: Lapse, safe: Lapse) {
        self.finally = finally
        self.safe = safe
    }

    /// From a stop, in whatever state, to the safe state.
    ///
    /// Where `finally` takes longer than it may, the run is aborted at that moment, so the bound
    /// holds for that, too.
    package var stop: Lapse { finally + safe }
    /// From an abort, in whatever state, to the safe state, or to the word that it was not reached.
    package var abort: Lapse { safe }
}

/// When a hold has lasted too long, and what follows then.
struct Patience: Hashable, Sendable {
    static let endless = Patience(until: .never, then: .alarm)

    var until: Instant
    var then: HoldEnd
}
