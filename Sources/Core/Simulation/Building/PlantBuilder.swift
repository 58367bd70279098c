import Devices
import Labs
import Quantities

/// Makes a plant of a lab: models first, then what couples them, then codecs and lines.
struct PlantBuilder {
    let lab: Lab
    let state: LabState
    var world: World
    var lines: [SimulatedLine]
    var devices: [SimulatedDevice] = []
    var modbus: [ModbusServer] = []
    var serial: [SerialServer] = []
    /// By point of the process image, in its order.
    var variables: [Variable] = []
    var random: SplitMix64
    /// By device, where its model is.
    var places: [ModelPlace] = []

    init(lab: Lab, state: LabState, seed: UInt64) {
        self.lab = lab
        self.state = state
        world = World(lab: lab, state: state)
        lines = lab.lines.enumerated().map { index, line in
            SimulatedLine(line, silence: PlantBuilder.silence(of: lab, line: index))
        }
        random = SplitMix64(seed: seed)
    }

    mutating func build() {
        for device in lab.devices.indices { places.append(addModel(device)) }
        for device in lab.devices.indices where places[device].model == .overTemperature {
            addGuardian(device)
        }
        addHandlers()
        for device in lab.devices.indices { addVariables(device) }
        wire()
        for device in lab.devices.indices { addDevice(device) }
        world.limitChambers()
        world.weighPans(at: .min / 2)
    }

    func parameters(_ device: Int) -> DeviceParameters {
        let instance = lab.devices[device]
        return DeviceParameters(instance: instance, profile: lab.profiles[instance.profile])
    }

    /// The longest silence any device on a line needs to see the end of a frame.
    private static func silence(of lab: Lab, line: Int) -> Lapse {
        var longest = Lapse.zero
        for device in lab.devices where device.line == line {
            if case .modbus(let link) = lab.profiles[device.profile].link {
                longest = max(longest, link.frameSilence ?? .zero)
            }
        }
        return longest
    }

    func profile(_ device: Int) -> DeviceProfile { lab.profiles[lab.devices[device].profile] }

    mutating func sensor(_ parameters: DeviceParameters, drift: Double) -> Sensor {
        var sensor = Sensor()
        sensor.noise = parameters("noise", 0)
        sensor.driftRate = parameters("drift", drift)
        sensor.seed = random.next()
        return sensor
    }

    /// The image's variable of a point of a device.
    func variable(_ reference: PointReference) -> Variable? {
        guard lab.devices.indices.contains(reference.device) else { return nil }
        var first = 0
        for device in 0..<reference.device { first += profile(device).points.count }
        let index = first + reference.point
        return variables.indices.contains(index) ? variables[index] : nil
    }

    // MARK: Points

    private mutating func addVariables(_ device: Int) {
        let profile = profile(device)
        let place = places[device]
        let parameters = parameters(device)
        var channels = 0
        for point in profile.points {
            guard let kind = Variable.Kind.named(point.name, of: place.model) else {
                world.stored.append(parameters(point.name, 0))
                variables.append(Variable(kind: .stored, model: world.stored.count - 1))
                continue
            }
            var variable = Variable(kind: kind, model: place.index)
            switch kind {
            case .relay, .input:
                variable.channel = channels
                channels += 1
            case .axis: variable.channel = point.name == "x" ? 0 : point.name == "y" ? 1 : 2
            default: break
            }
            if kind == .input {
                var channel = InputChannel()
                channel.contact = parameters(point.name, 0)
                world.inputs[place.index].append(channel)
            }
            variables.append(variable)
        }
        if place.model == .relays { world.relays[place.index] = RelayBank(count: channels) }
    }

    // MARK: Codecs

