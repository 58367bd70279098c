package import Execution
import Labs
package import Plans
package import Quantities

/// One occupation of a lane of the timeline.
package struct LaneBar: Hashable, Sendable {
    /// Index into `RunSummary.lanes`.
    package var lane: Int
    package var start: Instant
    package var end: Instant
    package var text: String
    package var outcome: StepOutcome
    package var kind: Kind

    package enum Kind: Hashable, Sendable {
        /// Something is being done.
        case doing
        /// Something that was switched on, or flows, goes on by itself.
        case on
    }

    package init(
        lane: Int,
        start: Instant,
        end: Instant,
        text: String,
        outcome: StepOutcome,
        kind: Kind = .doing
    ) {
        self.lane = lane
        self.kind = kind
        self.start = start
        self.end = end
        self.text = text
        self.outcome = outcome
    }
}

/// One step instance of the plan, as it went.
package struct StepReport: Hashable, Sendable {
    package var id: String
    package var title: String
    package var iteration: String
    /// How deep it is nested, from 0.
    package var depth: Int
    /// nil where the run never came to it.
    package var start: Instant?
    package var end: Instant?
    package var outcome: StepOutcome?
    /// The lanes it used, by index.
    package var lanes: [Int]

    package init(
        id: String,
        title: String,
        iteration: String,
        depth: Int,
        start: Instant? = nil,
        end: Instant? = nil,
        outcome: StepOutcome? = nil,
        lanes: [Int] = []
    ) {
        self.id = id
        self.title = title
        self.iteration = iteration
        self.depth = depth
        self.start = start
        self.end = end
        self.outcome = outcome
        self.lanes = lanes
    }
}

/// What the plan's `result` steps gave.
package struct ResultReport: Hashable, Sendable {
    package struct Input: Hashable, Sendable {
        package var name: String
        package var value: Quantity

        package init(name: String, value: Quantity) {
            self.name = name
            self.value = value
        }
    }

    package var name: String
    package var value: Quantity
    package var goal: ResultStep.Goal
    package var inputs: [Input]
    package var at: Instant
    package var step: String
    package var iteration: String
    package var lineage: Lineage

    package init(
        name: String,
        value: Quantity,
        goal: ResultStep.Goal,
        inputs: [Input],
        at: Instant,
        step: String,
        iteration: String,
        lineage: Lineage
    ) {
        self.name = name
        self.value = value
        self.goal = goal
        self.inputs = inputs
        self.at = at
        self.step = step
        self.iteration = iteration
        self.lineage = lineage
    }
}

/// Where a result comes from: the vessels measured, what flowed into them, the steps that did it.
package struct Lineage: Hashable, Sendable {
    package var vessels: [String] = []
    /// Those of `vessels` of which nobody can tell how much they held.
    package var uncertain: [String] = []
    package var sources: [String] = []
    package var steps: [String] = []

    package init() {}

    /// The vessels for people: of which nobody can tell how much they held is said.
    package var measuredOn: [String] {
        vessels.map { uncertain.contains($0) ? $0 + " (uncertain)" : $0 }
    }
}

/// What the run cost, beside what was proved.
package struct Bill: Hashable, Sendable {
    package struct Row: Hashable, Sendable {
        package var name: String
        /// SI.
        package var proved: Bounds
        package var observed: Double?
        package var unit: PhysicalUnit

        package init(name: String, proved: Bounds, observed: Double?, unit: PhysicalUnit) {
            self.name = name
            self.proved = proved
            self.observed = observed
            self.unit = unit
        }
    }

    package var duration: Row?
    package var energy: Row?
    package var tips: Row?
    package var materials: [Row] = []

    package init() {}
}

/// The first and the last commands; the rest is counted.
package struct Transcript: Hashable, Sendable {
    package struct Line: Hashable, Sendable {
        package var at: Instant
        package var id: Int
        package var command: CommandSentence
        package var outcome: String

        package init(at: Instant, id: Int, command: CommandSentence, outcome: String) {
            self.at = at
            self.id = id
            self.command = command
            self.outcome = outcome
        }
    }

    package struct DeviceCount: Hashable, Sendable {
        package var device: String
        package var commands: Int

        package init(device: String, commands: Int) {
            self.device = device
            self.commands = commands
        }
    }

    package var first: [Line] = []
    package var last: [Line] = []
    /// Commands between `first` and `last` that are not kept.
    package var omitted = 0
    package var devices: [DeviceCount] = []

    package init() {}

    package var total: Int { first.count + omitted + last.count }
}
