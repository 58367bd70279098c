import Devices
import Execution
import Expressions
import Labs
import Quantities
import Testing

/// Acts put into device calls, in the small lab, against literal sequences.
@Suite struct RunningLowering {
    private let lowering: Lowering
    private let names: LabNames
    private var state: LoweringState

    init() {
        let lab = RunningLab.lab()
        names = LabNames(lab)
        lowering = Lowering(lab, names)
        state = LoweringState(lab, LabState(of: lab))
    }

    private struct Nothing: ExprScope {
        func value(of name: Expr) -> ExprValue { .bad }
        func history(_ function: ExprFunction, _ arguments: [Expr]) -> ExprValue { .bad }
    }

    /// `device action(name=value …)` with lengths in mm, volumes in uL, rates in uL/s and
    /// temperatures in K, as a person would check them.
    private func script(_ calls: [DeviceCall]) -> [String] {
        let devices = ["controller", "relays", "pump", "gantry", "balance"]
        return calls.map { call in
            switch call.command {
            case .write(let point, let value):
                return "\(devices[call.device]) \(point) := \(DecimalText.short(value))"
            case .action(let name, let arguments):
                let scale = call.device == 2 && name == "move-plunger" ? 1e9 : 1
                let length = call.device == 3 ? 1e3 : scale
                let list = arguments.map {
                    $0.name + "=" + DecimalText.short($0.value.si * length, digits: 6)
                }
                return "\(devices[call.device]) \(name)(\(list.joined(separator: " ")))"
            }
        }
    }

    private func expression(_ text: String) -> Expr { RunningLab.expression(text) }

    private func lower(_ act: Act) throws(LoweringFault) -> LoweredAct {
        try lowering.lower(act, in: Nothing(), state)
    }

    private func liquid(_ act: LiquidAct) throws(LoweringFault) -> [String] {
        script(try lower(.liquid(assembly: 1, act)).calls)
    }

