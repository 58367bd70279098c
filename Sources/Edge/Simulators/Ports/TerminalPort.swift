import CLinux
import Glibc
import Lines
import Quantities
import Simulation

/// A line as a pseudo-terminal: what a host opens is its other end.
///
/// Hosts come and go. While nobody has the other end open, what the devices say is lost, as on a
/// wire; and what an earlier host did not read, a later one never sees.
final class TerminalPort: SimulatedPort {
    let line: Int
    var presence = Presence()
    private let descriptor: Int32
    private var arrivals = Readiness.maybe
    private var buffer: [UInt8] = []

    /// Takes over the descriptor of a pseudo-terminal.
    init(_ descriptor: Int32, line: Int) {
        self.descriptor = descriptor
        self.line = line
        buffer.reserveCapacity(1024)
    }

    deinit { close(descriptor) }

    var isHeldUp: Bool { false }
    var wantsAnotherTurn: Bool { false }

    func changed(_ role: PortRole) { arrivals = .maybe }

    func listen(_ plant: inout LivePlant, at now: Instant) {
        while arrivals == .maybe {
            let room = plant.room(line: line)
            guard room > 0 else { return }
            switch ByteStream.read(descriptor, most: room, into: &buffer) {
            case .bytes:
                presence.change(to: .present, at: now)
                plant.take(buffer, line: line, at: now)
            case .nothing: arrivals = .nothing
            case .ended:
                arrivals = .nothing
                // Making it new tells of a change again: once is enough.
                guard presence.state == .present else { return }
                presence.change(to: .absent, at: now)
                _ = clinux_renew_pty(descriptor)
            }
        }
    }

    func answer(_ plant: inout LivePlant, at now: Instant) {
        while plant.deliver(line: line, at: now, into: &buffer) {
            guard presence.state == .present else { continue }
            // A host that does not read loses bytes, as at any port without flow control.
            _ = ByteStream.write(descriptor, buffer)
        }
    }
}
