package import Findings
package import Labs
package import Plans
import Quantities

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
        var compilation = Compilation(plan, lab: lab, names: names, state: state)
        compilation.checkDeclarations()
        compilation.compilePlan()
        let sink = compilation.sink
        return (sink.hasErrors ? nil : compilation.graph.program, sink.findings)
    }
}

extension Compilation {
    /// Main steps, then `finally`, each a thread.
    mutating func compilePlan() {
        graph.program.threads.append(ThreadEntry(name: "main", first: 0, parent: nil))
        graph.program.hold = plan.defaults.hold
        graph.program.nodes.reserveCapacity(plan.steps.count * 8)
        graph.program.steps.reserveCapacity(plan.steps.count)
        graph.program.acts.reserveCapacity(plan.steps.count * 4)
        compile(plan.steps)
        endThread()
        if !plan.finally.isEmpty {
            let number = graph.program.threads.count
            currentThread = number
            graph.program.threads.append(
                ThreadEntry(name: "finally", first: graph.count, parent: nil)
            )
            graph.program.finally = number
            // A stop can come before anything is assigned.
            frames = [Frame(.plan)]
            compile(plan.finally)
            endThread()
        }
        graph.program.faultTables = faults.tables
        place = Place()
        reportTipShortage()
        for (index, procedure) in plan.procedures.enumerated()
        where !usedProcedures.contains(index) {
            report(
                .unusedValue,
                .path(procedure.path),
                "Nothing uses the procedure ‘\(procedure.name)’."
            )
        }
    }

    private mutating func endThread() {
        reportUnjoined()
        graph.emitEnd(step: max(graph.program.steps.count - 1, 0))
    }

    /// Names the plan declares outside its steps.
    mutating func checkDeclarations() {
        checkGroups()
        checkContents()
        for (index, request) in plan.record.enumerated() {
            place.path = request.path
            if names.point(request.point) == nil {
                reportUnknownPoint(request.point, at: .key("point"))
            }
            _ = index
        }
        for step in scan.duplicates {
            place.path = step.path
            place.id = step.id
            report(.duplicateName, .key("id"), "Another step has the id ‘\(step.id ?? "")’.")
        }
        reportDuplicates(plan.groups.map { ($0.name, $0.path) }, "group")
        reportDuplicates(plan.procedures.map { ($0.name, $0.path) }, "procedure")
        place = Place()
    }

    private mutating func reportDuplicates(_ named: [(String, DocumentPath)], _ what: String) {
        guard named.count > 1 else { return }
        var seen: Set<String> = []
        for (name, path) in named where !seen.insert(name).inserted {
            report(.duplicateName, .path(path), "Another \(what) is called ‘\(name)’.")
        }
    }

    private mutating func checkContents() {
        for claim in plan.contents {
            place.path = claim.path
            _ = wells(claim.vessels, at: .key("in"))
            _ = material(claim.material, at: .key("material"))
            if claim.amount.dimensions != .volume, claim.amount.dimensions != .mass {
                report(
                    .unitMismatch,
                    .step,
                    "‘\(claim.amount)’ is \(claim.amount.dimensions.spokenName); a volume or a mass"
                        + " belongs here."
                )
            } else if claim.amount.si < 0 {
                report(.notFinite, .step, "‘\(claim.amount)’ is negative.")
            }
        }
    }
}
