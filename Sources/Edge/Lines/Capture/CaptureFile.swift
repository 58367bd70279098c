import Glibc
package import Labs
import Quantities

/// Traffic of a lab's lines on its way into a pcapng file.
///
/// Every `append` goes to the file whole, so a file that is cut off at any byte, by a crash or a
/// full disk, can be read up to there; what a line holds of an unfinished frame is at most a
/// moment's. Wall times are the clock's origin plus monotonic time, so differences are monotonic.
/// Not thread-safe.
package final class CaptureFile {
    /// What passed on one line.
    package struct Traffic: Hashable, Sendable {
        package var framesOut = 0
        package var framesIn = 0
        /// What was no whole frame.
        package var rests = 0
        package var bytes = 0
        /// Pieces lost because nobody took them from the ring in time.
        package var lost = 0

        package init() {}
    }

    private let path: String
    private let descriptor: Int32
    private let clock: HostClock
    private var lines: [CapturedLine] = []
    /// By line of the lab: its place in `lines`, or -1.
    private var places: [Int]
    private var encoder = PcapngEncoder()
    /// The first trouble; nothing is written after it.
    package private(set) var fault: LineFault?

    /// Creates the file, or empties it, and describes the lines; `-` is standard output.
    ///
    /// `addresses` are by line of the lab; `only` names the lines to keep, all without it.
    /// - Throws: `LineFault` where the file cannot be written.
    package init(
        path: String,
        lab: Lab,
        addresses: [PortAddress],
        clock: HostClock,
        only: [Int]? = nil
    ) throws(LineFault) {
        self.path = path
        self.clock = clock
        places = Array(repeating: -1, count: lab.lines.count)
        descriptor =
            path == "-"
            ? dup(STDOUT_FILENO)
            : unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw LineFault("\(path) cannot be written", errno: errno) }
        for line in lab.lines.indices where only?.contains(line) ?? true {
            guard addresses.indices.contains(line) else { continue }
            places[line] = lines.count
            lines.append(
                CapturedLine(
                    lab: lab,
                    line: line,
                    interface: lines.count,
                    address: addresses[line]
                )
            )
        }
        encoder.section([
            .comment(
                "Lab \(lab.name), \(lab.hash). To tell requests from replies of Modbus RTU "
                    + "functions "
                    + "5 and 6: -o mbrtu.tcp.port:\(UpperDress.devicePort)"
            ), .operatingSystem("Linux"), .application("athanor"),
        ])
        for line in lines { line.describe(in: &encoder) }
        flush()
        if let fault { throw fault }
    }

    deinit { Glibc.close(descriptor) }

    /// Writes what a ring gave.
    package func append(_ pieces: [CaptureRing.Piece], lost: [CaptureRing.Loss]) {
        guard fault == nil else { return }
        let now = clock.now
        for loss in lost {
            guard let place = place(loss.line) else { continue }
            lines[place].take(loss, at: now, clock.wallOrigin, into: &encoder)
        }
        for piece in pieces {
            guard let place = place(piece.line) else { continue }
            lines[place].take(piece, clock.wallOrigin, into: &encoder)
        }
        for place in lines.indices {
            lines[place].settle(at: now, clock.wallOrigin, into: &encoder)
        }
        flush()
    }

    /// Writes what is held and each line's statistics, and ends the file.
    ///
    /// - Throws: the first `LineFault` of any write.
    package func close() throws(LineFault) {
        let now = clock.now
        for place in lines.indices where fault == nil {
            lines[place].end(at: now, clock.wallOrigin, into: &encoder)
        }
        flush()
        if let fault { throw fault }
    }

    /// What passed so far, by line of the lab; nothing for lines that are not kept.
    package func traffic(of line: Int) -> Traffic {
        place(line).map { lines[$0].traffic } ?? Traffic()
    }

    private func place(_ line: Int) -> Int? {
        guard places.indices.contains(line), places[line] >= 0 else { return nil }
        return places[line]
    }

    private func flush() {
        var sent = 0
        while sent < encoder.bytes.count, fault == nil {
            let count = unsafe encoder.bytes.withUnsafeBytes { space in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: space[sent...])
                return unsafe write(descriptor, rest.baseAddress, rest.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                fault = LineFault("\(path) cannot be written", errno: errno)
                break
            }
            sent += count
        }
        encoder.removeAll()
    }
}
