import Devices
import Foundation
import Hosting
import Labs
import Lines
import Quantities
import Wire

/// What it costs to keep every frame of a saturated line at 115200 Bd.
enum CaptureCost {
    /// One register at 115200 Bd 8E1 or 8N2, both silences, no turnaround: 4.93 ms.
    private static let period: Int64 = 4_933_000
    private static let simulated = 600.0
    /// How often the ring is emptied into the file.
    private static let batch: Int64 = 100_000_000

    static func run() throws(Failure) {
        var lab = try DemoFiles.open().lab
        guard let line = lab.lines.firstIndex(where: { $0.name == "io-bus" }) else {
            throw Failure("The demo lab has no io-bus.")
        }
        lab.lines[line].settings.baud = 115_200
        let path =
            NSTemporaryDirectory() + "athanor-bench-\(ProcessInfo.processInfo.processIdentifier)"
            + ".pcapng"
        defer { try? FileManager.default.removeItem(atPath: path) }
        var (appends, shares, followed): ([Double], [Double], [Double]) = ([], [], [])
        for _ in 0..<5 {
            appends.append(appendCost(line))
            shares.append(try share(lab, line, path, follows: false))
            followed.append(try share(lab, line, path, follows: true))
        }
        print("append \(Stopwatch.median(appends))")
        print("share \(Stopwatch.median(shares))")
        print("followed \(Stopwatch.median(followed))")
    }

    private static let frames: (request: [UInt8], reply: [UInt8]) = {
        var request: [UInt8] = [1, 1, 0, 0, 0, 8]
        var reply: [UInt8] = [1, 1, 1, 0x0F, 0]
        CRC16.append(to: &request)
        reply.removeLast()
        CRC16.append(to: &reply)
        return (request, reply)
    }()

    /// Nanoseconds for one piece into the ring.
    private static func appendCost(_ line: Int) -> Double {
        let ring = CaptureRing()
        let count = 1_000_000
        let began = ThreadTime.now
        for index in 0..<count {
            ring.append(
                .toDevice,
                frames.request,
                line: line,
                at: Instant(nanoseconds: Int64(index))
            )
        }
        return (ThreadTime.now - began) * 1e9 / Double(count)
    }

    /// Per cent of a core that ten minutes of the line cost, from the ring to the file.
    private static func share(
        _ lab: Lab,
        _ line: Int,
        _ path: String,
        follows: Bool
    ) throws(Failure) -> Double {
        let ring = CaptureRing()
        let file: CaptureFile
        do throws(LineFault) {
            file = try CaptureFile(
                path: path,
                lab: lab,
                addresses: lab.lines.map { _ in .device("/dev/ttyUSB0") },
                clock: HostClock()
            )
        } catch {
            throw Failure(error.message)
        }
        var witness = LineWitness(lab: lab, names: LabNames(lab), line: line)
        let end = Int64(simulated * 1e9)
        let began = ThreadTime.now
        var (now, taken, seen): (Int64, Int64, Int) = (0, 0, 0)
        while now < end {
            ring.append(.toDevice, frames.request, line: line, at: Instant(nanoseconds: now))
            let replied = Instant(nanoseconds: now + period / 2)
            ring.append(.fromDevice, frames.reply, line: line, at: replied)
            now += period
            guard now - taken >= batch else { continue }
            taken = now
            let (pieces, lost) = ring.take()
            file.append(pieces, lost: lost)
            guard follows else { continue }
            for piece in pieces {
                seen +=
                    piece.kind == .toDevice
                    ? witness.sent(piece.bytes, at: piece.at).count
                    : witness.received(piece.bytes, at: piece.at).count
            }
        }
        let spent = ThreadTime.now - began
        if let fault = file.fault { throw Failure(fault.message) }
        guard !follows || seen > 200_000 else { throw Failure("The witness saw only \(seen).") }
        return spent / simulated * 100
    }
}

/// CPU time of this thread.
enum ThreadTime {
    /// Seconds; the kernel's own nanoseconds.
    static var now: Double {
        let text =
            (try? String(contentsOfFile: "/proc/thread-self/schedstat", encoding: .utf8)) ?? ""
        let first = text.split(separator: " ").first.flatMap { Double($0) }
        return (first ?? .nan) / 1e9
    }
}
