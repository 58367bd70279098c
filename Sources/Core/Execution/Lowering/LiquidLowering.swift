import Expressions
import Labs
import Quantities

/// Puts one liquid act into moves of the gantry and of the plunger.
///
/// Every act ends with the tip at travel height, so every act may begin with a sideways move. The
/// plunger's positions are absolute, counted from the last homing.
struct LiquidLowering {
    private let lowering: Lowering
    private let assembly: Int
    private let handler: LiquidHandlerAssembly
    private let state: LoweringState

    init(_ lowering: Lowering, _ assembly: Int, _ state: LoweringState) throws(LoweringFault) {
        guard case .liquidHandler(let handler) = try lowering.role(assembly) else {
            throw .missing
        }
        self.lowering = lowering
        self.assembly = assembly
        self.handler = handler
        self.state = state
    }

    func lower(_ act: LiquidAct, in scope: some ExprScope) throws(LoweringFault) -> LoweredAct {
        func number(_ expression: Expr) throws(LoweringFault) -> Double {
            guard let number = expression.number(in: scope), number.isFinite, number >= 0 else {
                throw .badValue
            }
            return number
        }
        func flow(_ expression: Expr?) throws(LoweringFault) -> Double {
            if let expression { try number(expression) } else { handler.defaultRate }
        }
        switch act {
        case .home: return try home()
        case .pickUp(let tip): return try visitTip(try place(of: tip), .on)
        case .eject: return try visitTip(try place(ofItem: handler.tipWaste), .off)
        case .aspirate(let vessel, let volume, let rate):
            let at = try place(of: vessel)
            return try strokes([try number(volume)], try flow(rate), at, at.drawHeight)
        case .dispense(let vessel, let volume, let rate, let style):
            let at = try place(of: vessel)
            let height = style == .touch ? at.drawHeight : at.aboveHeight
            return try strokes([-(try number(volume))], try flow(rate), at, height)
        case .airGap(let volume): return try strokes([try number(volume)], handler.defaultRate)
        case .blowOut(let vessel):
            let rest = [-(try plunger())]
            guard let vessel else { return try strokes(rest, handler.defaultRate) }
            let at = try place(of: vessel)
            return try strokes(rest, handler.defaultRate, at, at.aboveHeight)
        case .mix(let vessel, let volume, let times, let rate):
            let (at, volume) = (try place(of: vessel), try number(volume))
            let turns = (0..<max(times, 0)).flatMap { _ in [volume, -volume] }
            return try strokes(turns, try flow(rate), at, at.drawHeight)
        case .wash(let vessel, let volume, let times):
            return try rinse(vessel, Array(repeating: try number(volume), count: max(times, 0)))
        case .prime(let vessel, let volume): return try rinse(vessel, portions(try number(volume)))
        case .discard(let volume):
            let at = try place(ofItem: handler.waste)
            return try strokes([-(try number(volume))], handler.defaultRate, at, at.aboveHeight)
        }
    }

    /// The gantry first, so that the tip is clear of everything when the plunger moves.
    private func home() throws(LoweringFault) -> LoweredAct {
        let port = ("port", Double(handler.tipPort))
        var lowered = LoweredAct([
            try lowering.call(handler.gantry, "home"),
            try lowering.call(handler.pump, "initialise"),
            try lowering.call(handler.pump, "set-valve", [port]),
        ])
        lowered.effect = .plunger(assembly: assembly, 0)
        return lowered
    }

    /// Down to where a tip stands in its rack, or into the stripper of the tip waste, and up.
    private func visitTip(
        _ at: DeckGeometry,
        _ tip: Switching
    ) throws(LoweringFault) -> LoweredAct {
        var lowered = LoweredAct(try visit(at, at.seatHeight, []))
        if let sensor = handler.tipSensor {
            let point = lowering.names.point(sensor)
            lowered.completion = .flag(point: point, tip, within: Lapse(seconds: 5))
        }
        return lowered
    }

    /// Plunger strokes (positive draws) with the tip in a vessel, or where it is.
    private func strokes(
        _ volumes: [Double],
        _ rate: Double,
        _ at: DeckGeometry? = nil,
        _ height: Double = 0
    ) throws(LoweringFault) -> LoweredAct {
        var position = try plunger()
        let calls = try self.calls(volumes, rate, from: &position)
        var lowered = LoweredAct(calls)
        if let at { lowered.calls = try visit(at, height, calls) }
        lowered.effect = .plunger(assembly: assembly, position)
        return lowered
    }

    /// Draws each portion from the vessel and expels it into the waste.
    private func rinse(_ vessel: Int, _ portions: [Double]) throws(LoweringFault) -> LoweredAct {
        let (from, into) = (try place(of: vessel), try place(ofItem: handler.waste))
        var position = try plunger()
        var calls: [DeviceCall] = []
        for portion in portions {
            let drawing = try self.calls([portion], handler.defaultRate, from: &position)
            calls += try visit(from, from.drawHeight, drawing)
            let expelling = try self.calls([-portion], handler.defaultRate, from: &position)
            calls += try visit(into, into.aboveHeight, expelling)
        }
        var lowered = LoweredAct(calls)
        lowered.effect = .plunger(assembly: assembly, position)
        return lowered
    }

    private func calls(
        _ volumes: [Double],
        _ rate: Double,
        from position: inout Double
    ) throws(LoweringFault) -> [DeviceCall] {
        var calls = [
            try lowering.call(handler.pump, "set-valve", [("port", Double(handler.tipPort))])
        ]
        for volume in volumes where volume != 0 {
            guard let next = Plunger.position(position + volume, stroke: handler.stroke) else {
                throw .plunger
            }
            position = next
            calls.append(
                try lowering.call(handler.pump, "move-plunger", [("to", next), ("rate", rate)])
            )
        }
        return calls
    }

    /// Over the place at travel height, down, `calls` there, and up again.
    private func visit(
        _ at: DeckGeometry,
        _ height: Double,
        _ calls: [DeviceCall]
    ) throws(LoweringFault) -> [DeviceCall] {
        let above = try lowering.move(handler.gantry, at.x, at.y, handler.travelHeight)
        let down = try lowering.move(handler.gantry, at.x, at.y, height)
        return [above, down] + calls + [above]
    }

    /// A volume in as many equal portions as the stroke needs; at most 1000.
    private func portions(_ volume: Double) throws(LoweringFault) -> [Double] {
        let free = handler.stroke - (try plunger())
        let count = (volume / free).rounded(.up)
        guard count >= 1, count <= 1000, let whole = Int(exactly: count) else {
            if volume == 0 { return [] }
            throw .plunger
        }
        return Array(repeating: volume / count, count: whole)
    }

    private func plunger() throws(LoweringFault) -> Double {
        guard let position = state.plunger(assembly) else { throw .plunger }
        return position
    }

    private func place(ofItem name: String) throws(LoweringFault) -> DeckGeometry {
        let table = lowering.names.vessels
        guard let item = table.item(named: name),
            let vessel = table.vessel(item: item, row: 0, column: 0)
        else { throw .missing }
        return try place(of: vessel)
    }

    private func place(of vessel: Int) throws(LoweringFault) -> DeckGeometry {
        let table = lowering.names.vessels
        guard table.itemOfVessel.indices.contains(vessel) else { throw .missing }
        guard let index = state.slots[Int(table.itemOfVessel[vessel])] else { throw .outOfReach }
        let slot = lowering.lab.deck.slots[index]
        guard slot.kind == .deck else { throw .outOfReach }
        return DeckGeometry(vessel: vessel, table: table, slot: slot)
    }
}
