import Interlocks
import Labs
package import Quantities
import Scanning

/// The connection under the line comes and goes.
extension LineMachine {
    /// The connection is gone, so nothing can be asked, and nobody is to believe old values.
    ///
    /// What waits for a reply is in doubt. Every device is lost at once, its points bad.
    package mutating func disconnect(at now: Instant) {
        interrupt(at: now)
        for index in stations.indices where stations[index].standing == .answering {
            stations[index].failures = max(stations[index].failures, Self.lostAfter - 1)
            var flight = Flight.idle
            flight.station = index
            fail(flight, at: clock, mayComeLate: .settled)
        }
        settle()
    }

    /// The connection is new, so every device is asked again as soon as it takes anything.
    package mutating func connect(at now: Instant) {
        interrupt(at: now)
        silentUntil = clock
        for index in stations.indices {
            stations[index].blockedUntil = clock
            stations[index].pausedUntil = clock
        }
        beginConnection(at: clock)
        for index in stations.indices { refresh(index) }
        settle()
    }

    /// The peer had closed the connection and has opened it again: no device is lost by that, and
    /// what was read before is as good as it was.
    package mutating func resume(at now: Instant) {
        interrupt(at: now)
        beginConnection(at: clock)
        settle()
    }

    /// A connection begins: its adapter may emit noise, its devices may need time.
    mutating func beginConnection(at time: Int64) {
        quietSince = Clock.never
        unanswered.removeAll(keepingCapacity: true)
        deafUntil = time &+ Clock.bounded(fixed.connection.discardAfterOpen)
        silentUntil = max(silentUntil, deafUntil)
        for index in stations.indices where stations[index].pauseAfterConnect > 0 {
            let open = time &+ stations[index].pauseAfterConnect
            stations[index].pausedUntil = max(stations[index].pausedUntil, open)
            reschedule(index)
        }
    }

    /// While there is no connection, commands whose permit expires are not sent.
    ///
    /// Returns when the next one does.
    package mutating func wait(at now: Instant) -> Instant {
        clock = max(clock, now.nanoseconds)
        dropExpired(at: clock)
        var next = Clock.never
        for command in queue where !command.isSafe {
            next = min(next, command.expires.nanoseconds &+ 1)
        }
        return Instant(nanoseconds: next)
    }

    /// Whether every device on the line is lost: a connection that nobody answers through.
    package var everyDeviceIsLost: Bool {
        !stations.isEmpty && stations.allSatisfy { $0.standing == .lost }
    }
}
