import Labs
package import Lines
import Quantities
import Wire

/// Every line of a lab polled and nothing commanded, its traffic written into a file.
///
/// Not thread-safe; the lines have threads of their own.
package final class LineCapture {
    /// How one line does.
    package struct LineStatus: Sendable {
        package enum Standing: Sendable {
            case opening, open
            case closed(reason: String)
        }

        /// Index into `Lab.lines`.
        package var line: Int
        package var standing: Standing
        package var traffic: CaptureFile.Traffic
        package var tally: TrafficTally
    }

    private let lock: LockFile
    private let ring = CaptureRing()
    private let file: CaptureFile
    private var threads: [LineThread] = []
    private var witnesses: [LineWitness] = []
    package private(set) var lines: [LineStatus] = []
    /// By line of the lab: its place in the arrays above, or -1.
    private var places: [Int]

    /// Opens the lines `only` names, or all, and begins to poll.
    ///
    /// - Throws: `Failure` where the file cannot be written or another host has the lab.
    package init(
        _ loaded: LoadedLab,
        ports: LinePorts,
        clock: HostClock,
        path: String,
        only: [Int]? = nil
    ) throws(Failure) {
        lock = try HostLock.take(loaded)
        places = loaded.lab.lines.map { _ in -1 }
        do throws(LineFault) {
            file = try CaptureFile(
                path: path,
                lab: loaded.lab,
                addresses: ports.addresses,
                clock: clock,
                only: only
            )
        } catch {
            throw Failure(error.message)
        }
        for line in loaded.lab.lines.indices where only?.contains(line) ?? true {
            places[line] = lines.count
            witnesses.append(LineWitness(lab: loaded.lab, names: loaded.names, line: line))
            lines.append(
                LineStatus(
                    line: line,
                    standing: .opening,
                    traffic: CaptureFile.Traffic(),
                    tally: TrafficTally(devices: loaded.lab.devices.count)
                )
            )
        }
        try begin(loaded, ports, clock)
    }

    private func begin(
        _ loaded: LoadedLab,
        _ ports: LinePorts,
        _ clock: HostClock
    ) throws(Failure) {
        for status in lines {
            let setup = LineThread.Setup(
                lab: loaded.lab,
                names: loaded.names,
                line: status.line,
                address: ports.addresses[status.line],
                clock: clock,
                capture: ring
            )
            do throws(LineFault) {
                threads.append(try LineThread(setup))
            } catch {
                for thread in threads { thread.stop() }
                throw Failure(error.message)
            }
        }
    }

    /// Writes what passed since the last call; to be called several times a second.
    ///
    /// - Throws: `Failure` where the file takes no more.
    package func collect() throws(Failure) {
        var events: [LineEvent] = []
        var notices: [LineNotice] = []
        for thread in threads { thread.collect(&events, &notices) }
        for notice in notices { take(notice) }
        let (pieces, lost) = ring.take()
        file.append(pieces, lost: lost)
        for loss in lost where places[loss.line] >= 0 {
            let place = places[loss.line]
            lines[place].tally.lost += loss.pieces
            let now = pieces.first { $0.line == loss.line }?.at ?? .start
            lines[place].tally.take(witnesses[place].interrupted(at: now))
        }
        for piece in pieces { follow(piece) }
        for place in lines.indices { lines[place].traffic = file.traffic(of: lines[place].line) }
        if let fault = file.fault { throw Failure(fault.message) }
    }

    /// Ends the lines and the file.
    ///
    /// - Throws: `Failure` where the file was not written whole.
    package func stop() throws(Failure) {
        for thread in threads { thread.stop() }
        try collect()
        do throws(LineFault) {
            try file.close()
        } catch {
            throw Failure(error.message)
        }
    }

    private func take(_ notice: LineNotice) {
        guard places[notice.line] >= 0 else { return }
        lines[places[notice.line]].standing =
            switch notice.kind {
            case .connected: .open
            case .disconnected(let reason), .cannotOpen(let reason): .closed(reason: reason)
            }
    }

    private func follow(_ piece: CaptureRing.Piece) {
        let place = places[piece.line]
        guard place >= 0 else { return }
        let sightings =
            switch piece.kind {
            case .opened: witnesses[place].opened(at: piece.at)
            case .toDevice: witnesses[place].sent(piece.bytes, at: piece.at)
            case .fromDevice: witnesses[place].received(piece.bytes, at: piece.at)
            }
        lines[place].tally.take(sightings)
    }
}
