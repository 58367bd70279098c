import Execution
import Interlocks
import Quantities

/// Something the run commanded and confirmed, and relies on until it commands something else.
struct Standing: Sendable {
    enum Subject: Hashable, Sendable {
        /// A furnace's target, by assembly.
        case target(Int)
        /// An output, by device and point of its profile.
        case output(device: Int, point: Int)
    }

    /// Whether a change of it was told.
    enum Report: Sendable {
        case none, told
    }

    enum Verdict: Sendable {
        case stands
        /// It is no longer so, and nothing of the run's own explains that.
        case changed
    }

    let subject: Subject
    let device: Int
    let program: PointProgram
    private(set) var report = Report.none
    private var supervision: Supervision
    /// When it was last seen to be so.
    private(set) var stood: Instant

    init(_ subject: Subject, device: Int, _ program: PointProgram, at now: Instant) {
        self.subject = subject
        self.device = device
        self.program = program
        supervision = Supervision(program)
        stood = now
    }

    var nextDeadline: Instant { report == .none ? supervision.nextDeadline : .never }

    /// Says once that it changed.
    mutating func look(_ sight: inout Sight) -> Verdict {
        guard report == .none else { return .stands }
        guard supervision.look(&sight) == .broken else {
            if sight.value(of: program) == 1 { stood = sight.now }
            return .stands
        }
        report = .told
        return .changed
    }

    /// Whether it is so again.
    func holds(_ sight: inout Sight) -> Bool { sight.value(of: program) == 1 }

    mutating func verified(at now: Instant) {
        report = .none
        supervision = Supervision(program)
        stood = now
    }
}
