import CLinux
import Glibc
import Lines
import Quantities
import Simulation

/// A line as a TCP port of this machine: Modbus TCP, or a serial line behind a serial server.
///
/// One host at a time, and the newest wins: a host that was cut off, or restarted, finds its own
/// half-open connection in the way otherwise, until that is noticed to be dead.
final class SocketPort: SimulatedPort {
    let line: Int
    var presence = Presence()
    private let listener: Int32
    private let admit: (Int32) -> Bool
    private var connection: Int32 = -1
    private var knocks = Readiness.maybe
    private var arrivals = Readiness.nothing
    private var departures = Readiness.nothing
    /// What the host has not taken yet: at most what a line holds under way.
    private var unsent: [UInt8] = []
    private var buffer: [UInt8] = []

    /// So many connections are accepted in one turn.
    private static let greatestCrowd = 64
    /// Unacknowledged for so long, the host is gone, ms.
    private static let patience: Int32 = 5000

    /// Takes over a socket that listens; `admit` has each new connection watched.
    init(_ listener: Int32, line: Int, admit: @escaping (Int32) -> Bool) {
        self.listener = listener
        self.line = line
        self.admit = admit
        buffer.reserveCapacity(1024)
    }

    deinit {
        if connection >= 0 { close(connection) }
        close(listener)
    }

    var isHeldUp: Bool { !unsent.isEmpty }
    private(set) var wantsAnotherTurn = false

    func changed(_ role: PortRole) {
        switch role {
        case .own: knocks = .maybe
        case .connection:
            arrivals = .maybe
            departures = .maybe
        }
    }

    func listen(_ plant: inout LivePlant, at now: Instant) {
        accept(&plant, at: now)
        while connection >= 0, arrivals == .maybe {
            let room = plant.room(line: line)
            guard room > 0 else { break }
            switch ByteStream.read(connection, most: room, into: &buffer) {
            case .bytes: plant.take(buffer, line: line, at: now)
            case .nothing: arrivals = .nothing
            case .ended: hangUp(&plant, at: now)
            }
        }
    }

    func answer(_ plant: inout LivePlant, at now: Instant) {
        if plant.isBroken(line: line) { return hangUp(&plant, at: now) }
        if !unsent.isEmpty {
            guard departures == .maybe else { return }
            let rest = unsent
            unsent.removeAll(keepingCapacity: true)
            send(rest, &plant, at: now)
        }
        while unsent.isEmpty, plant.deliver(line: line, at: now, into: &buffer) {
            if connection >= 0 { send(buffer, &plant, at: now) }
        }
    }

    private func send(_ bytes: [UInt8], _ plant: inout LivePlant, at now: Instant) {
        switch ByteStream.send(connection, bytes) {
        case .whole: break
        case .part(let count):
            unsent.append(contentsOf: bytes[count...])
            departures = .nothing
        case .ended: hangUp(&plant, at: now)
        }
    }

    private func accept(_ plant: inout LivePlant, at now: Instant) {
        var left = Self.greatestCrowd
        while knocks == .maybe, left > 0 {
            left -= 1
            let newest = clinux_accept(listener)
            guard newest >= 0 else {
                // Without a descriptor to spare it stays in the queue, and is tried again.
                if errno == EAGAIN { knocks = .nothing }
                break
            }
            hangUp(&plant, at: now)
            guard admit(newest) else {
                close(newest)
                continue
            }
            _ = clinux_watch_peer(newest, Self.patience)
            connection = newest
            (arrivals, departures) = (.maybe, .maybe)
            presence.change(to: .present, at: now)
        }
        wantsAnotherTurn = left == 0
    }

    private func hangUp(_ plant: inout LivePlant, at now: Instant) {
        guard connection >= 0 else { return }
        close(connection)
        connection = -1
        unsent.removeAll(keepingCapacity: true)
        (arrivals, departures) = (.nothing, .nothing)
        plant.hangUp(line: line)
        presence.change(to: .absent, at: now)
    }
}
