import Labs

/// Frames in, replies out.
extension Plant {
    mutating func takeRTU(_ bytes: [UInt8], _ line: Int, _ start: Int64) {
        let arrived = start + lines[line].time(bytes.count)
        if start - lines[line].partialEnd > lines[line].silence {
            lines[line].partial.removeAll(keepingCapacity: true)
        }
        lines[line].partialEnd = arrived
        if lines[line].partial.isEmpty, holds(bytes) {
            serveRTU(bytes, line, arrived + lines[line].silence)
            return
        }
        guard lines[line].partial.count + bytes.count <= 512 else {
            lines[line].partial.removeAll(keepingCapacity: true)
            return
        }
        lines[line].partial.append(contentsOf: bytes)
        guard holds(lines[line].partial) else { return }
        let frame = lines[line].partial
        lines[line].partial.removeAll(keepingCapacity: true)
        serveRTU(frame, line, arrived + lines[line].silence)
    }

    /// Whether a frame's CRC is right.
    func holds(_ frame: [UInt8]) -> Bool {
        guard frame.count >= 4, frame.count <= 256 else { return false }
        let sum = FrameSum.of(frame, from: 0, to: frame.count - 2)
        return frame[frame.count - 2] == UInt8(truncatingIfNeeded: sum)
            && frame[frame.count - 1] == UInt8(truncatingIfNeeded: sum >> 8)
    }

    /// Obeys a frame whose end was heard at `heard`.
    mutating func serveRTU(_ frame: [UInt8], _ line: Int, _ heard: Int64) {
        guard frame[0] != 0 else {
            // A broadcast: everybody obeys, nobody answers.
            for device in lines[line].devices {
                let now = begin(device, heard)
                guard case .modbus(let server) = devices[device].server, isListening(device)
                else { continue }
                scratch.removeAll(keepingCapacity: true)
                modbus[server].answer(frame, 1, frame.count - 2, &world, at: now, into: &scratch)
            }
            return
        }
        let device = Int(lines[line].units[Int(frame[0])])
        guard device >= 0 else { return }
        let now = begin(device, heard)
        guard case .modbus(let server) = devices[device].server, isListening(device),
            modbus[server].hears(at: heard)
        else { return }
        let parcel = lines[line].open()
        lines[line][parcel].append(frame[0])
        modbus[server].answer(
            frame,
            1,
            frame.count - 2,
            &world,
            at: now,
            into: &lines[line][parcel]
        )
        let sum = FrameSum.of(lines[line][parcel], from: 0, to: lines[line][parcel].count)
        lines[line][parcel].append(UInt8(truncatingIfNeeded: sum))
        lines[line][parcel].append(UInt8(truncatingIfNeeded: sum >> 8))
        send(parcel, of: device, on: line, leaving: now)
    }

    /// Modbus TCP: a header of seven bytes (transaction, protocol, length, unit) before each unit.
    mutating func takeTCP(_ bytes: [UInt8], _ line: Int, _ start: Int64) {
        guard lines[line].partial.count + bytes.count <= 4096 else {
            lines[line].partial.removeAll(keepingCapacity: true)
            return
        }
        lines[line].partial.append(contentsOf: bytes)
        let arrived = start + lines[line].time(bytes.count)
        while lines[line].partial.count >= 8 {
            let stream = lines[line].partial
            let length = Int(stream[4]) << 8 | Int(stream[5])
            guard stream[2] == 0, stream[3] == 0, length >= 2, length <= 254 else {
                // No Modbus: a device would close the connection.
                lines[line].partial.removeAll(keepingCapacity: true)
                return
            }
            guard stream.count >= 6 + length else { return }
            lines[line].partial.removeFirst(6 + length)
            serveTCP(stream, 6 + length, line, arrived)
        }
    }

