import Devices
import Interlocks
import Labs
package import Quantities
import Scanning

extension LineMachine {
    /// Frames are at most 260 bytes; more than this is noise.
    private static let greatestInbox = 2048

    /// Bytes that arrived by `now`, in any portions.
    package mutating func receive(_ bytes: [UInt8], at now: Instant) {
        let time = now.nanoseconds
        clock = max(clock, time)
        guard !bytes.isEmpty else { return }
        digest()
        // A reply after its deadline is none, even where the owner is late to say so.
        if time > main.deadline { expire(.main, at: time) }
        if time > side.deadline { expire(.side, at: time) }
        quietSince = Clock.never
        let isWaiting = (main.awaitsReply || side.awaitsReply) && time >= deafUntil
        if fixed.style == .rtu {
            silentUntil = max(silentUntil, time &+ fixed.timing.silence.nanoseconds)
        }
        guard isWaiting else {
            tally.strays &+= bytes.count
            inbox.removeAll(keepingCapacity: true)
            noteStray(bytes, at: time)
            settle()
            return
        }
        if inbox.count + bytes.count > Self.greatestInbox {
            inbox.removeAll(keepingCapacity: true)
            serial.reply = .torn
        }
        if bytes.count <= Self.greatestInbox {
            dropStalePart(at: time)
            inbox.append(contentsOf: bytes)
        } else {
            inbox.append(contentsOf: bytes.suffix(512))
        }
        lastByte = time
        if stripEchoes() {
            if fixed.style == .serial {
                readSerial(at: time)
            } else {
                readModbus(at: time)
            }
        }
        settle()
    }

    /// The adapter repeats what was sent; a write's reply looks the same, so the echo is taken
    /// off whole before anything can be a reply.
    private mutating func stripEchoes() -> Bool {
        if !echo.isEmpty {
            guard strip(echo) else { return false }
            echo.removeAll(keepingCapacity: true)
        }
        guard !serial.echo.isEmpty else { return true }
        guard strip(serial.echo) else { return false }
        serial.echo.removeAll(keepingCapacity: true)
        return true
    }

    private mutating func strip(_ echo: [UInt8]) -> Bool {
        var start = 0
        while start + echo.count <= inbox.count {
            if inbox[start..<(start + echo.count)] == echo[...] {
                inbox.removeSubrange(..<(start + echo.count))
                return true
            }
            start += 1
        }
        return false
    }
}

extension Flight {
    var awaitsReply: Bool {
        (stage == .poll || stage == .command || stage == .step) && errand == .none
    }
}
