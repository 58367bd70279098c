import Lines
import Quantities
package import Realtime
import Scanning

/// How late a scan's thread wakes on this machine, with nothing else to do.
package enum ScanTrial {
    /// Wakes a thread of the scan's priority and period for so long, s.
    ///
    /// - Throws: `Failure` where the system has no more threads.
    package static func run(
        seconds: Int
    ) throws(Failure) -> (LatenessHistogram, shortfalls: [String]) {
        let histogram = LatenessHistogram()
        let board = HostThreads.StandingBoard()
        board.note(shortfalls: RealtimeThread.settleProgram())
        let clock = HostClock()
        let ticks = seconds * Int(1_000_000_000 / Scan.period.nanoseconds)
        let thread: RealtimeThread
        do {
            thread = try RealtimeThread(
                name: "scan",
                priority: RealtimeThread.scanPriority,
                stand: { board.note(shortfalls: $0.shortfalls) },
                body: {
                    var next = clock.now
                    for _ in 0..<ticks {
                        next = next + Scan.period
                        clock.sleepExactly(until: next)
                        histogram.add((clock.now - next).nanoseconds)
                    }
                }
            )
        } catch {
            throw Failure(error.message)
        }
        guard thread.join(seconds: Double(seconds) + 10) else {
            throw Failure("The thread did not come to its end: this machine is too busy.")
        }
        return (histogram, board.standing.shortfalls)
    }
}
