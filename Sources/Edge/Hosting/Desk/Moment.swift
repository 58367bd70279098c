import Foundation

/// Now, by both clocks.
enum Moment {
    /// UTC, ns since 1970.
    static var wall: Int64 { clock(CLOCK_REALTIME) }
    /// CLOCK_BOOTTIME, ns.
    static var boot: Int64 { clock(CLOCK_BOOTTIME) }

    /// Which boot that counts from.
    static let bootID: String = {
        let id = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        return (id ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    }()

    private static func clock(_ id: clockid_t) -> Int64 {
        var now = timespec()
        _ = unsafe clock_gettime(id, &now)
        return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    }
}
