import Labs

/// What happens between the host and the devices of one line in real time.
struct LiveLine: Sendable {
    enum State: Sendable {
        case listening
        /// A device has understood a request, and will carry it out.
        case thinking(Thought)
    }

    enum Session: Hashable, Sendable {
        case sound
        /// What came is no Modbus: nothing is taken until the connection is another one.
        case broken
    }

    var wire = HostWire()
    var state = State.listening
    var session = Session.sound
    /// When there is something to do next.
    var event = Int64.max
    /// When the devices were done with the last request; one after the other is thought about.
    var idle = Int64.min
    /// When the last byte that was looked at had arrived.
    var lastByte = Int64.min / 2
}

/// A request that was heard and is not carried out yet.
struct Thought: Sendable {
    enum Request: Sendable {
        case frame([UInt8])
        /// What a serial line's byte completed, for each device it means something to.
        case items([(device: Int, item: SerialServer.Item)])
    }

    var request: Request
    var heard: Int64
    var until: Int64
}

/// Hearing requests, and carrying them out.
extension Plant {
    /// How long a gateway looks for a unit that is not there, ns: a usual device's turnaround.
    private static let search: Int64 = 5_000_000

    /// When something may be complete on the wire.
    func nextHeard(_ wire: HostWire, _ line: Int) -> Int64 {
        guard let last = wire.due.last else { return .max }
        switch lines[line].kind {
        case .modbusRTU:
            let silence = lines[line].silence
            let run = wire.run(silence: silence, character: lines[line].character)
            return wire.due[run - 1] + silence
        case .modbusTCP:
            switch unit(in: wire) {
            case .whole(let count): return wire.due[count - 1]
            case .none: return wire.due[Self.headerLength]
            case .unfinished: return .max
            }
        case .serial:
            for index in wire.bytes.indices where mayComplete(wire.bytes[index], line) {
                return wire.due[index]
            }
            return last
        }
    }

    private func mayComplete(_ byte: UInt8, _ line: Int) -> Bool {
        for device in lines[line].devices {
            guard case .serial(let server) = devices[device].server else { continue }
            if serial[server].mayComplete(byte) { return true }
        }
        return false
    }

    /// Takes what is complete off the wire; returns what is to be done about it, if anything.
    mutating func hear(_ live: inout LiveLine, _ line: Int) -> Thought? {
        switch lines[line].kind {
        case .modbusRTU: hearRTU(&live, line)
        case .modbusTCP: hearTCP(&live, line)
        case .serial: hearSerial(&live, line)
        }
    }

    private func hearRTU(_ live: inout LiveLine, _ line: Int) -> Thought? {
        let silence = lines[line].silence
        let run = live.wire.run(silence: silence, character: lines[line].character)
        guard run > 0 else { return nil }
        let frame = Array(live.wire.bytes[..<run])
        let heard = max(live.wire.due[run - 1] + silence, live.idle)
        live.wire.drop(run)
        guard holds(frame) else { return nil }
        if frame[0] == 0 {
            let slowest = lines[line].devices.map { devices[$0].turnaround }.max() ?? 0
            return Thought(request: .frame(frame), heard: heard, until: heard + slowest)
        }
        let device = Int(lines[line].units[Int(frame[0])])
        guard device >= 0 else { return nil }
        let until = heard + devices[device].turnaround
        return Thought(request: .frame(frame), heard: heard, until: until)
    }

    private static let headerLength = 7

    private enum StreamUnit {
        case whole(Int)
        case unfinished
        /// The stream is no Modbus TCP.
        case none
    }

    /// A header of seven bytes (transaction, protocol, length, unit) stands before each data unit.
    private func unit(in wire: HostWire) -> StreamUnit {
        guard wire.bytes.count > Self.headerLength else { return .unfinished }
        let length = Int(wire.bytes[4]) << 8 | Int(wire.bytes[5])
        guard wire.bytes[2] == 0, wire.bytes[3] == 0, length >= 2, length <= 254 else {
            return .none
        }
        return wire.bytes.count >= 6 + length ? .whole(6 + length) : .unfinished
    }

    private func hearTCP(_ live: inout LiveLine, _ line: Int) -> Thought? {
        switch unit(in: live.wire) {
        case .unfinished: return nil
        case .none:
            live.session = .broken
            live.wire = HostWire()
            return nil
        case .whole(let count):
            let frame = Array(live.wire.bytes[..<count])
            let heard = max(live.wire.due[count - 1], live.idle)
            live.wire.drop(count)
            let device = device(atTCPUnit: frame[6], line)
            let thinks = device >= 0 ? devices[device].turnaround : Self.search
            return Thought(request: .frame(frame), heard: heard, until: heard + thinks)
        }
    }

    private mutating func hearSerial(_ live: inout LiveLine, _ line: Int) -> Thought? {
        let event = nextHeard(live.wire, line)
        passFaults(by: event)
        var count = 0
        defer { live.wire.drop(count) }
        while count < live.wire.bytes.count, live.wire.due[count] <= event {
            let byte = live.wire.bytes[count]
            let arrived = live.wire.due[count]
            let heard = max(arrived, live.idle)
            let begins = arrived - Int64(lines[line].character)
            let followsSilence = begins - live.lastByte > Self.longestGap
            live.lastByte = arrived
            count += 1
            var items: [(device: Int, item: SerialServer.Item)] = []
            var slowest: Int64 = 0
            for device in lines[line].devices {
                guard case .serial(let server) = devices[device].server else { continue }
                if followsSilence, serial[server].forgetsBySilence { serial[server].fallSilent() }
                let item = serial[server].take(byte)
                guard item != .nothing else { continue }
                items.append((device, item))
                slowest = max(slowest, devices[device].turnaround)
            }
            if !items.isEmpty {
                return Thought(request: .items(items), heard: heard, until: heard + slowest)
            }
        }
        return nil
    }

    mutating func carryOut(_ thought: Thought, _ line: Int) {
        switch thought.request {
        case .frame(let frame) where lines[line].kind == .modbusTCP:
            serveTCP(frame, frame.count, line, thought.heard)
        case .frame(let frame): serveRTU(frame, line, thought.heard)
        case .items(let items):
            for (device, item) in items { serveSerial(item, device, line, thought.heard) }
        }
    }
}
