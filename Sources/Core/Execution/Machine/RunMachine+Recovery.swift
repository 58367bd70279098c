import Devices
import Quantities

/// A run that outlives its host.
extension RunMachine {
    /// Another host has taken the run over `lapse` after the last one died: nothing new begins, and
    /// what had a time to be done in has it still.
    ///
    /// Times that pass in the lab as well, a wait's or a soak's, go on as they were.
    mutating func reconcile(after lapse: Lapse, _ turn: inout Turn) {
        let lapse = max(lapse, .zero)
        posture.recovery = .reconciling
        for position in threads.indices where countsTime(threads[position]) {
            threads[position].shiftDeadlines(by: lapse)
        }
        if endDue != .never { endDue = endDue + lapse }
        obey(.hold, &turn)
    }

    /// Whether time that passes now brings the thread's steps nearer to being late; what rests is
    /// shifted when it goes on.
    private func countsTime(_ thread: ThreadState) -> Bool {
        switch thread.phase {
        case .paused, .rested, .faulted, .away, .ended, .failed: false
        case .performing(let act, _):
            !(state.isPaused && holdBehaviour(of: act, thread) == .pauses)
        default: true
        }
    }
}
