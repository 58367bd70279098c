import Execution
import Expressions
import Findings
import Quantities

/// One thing that must not happen, as a check at the moments it can be seen.
///
/// A rule reads the present world and reports; it changes nothing, so rules are independent of
/// each other and of their order.
protocol Rule: SendableMetatype {
    /// The codes it reports; the first is its own.
    static var codes: [FindingCode] { get }
    /// When it is asked.
    static var moments: Moments { get }

    /// Before an act takes effect; its operands are in `Inspection.operands`.
    static func before(_ act: Act, in check: Inspection)
    /// Before a person carries out one change.
    static func before(_ change: PersonChange, in check: Inspection)
    /// Something was added to a vessel; the world holds the result.
    static func received(_ vessel: Int, _ added: [PortionRange], in check: Inspection)
    /// A chamber goes through `range`.
    static func heated(_ furnace: Int, through range: Bounds, in check: Inspection)
    /// A wait of this length.
    static func waited(_ length: Bounds, in check: Inspection)
    /// A condition decides, is waited for, or is watched.
    static func guarded(_ condition: Expr, _ use: GuardUse, in check: Inspection)
    /// A due time, late by at most `late` s.
    static func timed(late: Double, _ delay: Double, _ tolerance: Double, in check: Inspection)
    /// The run has ended, in the state the world holds.
    static func ended(in check: Inspection)
    /// The main thread has ended; `finally` is still to come.
    static func joined(in check: Inspection)
    /// Once for the plan, before it is walked.
    static func planned(in check: Inspection)
}

extension Rule {
    static func before(_ act: Act, in check: Inspection) {}
    static func before(_ change: PersonChange, in check: Inspection) {}
    static func received(_ vessel: Int, _ added: [PortionRange], in check: Inspection) {}
    static func heated(_ furnace: Int, through range: Bounds, in check: Inspection) {}
    static func waited(_ length: Bounds, in check: Inspection) {}
    static func guarded(_ condition: Expr, _ use: GuardUse, in check: Inspection) {}
    static func timed(late: Double, _ delay: Double, _ tolerance: Double, in check: Inspection) {}
    static func ended(in check: Inspection) {}
    static func joined(in check: Inspection) {}
    static func planned(in check: Inspection) {}
}

/// What a condition is used for, and what it can be there.
enum GuardUse {
    case decision(_ canBeFalse: Bool, _ canBeTrue: Bool)
    case wait(_ canBeTrue: Bool)
    case monitor(_ canBeTrue: Bool, _ excursion: Lapse)
}

/// The moments a rule can be asked at.
struct Moments: OptionSet, Sendable {
    let rawValue: UInt16

    static let heating = Moments(rawValue: 1)
    static let liquid = Moments(rawValue: 2)
    static let otherActs = Moments(rawValue: 4)
    static let person = Moments(rawValue: 8)
    static let received = Moments(rawValue: 16)
    static let heated = Moments(rawValue: 32)
    static let waited = Moments(rawValue: 64)
    static let guarded = Moments(rawValue: 128)
    static let timed = Moments(rawValue: 256)
    static let ended = Moments(rawValue: 512)
    static let planned = Moments(rawValue: 1024)

    static let acts: Moments = [.heating, .liquid, .otherActs, .person]
}

extension Act {
    /// The moment of its rules.
    var moment: Moments {
        switch self {
        case .ramp, .hold, .cool, .heatOff: .heating
        case .liquid: .liquid
        case .person: .person
        default: .otherActs
        }
    }
}
