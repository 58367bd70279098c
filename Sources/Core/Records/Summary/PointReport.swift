package import Devices
package import Quantities

/// One recorded point: its whole history in bounded memory, and the limits it had to keep.
package struct PointReport: Sendable {
    package var name: String
    package var device: String
    /// The assembly the device belongs to alone; empty where there is none, or more than one.
    package var part: String
    package var summary: String
    package var kind: PointKind
    package var history: SampleHistory
    package var limits: [LimitLine]

    package init(
        name: String,
        device: String,
        part: String = "",
        summary: String = "",
        kind: PointKind,
        history: SampleHistory,
        limits: [LimitLine] = []
    ) {
        self.name = name
        self.device = device
        self.part = part
        self.summary = summary
        self.kind = kind
        self.history = history
        self.limits = limits
    }

    /// The unit it is read in; none for flags and choices.
    package var unit: PhysicalUnit {
        if case .quantity(let unit) = kind { unit } else { .one }
    }
}

/// A value a point must keep below or above, or was proved to.
package struct LimitLine: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// A safety limit of lab, assembly or device.
        case safety
        /// What the checker proved of this plan.
        case proved
    }

    package enum Side: Hashable, Sendable {
        case low, high
    }

    package var name: String
    /// SI.
    package var value: Double
    package var kind: Kind
    package var side: Side

    package init(name: String, value: Double, kind: Kind, side: Side) {
        self.name = name
        self.value = value
        self.kind = kind
        self.side = side
    }
}
