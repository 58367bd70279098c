/// A point of the deck, m.
struct Spot: Hashable, Sendable {
    var x: Double
    var y: Double
    var z: Double

    static func - (a: Spot, b: Spot) -> Spot { Spot(x: a.x - b.x, y: a.y - b.y, z: a.z - b.z) }

    var length: Double { (x * x + y * y + z * z).squareRoot() }
    /// Length along the deck.
    var lateral: Double { (x * x + y * y).squareRoot() }

    func toward(_ other: Spot, _ share: Double) -> Spot {
        Spot(
            x: x + (other.x - x) * share,
            y: y + (other.y - y) * share,
            z: z + (other.z - z) * share
        )
    }
}

/// A three-axis gantry in the manner of GRBL: in alarm until homed, moves queued, feed hold.
struct Gantry: Sendable {
    /// In the order of the choices of a GRBL profile's `state`.
    enum State: Int, Hashable, Sendable {
        case idle = 0
        case run = 1
        case holdComplete = 2
        case jog = 4
        case alarm = 5
        case home = 11

        var word: String {
            switch self {
            case .idle: "Idle"
            case .run: "Run"
            case .holdComplete: "Hold:0"
            case .jog: "Jog"
            case .alarm: "Alarm"
            case .home: "Home"
            }
        }
    }

    enum Homing: Hashable, Sendable {
        case unknown, homed
    }

    struct Settings: Sendable {
        /// m/s and m/s².
        var speed = 0.15
        var acceleration = 0.5
        var homing: Int64 = 12_000_000_000
        /// The corner it homes to.
        var zero = Spot(x: 0, y: 0, z: 0)
        var least = Spot(x: -.infinity, y: -.infinity, z: -.infinity)
        var most = Spot(x: .infinity, y: .infinity, z: .infinity)
    }

    /// One straight move with a trapezoid of speed.
    struct Move: Hashable, Sendable {
        var from: Spot
        var to: Spot
        var begins: Int64
        var ends: Int64
        var speed: Double
        var acceleration: Double

        func position(at now: Int64) -> Spot {
            guard now < ends else { return to }
            guard now > begins else { return from }
            let length = (to - from).length
            let passed = Double(now - begins) / 1e9
            let whole = Double(ends - begins) / 1e9
            let speedUp = min(speed / acceleration, whole / 2)
            let left = whole - passed
            let travelled: Double
            if passed < speedUp {
                travelled = acceleration * passed * passed / 2
            } else if left < speedUp {
                travelled = length - acceleration * left * left / 2
            } else {
                travelled = acceleration * speedUp * speedUp / 2 + speed * (passed - speedUp)
            }
            return from.toward(to, length > 0 ? min(max(travelled / length, 0), 1) : 1)
        }
    }

    /// GRBL's planner holds 15 blocks.
    static let greatestQueue = 15

    let settings: Settings
    private(set) var homing: Homing
    private(set) var moves: [Move] = []
    private(set) var place: Spot
    private(set) var resting: State
    /// What the queued moves are.
    private var pace = Pace.run

    private enum Pace { case run, jog }
    private var homeUntil: Int64 = 0
    /// What it reports is this far from where it is, since it lost its position.
    private(set) var error = Spot(x: 0, y: 0, z: 0)

    init(settings: Settings, homing: Homing) {
        self.settings = settings
        self.homing = homing
        place = settings.zero
        resting = homing == .homed ? .idle : .alarm
    }

    func state(at now: Int64) -> State {
        if now < homeUntil { return .home }
        if resting == .holdComplete || resting == .alarm { return resting }
        guard now < freeAt else { return .idle }
        return pace == .jog ? .jog : .run
    }

    /// The speed it was told, while it moves.
    func speed(at now: Int64) -> Double { now < freeAt ? moves.first?.speed ?? 0 : 0 }

    /// Where the tool truly is.
    func position(at now: Int64) -> Spot {
        if homeUntil > 0, now >= homeUntil { return settings.zero }
        let move = moves.first { now < $0.ends } ?? moves.last
        return move?.position(at: now) ?? place
    }

    /// Where the firmware believes it is.
    func reported(at now: Int64) -> Spot { position(at: now) - error }

    var freeAt: Int64 { moves.last?.ends ?? 0 }

