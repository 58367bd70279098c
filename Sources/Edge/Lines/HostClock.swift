import CLinux
package import Quantities

/// The host's time: nanoseconds since it started, on the clock that goes on while the machine
/// sleeps (CLOCK_BOOTTIME).
///
/// `speed` makes it run faster than real time, for a laboratory whose devices are simulated.
package struct HostClock: Sendable {
    private let origin: Int64
    package let speed: Double
    /// Nanoseconds since 1970 at the origin, for what is shown to people and kept in files.
    package let wallOrigin: Int64

    private static let longestWait: Int64 = 3_600_000_000_000

    /// A clock that starts now.
    package init(speed: Double = 1) {
        origin = clinux_boot_time()
        wallOrigin = clinux_wall_time()
        self.speed = speed.isFinite && speed > 0 ? speed : 1
    }

    package var now: Instant {
        let real = clinux_boot_time() &- origin
        guard speed != 1 else { return Instant(nanoseconds: real) }
        return Instant(nanoseconds: Int64(min(Double(real) * speed, 9e18)))
    }

    /// Real nanoseconds from now until `instant`: at most an hour, 0 where it has passed.
    package func wait(until instant: Instant) -> Int64 {
        let left = max(0, instant.nanoseconds - now.nanoseconds)
        guard speed != 1 else { return min(left, Self.longestWait) }
        return Int64(min(Double(left) / speed, Double(Self.longestWait)))
    }
}

extension HostClock {
    /// Waits until `instant` by an absolute time, so that waits do not add up their errors.
    package func sleepExactly(until instant: Instant) {
        let real =
            speed == 1
            ? instant.nanoseconds : Int64(Double(instant.nanoseconds) / speed)
        _ = clinux_sleep_until(origin &+ real)
    }

    /// CLOCK_BOOTTIME at an instant of a clock that runs in real time, ns.
    package func bootTime(of instant: Instant) -> Int64 { origin &+ instant.nanoseconds }

    package func instant(ofBootTime boot: Int64) -> Instant {
        let real = boot &- origin
        return Instant(nanoseconds: speed == 1 ? real : Int64(Double(real) * speed))
    }

    /// How long a lapse of this clock lasts in real time.
    package func realNanoseconds(of lapse: Lapse) -> Int64 {
        speed == 1 ? lapse.nanoseconds : Int64(Double(lapse.nanoseconds) / speed)
    }

    /// Waits until `instant`; a signal may end it early.
    package func sleep(until instant: Instant) {
        let left = wait(until: instant)
        if left > 0 { _ = clinux_wait(-1, -1, left) }
    }
}
