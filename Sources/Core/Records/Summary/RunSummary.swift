package import Execution
package import Findings
package import Plans
package import Quantities

/// Everything a report of one run says, with names and units; a value that needs no lab any more.
///
/// Made from a `RunDigest`, which takes the run's records as they come.
package struct RunSummary: Sendable {
    package var card: RunCard
    /// How the run ended.
    package var outcome: RunState
    package var began: Instant
    package var ended: Instant
    package var promises: [Promise] = []
    package var assumptions: [String] = []
    /// Control states the proof explored.
    package var states = 0
    /// What the checker had to mind (warnings and notes).
    package var findings: [Finding] = []
    /// Faults somebody asked for, by their time.
    package var faults: [InjectedFault] = []
    /// Faults, trips, safe states and changes of the run's state, whoever caused them.
    package var events: [RunEvent] = []
    package var lanes: [String] = []
    package var bars: [LaneBar] = []
    package var steps: [StepReport] = []
    package var points: [PointReport] = []
    package var deck = DeckReport()
    package var results: [ResultReport] = []
    package var bill = Bill()
    package var transcript = Transcript()

    package init(card: RunCard, outcome: RunState, began: Instant, ended: Instant) {
        self.card = card
        self.outcome = outcome
        self.began = began
        self.ended = ended
    }
}

/// Which run this is: plan, lab, program.
package struct RunCard: Hashable, Sendable {
    package var planID = ""
    package var title = ""
    package var author = ""
    package var authorKind = Author.Kind.human
    package var planHash = ""
    package var lab = ""
    package var labTitle = ""
    package var labHash = ""
    package var version = ""
    package var seed: UInt64 = 0

    package init() {}
}

/// What the run itself does not record.
package struct RunFacts: Sendable {
    package var version: String
    package var seed: UInt64
    package var faults: [InjectedFault]
    /// The checker's warnings and notes.
    package var findings: [Finding]
    package var began: Instant
    package var ended: Instant
    package var outcome: RunState
    /// J the meter integrated; nil where the lab meters none.
    package var energy: Double?

    package init(
        version: String,
        seed: UInt64,
        faults: [InjectedFault] = [],
        findings: [Finding] = [],
        began: Instant,
        ended: Instant,
        outcome: RunState,
        energy: Double? = nil
    ) {
        self.version = version
        self.seed = seed
        self.faults = faults
        self.findings = findings
        self.began = began
        self.ended = ended
        self.outcome = outcome
        self.energy = energy
    }
}

/// A fault somebody asked for, in words.
package struct InjectedFault: Hashable, Sendable {
    package var text: String
    package var at: Instant

    package init(_ text: String, at: Instant) {
        self.text = text
        self.at = at
    }
}

/// Something worth telling, in one sentence.
package struct RunEvent: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case state, fault, trip, safe
        /// A zone that did not confirm its safe state.
        case unsafe
    }

    package var at: Instant
    package var kind: Kind
    package var text: String

    package init(at: Instant, kind: Kind, text: String) {
        self.at = at
        self.kind = kind
        self.text = text
    }
}

/// What was proved, and what was seen.
package struct Promise: Hashable, Sendable {
    package var name: String
    /// SI.
    package var proved: Bounds
    /// SI; nil where nothing measured it.
    package var observed: Bounds?
    package var unit: PhysicalUnit
    package var extent: Extent

    package init(
        name: String,
        proved: Bounds,
        observed: Bounds?,
        unit: PhysicalUnit,
        extent: Extent = .whole
    ) {
        self.name = name
        self.proved = proved
        self.observed = observed
        self.unit = unit
        self.extent = extent
    }

    /// How much of what was promised could be seen.
    package enum Extent: Hashable, Sendable {
        case whole
        /// The run ended early: it used less than the least that a whole one takes.
        case cutShort
    }

    package enum Standing: Hashable, Sendable {
        case kept, broken, unobserved
    }

    /// Whether the observation lies in what was proved, up to one part in 10⁹.
    package var standing: Standing {
        guard let observed else { return .unobserved }
        let slack = 1e-9 * max(1, abs(proved.high))
        let enough = extent == .cutShort || observed.low >= proved.low - slack
        return enough && observed.high <= proved.high + slack ? .kept : .broken
    }
}