    /// Ends moves that are over by `now`; returns the first that ended, if any.
    mutating func arrive(by now: Int64) -> Spot? {
        if homeUntil > 0, now >= homeUntil {
            homeUntil = 0
            homing = .homed
            resting = .idle
            place = settings.zero
            error = Spot(x: 0, y: 0, z: 0)
            return place
        }
        guard let move = moves.first, move.ends <= now else { return nil }
        moves.removeFirst()
        place = move.to
        return place
    }

    mutating func home(at now: Int64) -> Int64 {
        place = position(at: now)
        moves.removeAll(keepingCapacity: true)
        resting = .idle
        homeUntil = now + settings.homing
        return homeUntil
    }

    enum Acceptance: Hashable, Sendable {
        case accepted
        /// GRBL's error 9: locked out in alarm or while it holds.
        case locked
        /// GRBL's alarm 2: the target is out of travel.
        case outOfTravel
    }

    mutating func move(to target: Spot, speed: Double, at now: Int64) -> Acceptance {
        let present = state(at: now)
        guard present == .idle || present == .run else { return .locked }
        pace = .run
        return queue(target, speed: speed, at: now)
    }

    /// A jog: only from rest or another jog; one out of travel is refused and nothing else happens.
    mutating func jog(to target: Spot, speed: Double, at now: Int64) -> Acceptance {
        let present = state(at: now)
        guard present == .idle || present == .jog else { return .locked }
        guard fits(target) else { return .outOfTravel }
        pace = .jog
        return queue(target, speed: speed, at: now)
    }

    /// Brakes and forgets the jogs that are queued.
    mutating func cancelJog(at now: Int64) {
        if state(at: now) == .jog { stop(at: now, into: .idle) }
    }

    private mutating func queue(_ target: Spot, speed: Double, at now: Int64) -> Acceptance {
        guard fits(target) else {
            stop(at: now, into: .alarm)
            return .outOfTravel
        }
        let begins = max(now, freeAt)
        let from = moves.last?.to ?? place
        let truth = Spot(x: target.x + error.x, y: target.y + error.y, z: target.z + error.z)
        let length = (truth - from).length
        let v = min(max(speed, 1e-4), settings.speed)
        let a = max(settings.acceleration, 1e-3)
        // Below v²/a it never reaches its speed.
        let seconds = length >= v * v / a ? length / v + v / a : 2 * (length / a).squareRoot()
        guard moves.count < Self.greatestQueue else { return .locked }
        moves.append(
            Move(
                from: from,
                to: truth,
                begins: begins,
                ends: begins + Int64(min(seconds, 1e6) * 1e9),
                speed: v,
                acceleration: a
            )
        )
        return .accepted
    }

    private func fits(_ target: Spot) -> Bool {
        let slack = 1e-6
        return target.x >= settings.least.x - slack && target.x <= settings.most.x + slack
            && target.y >= settings.least.y - slack && target.y <= settings.most.y + slack
            && target.z >= settings.least.z - slack && target.z <= settings.most.z + slack
    }

    /// Stands still at once: the braking way is a fraction of a millimetre here.
    mutating func stop(at now: Int64, into state: State) {
        if now < homeUntil {
            homeUntil = 0
            homing = .unknown
            resting = .alarm
            return
        }
        place = position(at: now)
        moves.removeAll(keepingCapacity: true)
        resting = state
    }

    /// Feed hold acts on motion only.
    mutating func hold(at now: Int64) {
        if state(at: now) == .run { stop(at: now, into: .holdComplete) }
        if state(at: now) == .home { stop(at: now, into: .alarm) }
    }

    /// A soft reset in motion loses the position.
    mutating func reset(at now: Int64) {
        switch state(at: now) {
        case .run, .home:
            stop(at: now, into: .alarm)
            homing = .unknown
        case .alarm: stop(at: now, into: .alarm)
        case .idle, .holdComplete, .jog: stop(at: now, into: .idle)
        }
    }

    mutating func unlock(at now: Int64) {
        if state(at: now) == .alarm { resting = .idle }
    }

    /// Power-up: it believes to stand at its zero, wherever it stands.
    mutating func restart(at now: Int64) {
        stop(at: now, into: .alarm)
        homing = .unknown
        error = place - settings.zero
    }

    mutating func put(at spot: Spot) {
        moves.removeAll(keepingCapacity: true)
        place = spot
        error = Spot(x: 0, y: 0, z: 0)
    }

    mutating func put(into state: State) {
        resting = state == .run || state == .jog || state == .home ? .idle : state
    }
}
