/// A syringe pump in the manner of Tecan's Cavro: absolute moves, a distribution valve, errors that
/// stay until they are cleared.
struct SyringePump: Sendable {
    enum Readiness: Hashable, Sendable {
        case uninitialised, initialised
    }

    /// Error numbers of the status byte (733085-B 3.6).
    enum Fault: Int, Hashable, Sendable {
        case none = 0
        case badOperand = 3
        case notInitialised = 7
        case plungerOverload = 9
        case commandOverflow = 15
    }

    struct Settings: Sendable {
        /// m³ of a whole stroke, and its steps.
        var stroke = 1e-6
        var steps = 3000.0
        var ports = 9
        var initialisation: Int64 = 4_000_000_000
        var valveTime: Int64 = 250_000_000
    }

    enum Drive: Hashable, Sendable {
        case free
        /// The next move jams half way.
        case blocked
    }

    let settings: Settings
    private(set) var readiness: Readiness
    private(set) var fault: Fault
    private(set) var valve = 1
    private(set) var busyUntil: Int64 = 0
    var drive = Drive.free
    private(set) var overloads = 0
    // The last move, in steps and nanoseconds.
    private var from = 0.0
    private var to = 0.0
    private var began: Int64 = 0
    private var ends: Int64 = 0
    private var travel = Travel.clear

    private enum Travel: Hashable, Sendable {
        case clear, jamming
    }

    init(settings: Settings, readiness: Readiness) {
        self.settings = settings
        self.readiness = readiness
        fault = readiness == .initialised ? .none : .notInitialised
    }

    /// Steps from the empty syringe.
    func position(at now: Int64) -> Double {
        guard now < ends else { return to }
        guard now > began, ends > began else { return from }
        return from + (to - from) * Double(now - began) / Double(ends - began)
    }

    func volume(at now: Int64) -> Double { position(at: now) * settings.stroke / settings.steps }

    func isBusy(at now: Int64) -> Bool { now < busyUntil }

    /// The status byte: 40h, 20h when ready, and the error.
    func status(at now: Int64) -> Double {
        Double(0x40 + (isBusy(at: now) ? 0 : 0x20) + fault.rawValue)
    }

    mutating func settle(at now: Int64) {
        guard travel == .jamming, now >= ends else { return }
        travel = .clear
        fault = .plungerOverload
        overloads += 1
    }

    mutating func initialise(at now: Int64) {
        start(to: 0, taking: settings.initialisation, at: now)
        valve = 1
        readiness = .initialised
        fault = .none
        travel = .clear
    }

    mutating func turnValve(to port: Double, at now: Int64) {
        guard mayMove(at: now) else { return }
        guard port >= 1, port <= Double(settings.ports), port == port.rounded() else {
            fault = .badOperand
            return
        }
        fault = .none
        if Int(port) != valve { busyUntil = now + settings.valveTime }
        valve = Int(port)
    }

    /// To `position` in steps, at `speed` half steps a second.
    mutating func move(to position: Double, speed: Double, at now: Int64) {
        guard mayMove(at: now) else { return }
        guard position >= 0, position <= settings.steps, speed >= 5, speed <= 6000 else {
            fault = .badOperand
            return
        }
        fault = .none
        let distance = abs(position - self.position(at: now))
        let seconds = distance * 2 / speed
        start(to: position, taking: Int64(seconds * 1e9), at: now)
        guard drive == .blocked, distance > 0 else { return }
        ends = began + (ends - began) / 2
        to = (from + to) / 2
        busyUntil = ends
        travel = .jamming
    }

    mutating func terminate(at now: Int64) {
        let here = position(at: now)
        (from, to) = (here, here)
        (began, ends) = (now, now)
        busyUntil = now
        travel = .clear
    }

    /// Power-up: nothing moves, and it does not know where it is.
    mutating func restart(at now: Int64) {
        terminate(at: now)
        readiness = .uninitialised
        fault = .notInitialised
    }

    private mutating func mayMove(at now: Int64) -> Bool {
        guard !isBusy(at: now) else {
            fault = .commandOverflow
            return false
        }
        if fault == .commandOverflow || fault == .badOperand { fault = .none }
        guard readiness == .initialised else {
            fault = .notInitialised
            return false
        }
        return fault != .plungerOverload
    }

    private mutating func start(to position: Double, taking lapse: Int64, at now: Int64) {
        from = self.position(at: now)
        to = position
        began = now
        ends = now + lapse
        busyUntil = ends
    }

    mutating func place(at steps: Double) {
        (from, to) = (steps, steps)
        ends = began
    }

    mutating func place(valve port: Int) { valve = port }

    mutating func place(fault new: Fault) {
        fault = new
        readiness = new == .notInitialised ? .uninitialised : .initialised
    }

    mutating func place(busyUntil: Int64) { self.busyUntil = busyUntil }
}
