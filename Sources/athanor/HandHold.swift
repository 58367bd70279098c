import Clients
import Documents
import Foundation
import Hosting
import Lines

/// A device that keeps what it was told only as long as somebody holds it: this program does, until
/// Ctrl-C.
enum HandHold {
    /// How often it is looked whether to go on, s.
    private static let rhythm = 0.1

    /// Prints how an act ended, and holds the device on where that is needed.
    ///
    /// `Signals.block` must have been called before.
    static func conclude(
        _ reply: ControlClient.Reply,
        of device: String,
        at client: ControlClient
    ) throws {
        try HostConnection.tell(endingOf: reply)
        guard var lease = LeaseClient(client, device: device, from: reply) else { return }
        let then = reply.document.texts("then").joined(separator: ", ")
        Terminal.note("\(device) stays so while this program runs. Ctrl-C: \(then).")
        let interruption = Interruption()
        while interruption.count == 0 {
            lease.beatIfDue()
            guard lease.isHeld else {
                throw Terminal.report(
                    Failure("The lease is over; where the host lives it tells \(device): \(then).")
                )
            }
            Thread.sleep(forTimeInterval: rhythm)
        }
        lease.end()
        Terminal.note("\(device) is given back, and being told: \(then).")
    }
}

extension DocumentValue {
    fileprivate func texts(_ key: String) -> [String] {
        guard case .list(let items)? = member(key) else { return [] }
        return items.compactMap { if case .text(let text) = $0 { text } else { nil } }
    }
}