    private mutating func addDevice(_ index: Int) {
        let instance = lab.devices[index]
        let profile = profile(index)
        var server = SimulatedDevice.Server.modbus(-1)
        var (turnaround, timeout, lateness) = (Lapse.zero, Lapse.zero, Lapse.zero)
        switch profile.link {
        case .modbus(let link):
            modbus.append(modbusServer(index, link))
            server = .modbus(modbus.count - 1)
            turnaround = link.turnaround
            (timeout, lateness) = (link.replyTimeout, link.greatestLateness)
        case .serial(let name, _):
            if let definition = lab.protocols.first(where: { $0.name == name }) {
                serial.append(serialServer(index, definition))
                server = .serial(serial.count - 1)
                turnaround = definition.turnaround
                (timeout, lateness) = (definition.replyTimeout, definition.greatestLateness)
            }
        }
        let late = max(timeout.nanoseconds + 50_000_000, lateness.nanoseconds)
        devices.append(
            SimulatedDevice(
                line: instance.line,
                address: instance.address,
                place: places[index],
                server: server,
                turnaround: max(turnaround.nanoseconds, 0),
                lateness: (max(timeout.nanoseconds, 0) + late) / 2,
                powerReturn: profile.onPowerReturn.outcome,
                watchdog: addWatchdog(index)
            )
        )
        guard lines.indices.contains(instance.line) else { return }
        lines[instance.line].devices.append(index)
        let address = unit(of: profile, instance)
        if (0..<256).contains(address), index < Int(Int16.max) {
            lines[instance.line].units[address] = Int16(index)
        }
    }

    /// Its Modbus unit, or whatever stands for one.
    private func unit(of profile: DeviceProfile, _ instance: DeviceInstance) -> Int {
        guard case .modbus(let link) = profile.link, lines[instance.line].kind == .modbusTCP
        else { return instance.address }
        return link.tcpUnit ?? instance.address
    }

    private mutating func addWatchdog(_ device: Int) -> Int {
        let loss = profile(device).onCommunicationLoss
        let model = places[device].model
        guard loss.outcome == .off || loss.outcome == .fallsBack,
            model == .relays || model == .massFlow
        else { return -1 }
        var watchdog = World.Watchdog(
            place: places[device],
            timeout: max(loss.after.nanoseconds, 0)
        )
        if let arming = profile(device).watchdog,
            let point = profile(device).pointIndex(arming.point)
        {
            watchdog.arming = variable(PointReference(device: device, point: point))
            watchdog.armed = arming.value
        }
        world.watchdogs.append(watchdog)
        return world.watchdogs.count - 1
    }

    private func serialServer(_ device: Int, _ definition: ProtocolDefinition) -> SerialServer {
        let profile = profile(device)
        let place = places[device]
        let first = lab.devices[..<device].reduce(0) { $0 + lab.profiles[$1.profile].points.count }
        let own = Array(variables[first..<(first + profile.points.count)])
        let owner = ReplyPattern.Owner(
            profile: profile,
            place: place,
            texts: texts(device),
            variables: own
        )
        let refusal =
            definition.errors.first { $0.meaning == .refused }.map {
                ReplyPattern($0.match, request: "", of: owner, definition)
            }?.text(of: lab.devices[device].address) ?? []
        return SerialServer(
            definition,
            requests: definition.requests.map { RequestPattern($0, of: definition, owner) },
            address: lab.devices[device].address,
            place: place,
            unknown: unknown(place.model, definition) ?? refusal,
            refusal: refusal
        )
    }

    /// Words of replies that never change.
    private func texts(_ device: Int) -> [String: [UInt8]] {
        switch places[device].model {
        case .gantry: return ["version": Array("1.1h ['$' for help]".utf8)]
        case .massFlow:
            let name = world.flows[places[device].index].gasName
            return ["gas": Array(repeating: 32, count: max(6 - name.count, 0)) + name]
        case .balance:
            let unit = profile(device).points.first { $0.name == "weight" }?.kind.unit.symbol
            return ["unit": Array((unit ?? "g").utf8), "serial": Array("B021002593".utf8)]
        default: return [:]
        }
    }

    /// What these devices say to what they do not know (Cavro error 2, GRBL error 20, …); nil
    /// where the protocol has no such word.
    private func unknown(
        _ model: SimulatorModel,
        _ definition: ProtocolDefinition
    ) -> [UInt8]? {
        let word: String
        switch model {
        case .syringePump where definition.status != nil && definition.startsWith.isEmpty:
            return Array("0b".utf8)
        case .syringePump: word = "/0b"
        case .gantry: word = "error:20"
        case .massFlow: word = "?"
        case .balance: word = "ES"
        default: return nil
        }
        let bytes = Array(word.utf8)
        let isSpoken = definition.errors.contains {
            !$0.match.opening.isEmpty && bytes.starts(with: $0.match.opening)
        }
        return isSpoken || definition.status != nil ? bytes : nil
    }
}
