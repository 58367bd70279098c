package import Findings
package import Labs
package import Plans

/// Turns a plan into a program for one lab, or says what stands against it.
package enum Compiler {
    /// The greatest number of nodes a program may have.
    package static let greatestSize = 400_000

    /// Looks up every name, inlines procedures, unrolls loops, spreads well sets, assigns tips.
    ///
    /// The program is nil exactly where a finding is an error.
    package static func compile(
        _ plan: Plan,
        lab: Lab,
        names: LabNames,
        state: LabState
    ) -> (Program?, [Finding]) {
        (nil, [])
    }
}
