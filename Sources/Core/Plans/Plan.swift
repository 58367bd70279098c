package import Findings
package import Quantities

/// What is to be done, as its document says; names are not yet looked up in a lab.
package struct Plan: Sendable {
    package var id: String
    package var title: String
    package var author: Author
    package var lab: LabReference?
    package var defaults: PlanDefaults
    package var budget: Budget?
    package var contents: [ContentClaim]
    package var record: [RecordRequest]
    package var groups: [WellGroup]
    package var procedures: [Procedure]
    package var steps: [Step]
    /// Carried out at the end, also after a controlled stop; a fault goes to the safe sequence.
    package var finally: [Step]
    /// SHA-256 of the canonical document, hexadecimal.
    package var hash: String

    package init(
        id: String,
        title: String,
        author: Author,
        lab: LabReference?,
        defaults: PlanDefaults,
        budget: Budget?,
        contents: [ContentClaim],
        record: [RecordRequest],
        groups: [WellGroup],
        procedures: [Procedure],
        steps: [Step],
        finally: [Step],
        hash: String
    ) {
        self.id = id
        self.title = title
        self.author = author
        self.lab = lab
        self.defaults = defaults
        self.budget = budget
        self.contents = contents
        self.record = record
        self.groups = groups
        self.procedures = procedures
        self.steps = steps
        self.finally = finally
        self.hash = hash
    }
}

package struct Author: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case ai, human
    }

    package var kind: Kind
    package var name: String

    package init(kind: Kind, name: String) {
        self.kind = kind
        self.name = name
    }
}

/// The lab a plan was written for, and the beginning of the lab hash its author saw.
package struct LabReference: Hashable, Sendable {
    package var name: String
    package var seen: String?

    package init(name: String, seen: String?) {
        self.name = name
        self.seen = seen
    }
}

package struct PlanDefaults: Hashable, Sendable {
    /// The longest any step may take that gives no timeout of its own.
    package var timeout: Lapse
    /// Where faults lead; nil where the plan leaves that to lab and profiles.
    package var fault: FaultPolicy?
    package var hold: HoldRule
    package var tip: TipPolicy

    package init(
        timeout: Lapse = Lapse(seconds: 600),
        fault: FaultPolicy? = nil,
        hold: HoldRule = .usual,
        tip: TipPolicy = .each
    ) {
        self.timeout = timeout
        self.fault = fault
        self.hold = hold
        self.tip = tip
    }
}

/// When the tip is changed.
package enum TipPolicy: String, Hashable, Sendable, CaseIterable {
    /// One tip for the whole step.
    case one
    /// A new tip for every well.
    case each
    case perSource = "per-source"
    case perRow = "per-row"
}

/// Where a fault of a step leads.
package enum FaultPolicy: String, Hashable, Sendable, CaseIterable {
    case safeStop = "safe-stop"
    /// The plan's `finally` first, then the safe state.
    case stop
    /// A person decides.
    case hold
    /// Go on with the next step; only for waits, whose end is no fault of a device.
    case goOn = "continue"
    case endLoop = "end-loop"
}

package struct Budget: Hashable, Sendable {
    package enum OnExceed: String, Hashable, Sendable, CaseIterable {
        case stop, warn
    }

    package var duration: Quantity?
    package var energy: Quantity?
    package var tips: Int?
    package var onExceed: OnExceed

    package init(duration: Quantity?, energy: Quantity?, tips: Int?, onExceed: OnExceed) {
        self.duration = duration
        self.energy = energy
        self.tips = tips
        self.onExceed = onExceed
    }
}

/// The author's claim of what is in a vessel (or each of a set); compared with the lab state.
package struct ContentClaim: Hashable, Sendable {
    package var vessels: String
    package var material: String
    /// A volume or a mass.
    package var amount: Quantity
    package var path: DocumentPath

    package init(vessels: String, material: String, amount: Quantity, path: DocumentPath) {
        self.vessels = vessels
        self.material = material
        self.amount = amount
        self.path = path
    }
}

package struct RecordRequest: Hashable, Sendable {
    package var point: String
    package var every: Lapse
    package var path: DocumentPath

    package init(point: String, every: Lapse, path: DocumentPath) {
        self.point = point
        self.every = every
        self.path = path
    }
}

/// A named set of wells, and the samples in them in column-major order, each `replicates` times.
package struct WellGroup: Hashable, Sendable {
    package var name: String
    package var wells: String
    package var samples: [String]
    package var replicates: Int
    package var path: DocumentPath

    package init(
        name: String,
        wells: String,
        samples: [String],
        replicates: Int,
        path: DocumentPath
    ) {
        self.name = name
        self.wells = wells
        self.samples = samples
        self.replicates = replicates
        self.path = path
    }
}

/// Steps under a name, with parameters; used by `do: use`, never recursive.
package struct Procedure: Sendable {
    package var name: String
    package var parameters: [ProcedureParameter]
    package var steps: [Step]
    package var path: DocumentPath

    package init(
        name: String,
        parameters: [ProcedureParameter],
        steps: [Step],
        path: DocumentPath
    ) {
        self.name = name
        self.parameters = parameters
        self.steps = steps
        self.path = path
    }
}

package struct ProcedureParameter: Hashable, Sendable {
    package var name: String
    package var kind: AnswerKind
    package var path: DocumentPath

    package init(name: String, kind: AnswerKind, path: DocumentPath) {
        self.name = name
        self.kind = kind
        self.path = path
    }
}

/// What a parameter takes, or a question expects.
package enum AnswerKind: Hashable, Sendable {
    /// A quantity inside a closed range (`within: [700 degC, 1000 degC]`).
    case quantity(low: Quantity, high: Quantity)
    case flag
    case choice([String])
    /// A vessel's or item's name.
    case vessel
    /// One quantity for each well of a set.
    case table(wells: String, low: Quantity, high: Quantity)
}
