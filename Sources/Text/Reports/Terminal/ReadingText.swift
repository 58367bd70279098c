package import Devices
package import Interlocks
package import Scanning

/// Readings and outcomes as people read them.
package enum ReadingText {
    /// `23.4 °C`, `on`, `remote`; a dash where there is no value to believe.
    package static func value(_ reading: Reading, of point: PointDefinition) -> String {
        guard reading.quality == .good else { return "–" }
        switch point.kind {
        case .quantity(let unit): return Spoken.value(si: reading.value, unit, digits: 6)
        case .flag: return reading.value == 0 ? "false" : "true"
        case .choice(let words):
            let index = Int(exactly: reading.value.rounded())
            return index.flatMap { words.indices.contains($0) ? words[$0] : nil } ?? "–"
        }
    }

    /// Whether the value can be believed, and why not.
    package static func quality(_ quality: Quality) -> String {
        quality == .good ? "good" : "bad: " + quality.reason
    }

    /// How a command ended, with the reason where it was not carried out.
    package static func outcome(_ outcome: CommandOutcome) -> String {
        switch outcome {
        case .acknowledged: "acknowledged"
        case .busy: "not carried out: the device is busy"
        case .inDoubt: "in doubt: it was sent, and no reply came"
        case .notSent: "not sent: its permit was revoked or had expired"
        case .refused(let code) where code < 0: "refused: " + refusal(code)
        case .refused(let code): "refused by the device, code \(code)"
        }
    }

    private static func refusal(_ code: Int) -> String {
        switch Scan.Refusal(rawValue: -code) {
        case .noLease: "nobody holds the device"
        case .noSuchDevice: "there is no such device"
        case .outsideLimits: "the value is outside what the device may be told"
        case .zoneTripped: "an interlock of its zone has tripped"
        case .zoneMadeSafe: "its zone is being made safe"
        case .wrongMode: "the device is not in manual mode"
        case .notASafeWrite: "it is no part of the zone's safe sequence"
        case .notJudgingYet: "interlocks do not judge yet"
        case nil: "the value does not fit the device's encoding, or the point is not written"
        }
    }
}
