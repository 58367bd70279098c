import Expressions

/// One thing done, with every value known; volumes m³, temperatures K, times s.
indirect enum Deed {
    case home
    case pickUp(Int?)
    case eject
    case aspirate(Int, Double)
    case dispense(Int, Double, fromAbove: Bool)
    case airGap(Double)
    case blowOut(Int?)
    case mix(Int, Double, times: Int)
    /// Out of a vessel, through the tubing, into the waste.
    case flush(Int, Double)
    case discard(Double)
    case ramp(Int, to: Double, rate: Double)
    case cool(Int, to: Double, rate: Double?)
    case heatOff(Int)
    case flow(Int, Double)
    case switched(Int, on: Bool)
    case weigh(material: Int, vessel: Int, Double)
    case person([HandMove], Double)
    case wait(Double)
    case fork([[Deed]])
    case start(String, [Deed])
    case join(String)
}

/// What a person moves by hand.
enum HandMove {
    case item(Int, to: String)
    case pour(Int, Int)
    case cover(Int, on: Bool)
    case add(material: Int, Double, vessel: Int)
}

/// The values a run could meet: which end of every range, and which flags.
package struct Scenario: Hashable, Sendable {
    /// Where in its range every answer and measurement lies, 0 to 1.
    var place: Double
    var flag: Bool

    package static let all = [
        Scenario(place: 1, flag: false), Scenario(place: 0, flag: true),
        Scenario(place: 0.5, flag: false), Scenario(place: 1, flag: true),
    ]
}
