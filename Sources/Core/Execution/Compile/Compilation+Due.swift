import Devices
import Expressions
import Findings
import Labs
import Plans
import Quantities

extension Compilation {
    /// Reserves marks; returns the first.
    mutating func newMarks(_ count: Int) -> Int {
        let first = graph.program.marks
        graph.program.marks += count
        return first
    }

    /// Makes a step's marks known to those after it; its wells' marks come before `mark`.
    mutating func remember(_ id: String, _ mark: Int, _ wells: [Int]) {
        frames[frames.count - 1].marks[id] = MarkSet(
            step: mark,
            first: mark - wells.count,
            wells: wells
        )
    }

    /// The marks a `due` refers to; nil after a finding.
    mutating func marks(_ due: Due) -> MarkSet? {
        for frame in frames.reversed() {
            if let found = frame.marks[due.step] { return found }
            if frame.kind == .procedure { break }
        }
        report(
            .unknownName,
            .key("due"),
            scan.ids.contains(due.step)
                ? "‘\(due.step)’ does not surely come before this step."
                : "No step has the id ‘\(due.step)’."
                    + suggestion(due.step, among: scan.ids.sorted())
        )
        return nil
    }

    /// Waits for, or checks, a step's due time as a whole.
    mutating func due(before step: Step, _ instance: Int) {
        guard let due = step.due, let marks = marks(due) else { return }
        emitDue(due, mark: marks.step, instance)
    }

    mutating func emitDue(_ due: Due, mark: Int, _ instance: Int) {
        graph.emit(
            .due(mark: mark, due.relation, delay: due.delay, tolerance: due.tolerance),
            step: instance
        )
    }
}

/// The timing of a step that goes over wells: what is due before each, what is marked after each.
struct WellTiming {
    private let due: Due?
    private let dueMarks: MarkSet?
    /// By this step's well order, the mark each waits for.
    private let partner: [Int]
    private let instance: Int
    private let wells: [Int]
    private let first: Int?
    private let orderOfWell: [Int: Int]

    /// The wells whose marks exist, for `Compilation.remember`.
    var remembered: [Int] { first == nil ? [] : wells }

    init(_ bound: BoundCall, wells: [Int], _ compilation: inout Compilation) {
        self.wells = wells
        instance = bound.instance
        due = bound.step.due
        dueMarks = bound.step.due.flatMap { compilation.marks($0) }
        let isTarget = bound.step.id.map { compilation.scan.dueTargets.contains($0) } ?? false
        first = isTarget ? compilation.newMarks(wells.count) : nil
        var orders: [Int: Int] = [:]
        if isTarget || due != nil {
            for (order, well) in wells.enumerated() { orders[well] = order }
        }
        orderOfWell = orders
        partner = dueMarks.map { Self.partners($0, wells) } ?? []
        if let due, let dueMarks, partner.isEmpty {
            compilation.emitDue(due, mark: dueMarks.step, bound.instance)
        }
    }

    /// The same wells pair by well; as many others pair in order; else the steps pair as wholes.
    private static func partners(_ marks: MarkSet, _ wells: [Int]) -> [Int] {
        guard marks.wells.count == wells.count, !wells.isEmpty else { return [] }
        var markOf: [Int: Int] = [:]
        for (order, well) in marks.wells.enumerated() { markOf[well] = marks.first + order }
        let same = wells.compactMap { markOf[$0] }
        return same.count == wells.count
            ? same : wells.indices.map { marks.first + $0 }
    }

    func begin(_ order: Int, _ compilation: inout Compilation) {
        guard let due, partner.indices.contains(order) else { return }
        compilation.emitDue(due, mark: partner[order], instance)
    }

    func end(_ order: Int, _ compilation: inout Compilation) {
        guard let first else { return }
        compilation.graph.emit(.mark(first + order), step: instance)
    }

    func begin(well: Int, _ compilation: inout Compilation) {
        if let order = orderOfWell[well] { begin(order, &compilation) }
    }

    func end(well: Int, _ compilation: inout Compilation) {
        if let order = orderOfWell[well] { end(order, &compilation) }
    }
}
