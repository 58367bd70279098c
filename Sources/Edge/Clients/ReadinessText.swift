package import Documents
import Foundation
package import Hosting
package import Reports

/// The morning's walk for a terminal.
package enum ReadinessText {
    /// How long devices may take to answer for the first time, s.
    private static let patience = 10.0

    /// What the host says once nothing is in the way any more, or nothing more is to be waited
    /// for; what a person has to do first is not waited for.
    package static func whenSettled(
        _ client: ControlClient
    ) throws(Failure) -> ControlClient.Reply {
        let end = Date().addingTimeInterval(patience)
        while true {
            let reply = try client.get("v1/ready")
            guard reply.isDone else { throw Failure(reply.words) }
            if !isBlocked(reply.document) || Date() >= end { return reply }
            Thread.sleep(forTimeInterval: 0.2)
        }
    }

    private static func isBlocked(_ document: DocumentValue) -> Bool {
        document.items("items").contains { $0.words("standing") == "blocked" }
    }

    package static func isReady(_ document: DocumentValue) -> Bool { document.isSet("ready") }

    package static func render(_ document: DocumentValue, _ style: TextStyle) -> [UInt8] {
        var table = TextTable([("", .left), ("subject", .left), ("", .left), ("do", .left)])
        for item in document.items("items") {
            let mark =
                switch item.words("standing") {
                case "ready": "✓"
                case "attention": "!"
                case "todo": "…"
                default: "✗"
                }
            table.add([mark, item.words("subject"), item.words("words"), item.words("do")])
        }
        let verdict =
            isReady(document)
            ? "Ready." : isBlocked(document) ? "Not ready." : "Not ready: there is more to do."
        let reasons = document.items("items").compactMap { item -> String? in
            let reason = item.words("reason")
            return reason.isEmpty ? nil : item.words("subject") + ": " + reason
        }
        return Array(([table.render(style)] + reasons + [verdict]).joined(separator: "\n").utf8)
    }
}
