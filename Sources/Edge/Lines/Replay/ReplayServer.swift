import Glibc
package import Labs
package import Quantities

/// Plays the far ends of recorded lines, in real time, until everything was asked.
///
/// One thread makes it and serves.
package final class ReplayServer {
    /// Where one line is to be found.
    package struct Port: Hashable, Sendable {
        package var line: String
        package var address: String
    }

    package enum Ending: Hashable, Sendable {
        /// Every recorded request came, and was answered.
        case complete
        /// It was ended before; so many requests were left, by line.
        case unfinished([Rest])
        /// Somebody asked what was not recorded, or not so often, or not now.
        case unknown(line: String, bytes: [UInt8], expected: [UInt8]?)
    }

    package struct Rest: Hashable, Sendable {
        package var line: String
        package var count: Int
        package var next: [UInt8]
    }

    private struct FarEnd {
        var name: String
        var script: ReplayScript
        var port: ReplayPort
        var heard = Instant.start
        var isPartial = false
    }

    private struct Parcel {
        var due: Instant
        var end: Int
        var bytes: [UInt8]
    }

    /// A request that might go on does not, once this long nothing follows.
    private static let silence = Lapse.milliseconds(50)
    /// The last answer is left to its reader before the port closes.
    private static let parting = Lapse.milliseconds(300)

    private var ends: [FarEnd] = []
    private var parcels: [Parcel] = []
    private let clock = HostClock()

    /// Opens a pseudo-terminal for each serial line and a loopback port for each network one.
    ///
    /// - Throws: `LineFault` where the system gives none.
    package init(
        _ lines: [(definition: LineDefinition, script: ReplayScript)]
    ) throws(LineFault) {
        for (definition, script) in lines {
            let port =
                definition.kind == .modbusTCP
                ? try ReplayPort.loopback() : try ReplayPort.terminal()
            ends.append(FarEnd(name: definition.name, script: script, port: port))
        }
    }

    package var ports: [Port] {
        ends.map { Port(line: $0.name, address: $0.port.address) }
    }

    /// Requests answered so far, and all there are.
    package var progress: (answered: Int, all: Int) {
        ends.reduce((0, 0)) { ($0.0 + $1.script.answered, $0.1 + $1.script.count) }
    }

    /// Serves until everything was asked, something unknown was, nobody asked for `patience`, or
    /// `isOver`; `note` is called at least ten times a second.
    package func serve(
        patience: Lapse? = nil,
        note: (ReplayServer) -> Void = { _ in },
        until isOver: () -> Bool
    ) -> Ending {
        var lastAsked = clock.now
        while true {
            note(self)
            deliver()
            let now = clock.now
            if ends.allSatisfy({ $0.script.remainder == 0 }) && parcels.isEmpty {
                clock.sleep(until: now + Self.parting)
                return listenOnce(at: clock.now) ?? .complete
            }
            if isOver() || patience.map({ now - lastAsked > $0 && parcels.isEmpty }) == true {
                return .unfinished(rests)
            }
            let before = progress.answered
            wait(at: now)
            if let trouble = listenOnce(at: clock.now) { return trouble }
            if progress.answered > before { lastAsked = clock.now }
        }
    }

    private var rests: [Rest] {
        ends.filter { $0.script.remainder > 0 }.map {
            Rest(line: $0.name, count: $0.script.remainder, next: $0.script.expected ?? [])
        }
    }

    private func deliver() {
        let now = clock.now
        while let parcel = parcels.first, parcel.due <= now {
            ends[parcel.end].port.send(parcel.bytes)
            parcels.removeFirst()
        }
    }

    /// Waits for bytes, for the next parcel's time, or for a tenth of a second.
    private func wait(at now: Instant) {
        var until = now + .milliseconds(100)
        if let parcel = parcels.first { until = min(until, parcel.due) }
        for end in ends where end.isPartial { until = min(until, end.heard + Self.silence) }
        // Rounded down: the last millisecond is spent asking, so that no parcel is late.
        let left = Int32(clock.wait(until: until) / 1_000_000)
        var waits = ends.map { pollfd(fd: $0.port.descriptor, events: Int16(POLLIN), revents: 0) }
        _ = unsafe poll(&waits, nfds_t(waits.count), left)
    }

    /// Takes what came on every line; what nobody recorded ends it.
    private func listenOnce(at now: Instant) -> Ending? {
        for index in ends.indices {
            var bytes = ends[index].port.read()
            var isSilent = false
            if bytes.isEmpty {
                isSilent = ends[index].isPartial && now - ends[index].heard > Self.silence
                guard isSilent else { continue }
            } else {
                ends[index].heard = now
            }
            while true {
                let expected = ends[index].script.expected
                let hearing = ends[index].script.hear(bytes, isSilent: isSilent)
                bytes.removeAll()
                switch hearing {
                case .unknown(let bytes):
                    return .unknown(line: ends[index].name, bytes: bytes, expected: expected)
                case .request(let replies):
                    for reply in replies { send(reply, end: index, at: now) }
                    ends[index].isPartial = false
                    continue
                case .nothing: ends[index].isPartial = ends[index].script.isPartial
                }
                break
            }
        }
        return nil
    }

    private func send(_ reply: ReplayScript.Reply, end: Int, at now: Instant) {
        let parcel = Parcel(due: now + reply.after, end: end, bytes: reply.bytes)
        let place = parcels.firstIndex { $0.due > parcel.due } ?? parcels.count
        parcels.insert(parcel, at: place)
    }
}
