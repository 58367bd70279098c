package import Devices
package import Execution

extension FaultKind {
    /// What went wrong, in a few words that follow the device's name: `pump: does not answer`.
    package var sentence: String {
        switch self {
        case .refused: "refused a command"
        case .failed: "failed"
        case .late: "took longer than it may"
        case .restarted: "restarted"
        case .trip: "stopped by an interlock"
        case .inDoubt: "may or may not have carried out a command"
        case .deviceDead: "does not answer"
        case .lineDead: "is on a dead line"
        case .supplyLost: "lost its supply"
        case .sensorBad: "reads bad"
        case .outputStuck: "does not follow its command"
        }
    }
}

extension Overdue {
    /// What lasted too long, for people.
    package var sentence: String {
        switch self {
        case .hold: "held for longer than the plan allows"
        case .finally: "the plan's finally took longer than it may"
        case .safe: "making the zones safe took longer than it may"
        }
    }
}
