import Devices
import Labs
import Quantities

/// Everything behind the devices' connectors, coupled by physics, in virtual time.
///
/// Chambers, controllers and meters move on a fixed grid, so that the world goes the same way
/// however often it is looked at; everything else is in closed form.
struct World: Sendable {
    /// The grid.
    ///
    /// A chamber's time constant is minutes, so that a quarter second is fine.
    static let step = Lapse.milliseconds(250)

    private(set) var clock: Int64 = 0
    private var nextStep: Int64 = World.step.nanoseconds

    var chambers: [Chamber] = []
    var controllers: [FurnaceController] = []
    var guardians: [Guardian] = []
    var flows: [MassFlow] = []
    var balances: [Balance] = []
    var meters: [PowerMeter] = []
    var relays: [RelayBank] = []
    var inputs: [[InputChannel]] = []
    var pumps: [SyringePump] = []
    var gantries: [Gantry] = []
    var handlers: [Handler] = []
    var stored: [Double] = []
    var watchdogs: [Watchdog] = []

    var deck: DeckMap
    var contents: [VesselContents]
    var tips: [TipState]
    var wastedTips: Int
    var spilled = VesselContents()
    var mishaps = Mishaps()
    let densities: [Double]
    /// By chamber: the furnace's name, empty where it belongs to none.
    var chamberNames: [String] = []

    /// A device that gives up what it was told when nobody speaks to it any more.
    struct Watchdog: Sendable {
        var place: ModelPlace
        var timeout: Int64
        var heard: Int64 = 0
        var state = State.fed
        /// What must hold `armed` before it watches; nil where it always does.
        var arming: Variable?
        var armed = 0.0

        enum State: Hashable, Sendable {
            case fed, expired
        }
    }

    init(lab: Lab, state: LabState) {
        deck = DeckMap(lab, state)
        let count = deck.vessels.count
        contents = state.contents
        tips = state.tips
        while contents.count < count { contents.append(VesselContents()) }
        while tips.count < count { tips.append(.none) }
        wastedTips = state.wastedTips
        densities = lab.materials.map(\.density)
    }

    /// Moves the world on to `now`; never back.
    mutating func advance(to now: Int64) {
        guard now > clock else { return }
        while nextStep <= now {
            clock = nextStep
            advanceStep()
            nextStep += Self.step.nanoseconds
        }
        clock = now
    }

    private mutating func advanceStep() {
        let seconds = Self.step.seconds
        for index in controllers.indices {
            let chamber = controllers[index].chamber
            controllers[index].advance(
                seconds: seconds,
                chamber: chambers[chamber].temperature,
                at: clock
            )
            let output = controllers[index].output
            chambers[chamber].advance(output: output, supplied: isSupplied(chamber))
            if chambers[chamber].crossesCeiling() { mishaps.overheated += 1 }
        }
        for index in guardians.indices {
            let truth = chambers[guardians[index].chamber].temperature
            guardians[index].advance(seconds: seconds, chamber: truth, at: clock)
        }
        for index in meters.indices {
            meters[index].advance(seconds: seconds, drawing: draw(of: index))
        }
        for index in handlers.indices { follow(index, to: clock) }
        for index in watchdogs.indices { watch(index) }
    }

    /// Whether mains reaches the heater: contactor closed, guard content; welded, in any case.
    private func isSupplied(_ chamber: Int) -> Bool {
        if chambers[chamber].contacts == .welded { return true }
        if let guardian = chambers[chamber].guardian, guardians[guardian].latch == .tripped {
            return false
        }
        guard let contactor = chambers[chamber].contactor else { return true }
        return isOn(contactor)
    }

    /// Whether an output is on.
    func isOn(_ output: Variable) -> Bool {
        switch output.kind {
        case .relay: relays[output.model].isOn(output.channel)
        case .stored: stored[output.model] > 0.5
        case .guardAlarm: guardians[output.model].latch == .healthy
        default: false
        }
    }

    private func draw(of meter: Int) -> Double {
        var watts = meters[meter].baseLoad
        for index in meters[meter].chambers.indices {
            watts += chambers[meters[meter].chambers[index]].heating
        }
        for index in meters[meter].services.indices
        where isOn(meters[meter].services[index].output) {
            watts += meters[meter].services[index].power
        }
        return watts
    }

    private mutating func watch(_ index: Int) {
        guard watchdogs[index].state == .fed,
            clock - watchdogs[index].heard > watchdogs[index].timeout
        else { return }
        if let arming = watchdogs[index].arming {
            let value = value(of: arming, at: clock)
            guard abs(value - watchdogs[index].armed) <= 1e-3 * max(1, abs(watchdogs[index].armed))
            else { return }
        }
        watchdogs[index].state = .expired
        let place = watchdogs[index].place
        switch place.model {
        case .relays: relays[place.index].setAll(false, at: clock)
        case .massFlow: flows[place.index].set(0, at: clock)
        default: break
        }
    }

    mutating func hear(watchdog: Int, at now: Int64) {
        guard watchdogs.indices.contains(watchdog) else { return }
        watchdogs[watchdog].heard = now
        watchdogs[watchdog].state = .fed
    }
}
