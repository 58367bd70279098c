import Lines
import Realtime
import Synchronization

/// What a host's scan got of what it asked for.
package struct ScanStanding: Hashable, Sendable {
    /// What the system refused, in words with the reason; empty where the scan is real-time.
    package var shortfalls: [String] = []
    package var watchdogs: [String] = []

    package init() {}
}

/// A host's two threads: the scan's, which comes before everything, and the run's.
final class HostThreads: Sendable {
    let lateness: LatenessHistogram
    private let scan: RealtimeThread
    private let run: RealtimeThread
    private let told: StandingBoard

    /// What the scan's thread found out about itself.
    final class StandingBoard: Sendable {
        private let content = Mutex(ScanStanding())

        func note(shortfalls: [String]) { content.withLock { $0.shortfalls += shortfalls } }
        func note(watchdogs: [String]) { content.withLock { $0.watchdogs = watchdogs } }
        var standing: ScanStanding { content.withLock { $0 } }
    }

    /// Starts both.
    ///
    /// - Throws: `Failure` where the system has no more threads.
    init(_ setup: ScanLoop.Setup, _ loop: RunLoop) throws(Failure) {
        let lateness = LatenessHistogram()
        let told = StandingBoard()
        self.lateness = lateness
        self.told = told
        told.note(shortfalls: RealtimeThread.settleProgram())
        do {
            scan = try RealtimeThread(
                name: "scan",
                // A time that runs faster than the world's is nobody's hazard.
                priority: setup.clock.speed == 1 ? RealtimeThread.scanPriority : nil,
                stand: { told.note(shortfalls: $0.shortfalls) },
                body: {
                    var scan = ScanLoop(setup, lateness)
                    told.note(watchdogs: scan.watchdogs.standing)
                    scan.run()
                }
            )
            run = try RealtimeThread(name: "run", priority: nil) {
                var loop = loop
                loop.run()
            }
        } catch {
            setup.mailbox.stop()
            throw Failure(error.message)
        }
    }

    var standing: ScanStanding { told.standing }

    /// Waits for the ends of both, at most two seconds each.
    func join() {
        _ = run.join(seconds: 2)
        _ = scan.join(seconds: 2)
    }
}
