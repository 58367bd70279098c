/// Judges what reached two wires by rules of its own: it knows the bytes, what people, runs and
/// faults did, and what readings the host was told; of how the host decides it knows nothing.
///
/// Times are milliseconds. A value of 0 is the safe one.
package struct PermitJudge {
    package enum Origin: Sendable { case run, person }

    package enum Happening: Sendable {
        /// Somebody wants this device told this value.
        case asked(device: Int, value: UInt16, Origin)
        /// The sensor that fences this zone read so; nil where the reading is not good.
        case sensor(zone: Int, Double?)
        /// A person holds the device until then, or lets go of it at once.
        case held(device: Int, until: Int64)
        case letGo(device: Int)
        case mode(device: Int, Mode)
        case bypassed(zone: Int, until: Int64)
        case reset(zone: Int)
        /// The host looked at all this and decided.
        case tick
        /// A frame that writes this value to this device began on its wire.
        case wrote(device: Int, value: UInt16)
    }

    package enum Mode: Sendable { case automatic, manual, maintenance }

    private struct Wish {
        var device: Int
        var value: UInt16
        var origin: Origin
        /// The last tick at which everything allowed it; nil before any.
        var allowed: Int64?
        /// Whether something came since that takes a leave back.
        var isVoid = false
    }

    private struct Zone {
        var reading: Double?
        var readAt = Int64.min / 2
        var isTripped = false
        var bypassedUntil = Int64.min
    }

    /// A leave lasts so long, ms.
    private static let leave: Int64 = 2000
    private static let limit = 100.0

    private let zoneOfDevice: [Int]
    private let stale: Int64
    private var zones: [Zone]
    private var modes: [Mode]
    private var heldUntil: [Int64]
    /// By device: whether it is in manual mode only for the time of a lease.
    private var isBorrowed: [Bool]
    private var firstTick: Int64?
    private var wishes: [Wish] = []
    package private(set) var wrong: [String] = []
    package private(set) var written = 0
    package private(set) var trips = 0

    /// `stale`: so long a good reading counts, ms.
    package init(zoneOfDevice: [Int], stale: Int64) {
        self.zoneOfDevice = zoneOfDevice
        self.stale = stale
        zones = (0...(zoneOfDevice.max() ?? 0)).map { _ in Zone() }
        modes = zoneOfDevice.map { _ in .automatic }
        heldUntil = zoneOfDevice.map { _ in Int64.min }
        isBorrowed = zoneOfDevice.map { _ in false }
    }

    package mutating func take(_ happening: Happening, at now: Int64) {
        switch happening {
        case .asked(let device, let value, let origin):
            wishes.append(Wish(device: device, value: value, origin: origin))
        case .sensor(let zone, let value):
            zones[zone].reading = value
            zones[zone].readAt = now
        case .held(let device, let until):
            guard modes[device] != .maintenance else { return }
            if modes[device] == .automatic { isBorrowed[device] = true }
            modes[device] = .manual
            heldUntil[device] = until
        case .letGo(let device): heldUntil[device] = Int64.min
        case .mode(let device, let mode):
            modes[device] = mode
            isBorrowed[device] = false
        case .bypassed(let zone, let until): zones[zone].bypassedUntil = until
        case .reset(let zone): if !isUnhealthy(zone, at: now) { zones[zone].isTripped = false }
        case .tick: decide(at: now)
        case .wrote(let device, let value): judge(device, value, at: now)
        }
    }

    private func isUnhealthy(_ zone: Int, at now: Int64) -> Bool {
        guard now >= zones[zone].bypassedUntil else { return false }
        guard let reading = zones[zone].reading, now < zones[zone].readAt + stale else {
            return true
        }
        return reading > Self.limit
    }

    private mutating func decide(at now: Int64) {
        let first = firstTick ?? now
        firstTick = first
        // Before everything was read once, or had its time to be, nothing is decided at all.
        guard zones.allSatisfy({ $0.readAt >= 0 }) || now >= first + stale else { return }
        for device in modes.indices where isBorrowed[device] && now >= heldUntil[device] {
            modes[device] = .automatic
            isBorrowed[device] = false
        }
        for zone in zones.indices where isUnhealthy(zone, at: now) && !zones[zone].isTripped {
            zones[zone].isTripped = true
            trips += 1
        }
        wishes.removeAll { $0.allowed.map { now > $0 + 2 * Self.leave } ?? false }
        for index in wishes.indices {
            let wish = wishes[index]
            if zones[zoneOfDevice[wish.device]].isTripped { wishes[index].isVoid = true }
            if wish.origin == .person, now >= heldUntil[wish.device] { wishes[index].isVoid = true }
            let mode = modes[wish.device]
            let fits = wish.origin == .run ? mode == .automatic : mode == .manual
            if wish.allowed == nil, fits, !wishes[index].isVoid { wishes[index].allowed = now }
        }
    }

    private mutating func judge(_ device: Int, _ value: UInt16, at now: Int64) {
        written += 1
        guard value != 0 else { return }
        let isAllowed = wishes.contains { wish in
            wish.device == device && wish.value == value && !wish.isVoid
                && wish.allowed.map { now <= $0 + Self.leave } ?? false
        }
        if !isAllowed, wrong.count < 10 {
            wrong.append("at \(now) ms device \(device) was told \(value) without leave")
        }
    }
}
