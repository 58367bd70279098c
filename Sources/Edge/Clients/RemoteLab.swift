import Devices
import Documents
import Foundation
package import Hosting
import Interlocks
import Quantities
import Running

/// A lab as its running host sees it.
package struct RemoteLab {
    /// How often the host is asked, s.
    private static let rhythm = 0.05

    package private(set) var view: LabView
    private let client: ControlClient
    private let wanted: DocumentValue

    /// Follows these points, by name.
    package init(_ client: ControlClient, points: [String], in loaded: LoadedLab) {
        self.client = client
        view = LabView(loaded)
        wanted = .members(["points": .list(points.map { .text($0) })])
    }

    /// Follows the host until `isDone`, or for `seconds` at most; `note` sees every step.
    ///
    /// Returns whether it was done in time.
    /// - Throws: `Failure` where the host has gone.
    @discardableResult
    package mutating func follow(
        seconds: Double,
        note: (LabView) -> Void = { _ in },
        until isDone: (LabView) -> Bool
    ) throws(Failure) -> Bool {
        let end = Date().addingTimeInterval(seconds)
        while true {
            let reply = try client.post("v1/readings", wanted)
            guard reply.isDone else { throw Failure(reply.words) }
            view.take(LabSnapshot(reply.document))
            note(view)
            if isDone(view) { return true }
            guard Date() < end else { return false }
            Thread.sleep(forTimeInterval: Self.rhythm)
        }
    }
}

extension LabSnapshot {
    /// Reads a host's answer; what is not as it should be is left out, and so never read.
    fileprivate init(_ document: DocumentValue) {
        self.init()
        now = Instant(nanoseconds: Int64(document.words("now")) ?? 0)
        awaited = Int(document.words("awaits"))
        lines = document.items("lines").map { line in
            switch line.words("standing") {
            case "connected": .connected
            case "closed": .closed(reason: line.words("reason"))
            default: .opening
            }
        }
        for item in document.items("readings") {
            guard let point = Int(item.words("point")), let at = Int64(item.words("at")),
                let value = Double(item.words("value")),
                let quality = UInt8(item.words("quality")).flatMap({ Quality(rawValue: $0) })
            else { continue }
            let instant = Instant(nanoseconds: at)
            let reading = Reading(value: value, quality: quality, at: instant)
            readings.append(PointReading(point: point, reading: reading))
        }
    }
}