    mutating func serveTCP(_ frame: [UInt8], _ end: Int, _ line: Int, _ heard: Int64) {
        let device = device(atTCPUnit: frame[6], line)
        guard device >= 0 else { return }
        let now = begin(device, heard)
        guard case .modbus(let server) = devices[device].server, isListening(device),
            modbus[server].answers(to: frame[6]), modbus[server].hears(at: heard)
        else { return }
        let parcel = lines[line].open()
        lines[line][parcel].append(contentsOf: frame[0..<7])
        modbus[server].answer(frame, 7, end, &world, at: now, into: &lines[line][parcel])
        let length = lines[line][parcel].count - 6
        lines[line][parcel][4] = UInt8(truncatingIfNeeded: length >> 8)
        lines[line][parcel][5] = UInt8(truncatingIfNeeded: length)
        send(parcel, of: device, on: line, leaving: now)
    }

    /// The device that answers for a unit on Modbus TCP, or -1.
    func device(atTCPUnit unit: UInt8, _ line: Int) -> Int {
        let device = Int(lines[line].units[Int(unit)])
        // A device with a connection of its own does not mind its unit.
        guard device < 0, lines[line].devices.count == 1 else { return device }
        return lines[line].devices[0]
    }

    mutating func takeSerial(_ bytes: [UInt8], _ line: Int, _ start: Int64) {
        let arrived = start + lines[line].time(bytes.count)
        passFaults(by: start)
        for place in lines[line].devices.indices {
            let device = lines[line].devices[place]
            guard case .serial(let server) = devices[device].server else { continue }
            if serial[server].forgetsBySilence, start - lines[line].partialEnd > Self.longestGap {
                serial[server].fallSilent()
            }
            for byte in bytes {
                let item = serial[server].take(byte)
                guard item != .nothing else { continue }
                serveSerial(item, device, line, arrived)
            }
        }
        lines[line].partialEnd = arrived
    }

    /// Lets faults begin and end that were due by `now`, before anything is heard then.
    mutating func passFaults(by now: Int64) {
        if board.next <= now { advance(to: now) }
    }

    /// After such a silence a device without terminators begins anew.
    static let longestGap: Int64 = 50_000_000

    /// Does what a device's stream held up to a byte that arrived at `arrived`.
    mutating func serveSerial(
        _ item: SerialServer.Item,
        _ device: Int,
        _ line: Int,
        _ arrived: Int64
    ) {
        guard case .serial(let server) = devices[device].server else { return }
        let now = begin(device, arrived)
        guard isListening(device) else { return serial[server].forget() }
        let parcel = lines[line].open()
        let leaving = serial[server].answer(item, &world, at: now, into: &lines[line][parcel])
        if let leaving { send(parcel, of: device, on: line, leaving: leaving) }
    }

    /// Moves the world to where `device` does what it heard, and returns that instant.
    private mutating func begin(_ device: Int, _ heard: Int64) -> Int64 {
        let now = max(heard + devices[device].turnaround, world.clock)
        advance(to: now)
        if isListening(device), devices[device].watchdog >= 0 {
            world.hear(watchdog: devices[device].watchdog, at: now)
        }
        return now
    }

    private func isListening(_ device: Int) -> Bool { devices[device].isListening }

    private mutating func send(_ parcel: Int, of device: Int, on line: Int, leaving: Int64) {
        guard !devices[device].trouble.isEmpty else {
            lines[line].send(parcel, leaving: leaving)
            return
        }
        switch devices[device].trouble.next() {
        case nil: lines[line].send(parcel, leaving: leaving)
        case .lost: break
        case .late: lines[line].send(parcel, leaving: leaving + devices[device].lateness)
        case .corrupted:
            corrupt(parcel, line)
            lines[line].send(parcel, leaving: leaving)
        case .doubled:
            // Until it is sent a parcel counts as free, so the copy is opened after that.
            lines[line].send(parcel, leaving: leaving)
            let copy = lines[line].open()
            lines[line][copy].append(contentsOf: lines[line][parcel])
            let after = leaving + lines[line].time(lines[line][parcel].count)
            lines[line].send(copy, leaving: after + repeatDelay(of: device))
        }
    }

    /// One bit of one byte turns over; on a line of text the highest, as a parity error would show.
    private mutating func corrupt(_ parcel: Int, _ line: Int) {
        let count = lines[line][parcel].count
        guard count > 0 else { return }
        let place = random.next(below: count)
        let bit = lines[line].kind == .serial ? 7 : random.next(below: 8)
        lines[line][parcel][place] ^= UInt8(1) << UInt8(bit)
    }
}
