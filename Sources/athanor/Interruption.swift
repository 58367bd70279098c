import Foundation
import Lines
import Synchronization

/// How often somebody has asked this program to stop; counted by a thread of its own.
///
/// `Signals.block` must have been called before.
final class Interruption: Sendable {
    private let times: Atomic<Int>

    init() {
        times = Atomic(0)
        let thread = Thread { [self] in
            while true {
                _ = Signals.wait()
                times.add(1, ordering: .relaxed)
            }
        }
        thread.name = "signals"
        thread.start()
    }

    var count: Int { times.load(ordering: .relaxed) }
}
