/// What a trace says of itself before anything happens.
package struct TraceHeader: Sendable {
    /// The program's version.
    package var version: String
    package var seed: UInt64
    /// Injected faults, as they were asked for on the command line.
    package var faults: [String]

    package init(version: String, seed: UInt64, faults: [String]) {
        self.version = version
        self.seed = seed
        self.faults = faults
    }

    /// The name and number of this form of trace.
    package static let form = "athanor: trace/1"
}

/// What a trace counted when the run had ended.
package struct TraceFooter: Hashable, Sendable {
    package var records = 0
    package var samples = 0
    package var commands = 0

    package init() {}
}
