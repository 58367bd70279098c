import Quantities
import Simulation

/// Where the hosts of one line connect, on this machine.
///
/// Used by the pump's thread only.
protocol SimulatedPort: AnyObject {
    /// Index into `Lab.lines`.
    var line: Int { get }
    var presence: Presence { get set }

    /// Something changed at the descriptor with this role.
    func changed(_ role: PortRole)
    /// Takes what the host has sent, as much as the plant has room for.
    func listen(_ plant: inout LivePlant, at now: Instant)
    /// Gives the host what has reached it.
    func answer(_ plant: inout LivePlant, at now: Instant)

    /// Whether the host does not take what is sent to it at present.
    var isHeldUp: Bool { get }
    /// Whether it stopped although there was more to do.
    var wantsAnotherTurn: Bool { get }
}

/// Which of a port's descriptors is meant.
enum PortRole: UInt64 {
    /// The terminal, or the socket that listens.
    case own = 0
    case connection = 1

    func key(_ line: Int) -> UInt64 { UInt64(line) << 1 | rawValue }

    static func read(_ key: UInt64) -> (line: Int, role: PortRole) {
        (Int(key >> 1), key & 1 == 0 ? .own : .connection)
    }
}

/// Whether the kernel may have something for us.
enum Readiness: Hashable {
    case nothing, maybe
}
