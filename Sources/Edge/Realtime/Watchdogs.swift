import CLinux
import Glibc
package import Quantities

/// What restarts or stops the machine when the scan no longer runs: the service manager's watchdog
/// and a hardware watchdog, fed by the scan itself.
///
/// Feeding is one non-blocking `write` each. Owned by the scan's thread.
package struct Watchdogs: ~Copyable {
    /// The hardware watchdog bites after this; feeding is four times as frequent.
    package static let hardwareSeconds: Int32 = 10

    private enum Kind { case serviceManager, hardware }

    private struct Dog {
        var kind: Kind
        var descriptor: Int32
        var every: Lapse
        var due: Instant
    }

    private var dogs: [Dog] = []
    /// What is armed, and what could not be, in words.
    package private(set) var standing: [String] = []

    /// Arms what there is.
    ///
    /// `NOTIFY_SOCKET` and `WATCHDOG_USEC` as systemd sets them (sd_watchdog_enabled(3)); `device`
    /// is a path such as /dev/watchdog.
    package init(device: String?, now: Instant) {
        if let path = Self.variable("NOTIFY_SOCKET"), let text = Self.variable("WATCHDOG_USEC"),
            let microseconds = Int64(text), microseconds > 0
        {
            unsafe arm(.serviceManager, clinux_open_notices(path), "service manager", now) {
                Lapse(nanoseconds: microseconds * 1000 / 4)
            }
        }
        if let device {
            unsafe arm(.hardware, clinux_open_watchdog(device, Self.hardwareSeconds), device, now) {
                Lapse(seconds: Double(Self.hardwareSeconds) / 4)
            }
        }
    }

    private mutating func arm(
        _ kind: Kind,
        _ descriptor: Int32,
        _ name: String,
        _ now: Instant,
        _ every: () -> Lapse
    ) {
        guard descriptor >= 0 else {
            let reason = unsafe String(cString: strerror(errno))
            standing.append("watchdog \(name): \(reason)")
            return
        }
        dogs.append(Dog(kind: kind, descriptor: descriptor, every: every(), due: now))
        standing.append("watchdog \(name): armed")
    }

    /// Feeds those whose time has come.
    package mutating func feed(at now: Instant) {
        for index in dogs.indices where now >= dogs[index].due {
            dogs[index].due = now + dogs[index].every
            switch dogs[index].kind {
            case .serviceManager: Self.write(dogs[index].descriptor, "WATCHDOG=1")
            case .hardware: Self.write(dogs[index].descriptor, "\n")
            }
        }
    }

    /// Disarms: the host ends because somebody wants it to.
    package mutating func release() {
        for dog in dogs {
            if dog.kind == .hardware { Self.write(dog.descriptor, "V") }
            close(dog.descriptor)
        }
        dogs.removeAll()
    }

    private static func write(_ descriptor: Int32, _ text: StaticString) {
        _ = unsafe Glibc.write(descriptor, text.utf8Start, text.utf8CodeUnitCount)
    }

    private static func variable(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }
}
