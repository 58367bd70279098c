import Foundation
import Hosting
import Quantities
import Rehearsal
import Reports
import Running

/// One line on a terminal that says how far a dry run is.
struct ProgressLine {
    private let steps: Int
    private var done = 0
    private var shown = Date.distantPast

    init(steps: Int) { self.steps = steps }

    mutating func show(_ elapsed: Lapse, _ records: [RunRecord]) {
        for record in records { if case .stepLeft = record { done += 1 } }
        guard Terminal.isInteractive, Date().timeIntervalSince(shown) > 0.1 else { return }
        shown = Date()
        let share = steps == 0 ? 1 : Double(done) / Double(steps)
        let filled = min(30, Int(share * 30))
        let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: 30 - filled)
        Terminal.status(
            "\(bar) \(done) of \(steps) steps, \(Spoken.lapse(elapsed)) of virtual time"
        )
    }

    func clear() {
        if Terminal.isInteractive { Terminal.status("") }
    }
}
