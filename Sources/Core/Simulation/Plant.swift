package import Execution
package import Labs
package import Quantities

/// The simulated laboratory: devices that answer bytes, coupled by physics, in virtual time.
///
/// Its codecs are its own, so that an error shared with the host's would show. A request is
/// carried out as soon as it is handed over, as of the instant at which its device would do it;
/// the world's time therefore runs ahead of the host's by at most one request.
package struct Plant: Sendable {
    var world: World
    var lines: [SimulatedLine]
    var devices: [SimulatedDevice]
    var modbus: [ModbusServer]
    var serial: [SerialServer]
    /// By point of the process image: what it shows.
    let variables: [Variable]
    /// Every relay, and what it is.
    let outputPoints: [(reference: PointReference, variable: Variable)]
    var board: FaultBoard
    var random: SplitMix64
    var scratch: [UInt8] = []

    package init(lab: Lab, names: LabNames, state: LabState, seed: UInt64, faults: [FaultSpec]) {
        var builder = PlantBuilder(lab: lab, state: state, seed: seed)
        builder.build()
        world = builder.world
        lines = builder.lines
        devices = builder.devices
        modbus = builder.modbus
        serial = builder.serial
        variables = builder.variables
        outputPoints = names.points.enumerated().compactMap { index, point in
            guard builder.variables.indices.contains(index),
                builder.variables[index].kind == .relay
            else { return nil }
            return (point.reference, builder.variables[index])
        }
        board = FaultBoard(faults.filter { lab.devices.indices.contains($0.device) })
        random = builder.random
        scratch.reserveCapacity(320)
    }

    /// The host's bytes on a line, beginning at `now`; they arrive when the wire has carried them.
    package mutating func transmit(_ bytes: [UInt8], line: Int, at now: Instant) {
        guard lines.indices.contains(line), !bytes.isEmpty else { return }
        let start = max(now.nanoseconds, 0)
        if lines[line].echo == .local {
            let parcel = lines[line].open()
            lines[line][parcel].append(contentsOf: bytes)
            lines[line].send(parcel, leaving: start)
        }
        switch lines[line].kind {
        case .modbusRTU: takeRTU(bytes, line, start)
        case .modbusTCP: takeTCP(bytes, line, start)
        case .serial: takeSerial(bytes, line, start)
        }
    }

    /// Replaces `bytes` by what reaches the host on the line by `now`; false where nothing does.
    package mutating func receive(line: Int, at now: Instant, into bytes: inout [UInt8]) -> Bool {
        guard lines.indices.contains(line) else { return false }
        return lines[line].receive(by: now.nanoseconds, into: &bytes)
    }

    /// When bytes will next reach the host on the line.
    package func nextArrival(line: Int) -> Instant {
        lines.indices.contains(line) ? Instant(nanoseconds: lines[line].nextDue) : .never
    }

    /// A person carries out what an act asks.
    ///
    /// Amounts that are no plain quantities come in `amounts`, in SI, one for each of the act's
    /// changes.
    package mutating func person(_ act: PersonAct, amounts: [Double?] = [], at now: Instant) {
        advance(to: now.nanoseconds)
        for (index, change) in act.changes.enumerated() {
            world.carryOut(change, amount: index < amounts.count ? amounts[index] : nil)
        }
    }

    /// A person adds `mass` kg of material to a vessel standing on a balance's pan.
    package mutating func add(material: Int, mass: Double, vessel: Int, at now: Instant) {
        advance(to: now.nanoseconds)
        world.add(material: material, mass: mass, vessel: vessel)
    }

    /// Makes a point show `value`: a known beginning for a test, or what a person does to a door.
    ///
    /// The point is the process image's index; values are in SI, flags 0 or 1, choices by index.
    /// An input wired to a proof or a tip keeps what it is set to from then on. Returns false where
    /// the point cannot be made to show that.
    @discardableResult
    package mutating func preset(point: Int, to value: Double, at now: Instant) -> Bool {
        advance(to: now.nanoseconds)
        guard variables.indices.contains(point), value.isFinite else { return false }
        return world.preset(variables[point], value, at: world.clock)
    }

    /// Moves the world on, meeting every fault's beginning and end on the way.
    mutating func advance(to now: Int64) {
        while board.next <= now {
            world.advance(to: board.next)
            if let (spec, edge) = board.take() { change(spec, edge) }
        }
        world.advance(to: now)
    }
}