    @Test func `a ramp closes the contactor, sets the target and waits for the chamber`() throws {
        let ramp = try lower(
            .ramp(assembly: 0, to: expression("850 degC"), rate: expression("6 K/min"))
        )
        #expect(
            script(ramp.calls) == [
                "relays 0 := 1", "controller set-target(to=1123.15 rate=0.1)",
            ]
        )
        #expect(ramp.completion == .near(point: 0, value: 1123.15, band: 2))
    }

    @Test func `a hold keeps to the last target`() throws {
        var state = state
        state.confirmed(.target(assembly: 0, 1123.15))
        let hold = Act.hold(
            assembly: 0,
            time: expression("1 h"),
            band: expression("5 K"),
            grace: expression("60 s")
        )
        let lowered = try lowering.lower(hold, in: Nothing(), state)
        let (time, grace) = (Lapse(seconds: 3600), Lapse(seconds: 60))
        #expect(
            lowered.completion
                == .held(point: 0, value: 1123.15, band: 5, time: time, grace: grace)
        )
        #expect(throws: LoweringFault.noTarget) {
            try lowering.lower(hold, in: Nothing(), self.state)
        }
    }

    @Test func `cooling stops the heat before it waits`() throws {
        let cool = try lower(.cool(assembly: 0, to: expression("60 degC"), rate: nil))
        #expect(script(cool.calls) == ["controller release()", "relays 0 := 0"])
        #expect(cool.completion == .atMost(point: 0, value: 333.15))
    }

    @Test func `cooling at a rate stops the heat at its end`() throws {
        let rate = expression("6 K/min")
        let cool = try lower(.cool(assembly: 0, to: expression("60 degC"), rate: rate))
        #expect(script(cool.calls).last == "controller set-target(to=333.15 rate=0.1)")
        #expect(script(cool.closing) == ["controller release()", "relays 0 := 0"])
    }

    @Test func `a fan counts as on when its proof says so`() throws {
        let fan = try lower(.switched(assembly: 2, .on))
        #expect(script(fan.calls) == ["relays 1 := 1"])
        let proof = try #require(names.point("relays.flow"))
        #expect(fan.completion == .flag(point: proof, .on, within: Lapse(seconds: 15)))
    }

    @Test func `homing moves the gantry before the plunger`() throws {
        #expect(
            try liquid(.home) == ["gantry home()", "pump initialise()", "pump set-valve(port=1)"]
        )
    }

    @Test func `nothing is drawn before the plunger's zero is known`() {
        #expect(throws: LoweringFault.plunger) {
            try liquid(.aspirate(vessel: 0, volume: expression("50 uL"), rate: nil))
        }
    }

    @Test func `an aspiration goes to the well, draws to an absolute position, and rises`() throws {
        var lowering = self
        lowering.state.confirmed(.plunger(assembly: 1, 1e-7))
        // Well B1: column 0, row 1 of the plate in d1.
        let calls = try lowering.liquid(
            .aspirate(vessel: 1, volume: expression("50 uL"), rate: expression("20 uL/s"))
        )
        #expect(
            calls == [
                "gantry move(x=24 y=30 z=150)", "gantry move(x=24 y=30 z=5)",
                "pump set-valve(port=1)", "pump move-plunger(to=150 rate=20)",
                "gantry move(x=24 y=30 z=150)",
            ]
        )
    }

    @Test func `a dispense from above stays clear of the rim`() throws {
        var lowering = self
        lowering.state.confirmed(.plunger(assembly: 1, 1e-7))
        let calls = try lowering.liquid(
            .dispense(vessel: 0, volume: expression("100 uL"), rate: nil, .above)
        )
        #expect(calls[1] == "gantry move(x=24 y=21 z=16)")
        #expect(calls[3] == "pump move-plunger(to=0 rate=200)")
    }

    @Test func `a mix draws and returns`() throws {
        var lowering = self
        lowering.state.confirmed(.plunger(assembly: 1, 0))
        let calls = try lowering.liquid(
            .mix(vessel: 0, volume: expression("80 uL"), times: 2, rate: nil)
        )
        #expect(
            calls.filter { $0.contains("plunger") } == [
                "pump move-plunger(to=80 rate=200)", "pump move-plunger(to=0 rate=200)",
                "pump move-plunger(to=80 rate=200)", "pump move-plunger(to=0 rate=200)",
            ]
        )
    }

    @Test func `more than the stroke is refused`() {
        var lowering = self
        lowering.state.confirmed(.plunger(assembly: 1, 9.5e-7))
        #expect(throws: LoweringFault.plunger) {
            try lowering.liquid(.airGap(volume: expression("60 uL")))
        }
    }

    @Test func `a tip is taken where it stands in its rack, and the sensor must see it`() throws {
        let tip = names.vessels.firstOfItem[1]
        let lowered = try lower(.liquid(assembly: 1, .pickUp(tip: tip)))
        #expect(
            script(lowered.calls) == [
                "gantry move(x=164 y=21 z=150)", "gantry move(x=164 y=21 z=15)",
                "gantry move(x=164 y=21 z=150)",
            ]
        )
        let sensor = try #require(names.point("relays.tip"))
        #expect(lowered.completion == .flag(point: sensor, .on, within: Lapse(seconds: 5)))
    }

    @Test func `a prime takes as many strokes as the volume needs`() throws {
        var lowering = self
        lowering.state.confirmed(.plunger(assembly: 1, 0))
        let calls = try lowering.liquid(.prime(vessel: 0, volume: expression("2.5 mL")))
        #expect(calls.count { $0.hasPrefix("pump move-plunger(to=833.333") } == 3)
        #expect(calls.count { $0.hasPrefix("pump move-plunger(to=0 ") } == 3)
    }

    @Test func `an item on the bench is out of reach`() {
        var lowering = self
        lowering.state.confirmed(.plunger(assembly: 1, 0))
        lowering.state.moved(item: 0, to: 4)
        #expect(throws: LoweringFault.outOfReach) {
            try lowering.liquid(.aspirate(vessel: 0, volume: expression("50 uL"), rate: nil))
        }
    }
}
