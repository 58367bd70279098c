import Devices
import Execution
import Interlocks
import Quantities

/// Waits for an act's completion on the process image.
struct CompletionRun: Sendable {
    enum Verdict: Sendable, Equatable {
        case waits
        case done
        case failed(FaultKind)
    }

    /// A reading may be bad for so long before the act fails; a hold has its own grace.
    static let patience = Lapse(seconds: 10)

    /// A flag that arrives sooner may have been true before what was done: the longest a reply was
    /// under way, with room.
    static let freshness = Lapse(seconds: 1)

    /// Whether the time a soak is to last goes on.
    private enum Timer: Sendable {
        case running
        case stopped(Instant)
    }

    /// Whether somebody looked all the time.
    private enum Watched: Sendable {
        case whole, broken
    }

    let completion: Completion
    private var watched = Watched.whole
    private(set) var since: Instant
    private var timer = Timer.running
    /// Since when the reading is bad, or the held point outside its band.
    private var troubled: Instant?
    private var trouble = FaultKind.failed

    init(_ completion: Completion, since: Instant) {
        self.completion = completion
        self.since = since
    }

    /// A completion that another host has awaited `since`, its time `stopped` meanwhile or not.
    ///
    /// For `away` nobody looked: a soak that is longer than its grace is in doubt.
    init(
        _ completion: Completion,
        since: Instant,
        stopped: Instant?,
        away: Lapse,
        at now: Instant
    ) {
        self.init(completion, since: since)
        if let stopped { timer = .stopped(stopped) }
        switch completion {
        case .held(_, _, _, _, let grace):
            watched = away > grace ? .broken : .whole
            troubled = Instant(nanoseconds: now.nanoseconds &- away.nanoseconds)
        case .flag: self.since = now
        case .calls, .near, .atMost: break
        }
    }

    /// Whether the loss of a device fails it at once.
    var toleratesLoss: Bool { if case .held = completion { true } else { false } }

    var nextDeadline: Instant {
        switch completion {
        case .calls: .start
        case .near, .atMost: troubled.map { $0 + Self.patience } ?? .never
        case .flag(_, _, let within): since + within
        case .held(_, _, _, let time, let grace):
            min(end(of: time), troubled.map { $0 + grace } ?? .never)
        }
    }

    mutating func look(_ image: ProcessImage, at now: Instant) -> Verdict {
        switch completion {
        case .calls: return .done
        case .near(let point, let value, let band):
            return reach(image[point], now) { abs($0 - value) <= band }
        case .atMost(let point, let value): return reach(image[point], now) { $0 <= value }
        case .flag(let point, let position, let within):
            let reading = image[point]
            let isFresh = reading.quality == .good && reading.at > since + Self.freshness
            if isFresh, (reading.value != 0) == (position == .on) { return .done }
            return now >= since + within ? .failed(reading.quality.fault ?? .failed) : .waits
        case .held where watched == .broken: return .failed(.inDoubt)
        case .held(let point, let value, let band, let time, let grace):
            let reading = image[point]
            if reading.quality == .good, abs(reading.value - value) <= band {
                troubled = nil
            } else {
                let began = troubled ?? now
                troubled = began
                if now >= began + grace { return .failed(reading.quality.fault ?? .failed) }
            }
            return now >= end(of: time) ? .done : .waits
        }
    }

    private func end(of time: Lapse) -> Instant {
        if case .stopped = timer { .never } else { since + time }
    }

    /// Stops a soak's time, or lets it go on where it was.
    mutating func set(_ command: TimerCommand, at now: Instant) {
        switch (command, timer) {
        case (.stop, .running): timer = .stopped(now)
        case (.run, .stopped(let then)):
            since = since + (now - then)
            timer = .running
        default: break
        }
    }

    private mutating func reach(
        _ reading: Reading,
        _ now: Instant,
        _ arrived: (Double) -> Bool
    ) -> Verdict {
        guard let fault = reading.quality.fault else {
            troubled = nil
            return reading.at > since && arrived(reading.value) ? .done : .waits
        }
        let began = troubled ?? now
        troubled = began
        return now >= began + Self.patience ? .failed(fault) : .waits
    }
}
