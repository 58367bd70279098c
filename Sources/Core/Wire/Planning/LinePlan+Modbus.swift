import Devices
import Labs
import Quantities

extension LinePlan {
    mutating func add(
        _ profile: DeviceProfile,
        _ link: ModbusLink,
        _ number: Int,
        _ station: inout Station
    ) {
        let address = kind == .modbusTCP ? link.tcpUnit ?? station.address : station.address
        guard let unit = UInt8(exactly: address) else { return }
        station.unit = unit
        station.replyTimeout = Clock.bounded(link.replyTimeout)
        station.greatestLateness = lateness(link.greatestLateness)
        station.pauseAfterWrite = Clock.bounded(link.pauseAfterWrite)
        station.pauseBetween = Clock.bounded(link.pauseBetween)
        station.pauseAfterConnect = Clock.bounded(link.pauseAfterConnect)
        station.greatestWrite = link.greatestWrite
        station.turnaround = Clock.bounded(link.turnaround)
        station.busyPause = max(Clock.bounded(link.busyPause), 1_000_000)
        station.briskPeriod = max(Clock.bounded(link.completion.every), 1_000_000)
        station.briskTime = Clock.bounded(link.completion.within)
        station.repeatsWithin = kind == .modbusTCP ? 0 : Clock.bounded(link.repeatsWithin)
        station.firstRule = rules.count
        let planner = ReadPlanner(link: link, kind: kind, timing: timing)
        for index in profile.points.indices {
            addRule(index, profile, link, planner, station)
        }
        guard unit != 0 || kind == .modbusTCP else {
            // Nobody answers a broadcast.
            if let delay = link.broadcast { station.broadcastDelay = Clock.bounded(delay) }
            return
        }
        for block in planner.blocks(profile.points) {
            add(block, profile, planner.times(of: block, profile.points), number, station)
        }
    }

    private mutating func add(
        _ block: ReadBlock,
        _ profile: DeviceProfile,
        _ times: ReadTimes,
        _ number: Int,
        _ station: Station
    ) {
        guard let address = UInt16(exactly: block.address), let count = UInt16(exactly: block.count)
        else { return }
        let request = ModbusRequest.read(block.table, address: address, count: count)
        let start = frames.count
        guard framing.append(request, unit: station.unit, to: &frames) else { return }
        let first = fields.count
        for index in block.points {
            guard let field = registerField(index, profile, from: block.address, station) else {
                continue
            }
            if field.part == .bound { bind(field, stale: profile.points[index].stale) }
            fields.append(field)
        }
        let shape = ModbusShape(request, unit: station.unit)
        let reply = WireCost.wrapping(kind) - 1 + shape.length
        let timeout = Clock.bounded(times.timeout)
        polls.append(
            Poll(
                station: number,
                period: Self.period(block.period),
                frameStart: start,
                frameEnd: frames.count,
                patience: patience(
                    request: frames.count - start,
                    reply: reply,
                    timeout: timeout
                ),
                timeout: timeout,
                lateness: lateness(times.lateness),
                shape: shape,
                firstField: first,
                endField: fields.count,
                signature: UInt32(request.function) << 16 | UInt32(shape.length)
            )
        )
    }

    private mutating func addRule(
        _ index: Int,
        _ profile: DeviceProfile,
        _ link: ModbusLink,
        _ planner: ReadPlanner,
        _ station: Station
    ) {
        var rule = WriteRule()
        rule.target = WriteTarget(profile.points[index], link)
        rule.timeout = station.replyTimeout
        rule.lateness = station.greatestLateness
        defer { rules.append(rule) }
        guard case .modbus(let field) = profile.points[index].source, field.writeFunction != nil
        else { return }
        if let timeout = field.writeTimeout ?? link.writeTimeout {
            rule.timeout = Clock.bounded(timeout)
        }
        if let own = field.writeLateness ?? link.writeLateness { rule.lateness = lateness(own) }
        rule.settle = Clock.bounded(field.settle)
        if let unlock = link.unlock(field.unlock) {
            rule.exchanges += unlock.before.count + unlock.after.count
        }
        if field.writeFunction == 23 {
            rule.exchanged = registerField(index, profile, from: field.readAddress, station)
        }
        if let endurance = field.endurance {
            rule.wear = wearing.count
            wearing.append(
                WriteLedger.Entry(point: station.firstPoint + index, endurance: endurance)
            )
        }
        guard field.isWrittenByReading || field.endurance != nil,
            let looked = lookedAt(field, index, profile),
            let read = planner.smallestRead(of: looked, profile.points),
            let address = UInt16(exactly: read.address), let count = UInt16(exactly: read.count)
        else {
            // Without the read it needs, such a point is not written.
            if field.isWrittenByReading { rule.look = .needed }
            return
        }
        rule.look = field.isWrittenByReading ? .needed : .sparing
        rule.exchanges += 1
        rule.readTable = read.table
        rule.readAddress = address
        rule.readCount = count
        let times = planner.times(of: read, profile.points)
        rule.readTimeout = Clock.bounded(times.timeout)
        rule.readLateness = lateness(times.lateness)
        rule.field = registerField(index, profile, from: read.address, station, reply: .whole)
    }

    /// The point whose registers are read before another one is written: its own, or what takes
    /// part in it where that is read apart; nil where no one read brings all of that.
    private func lookedAt(_ field: ModbusField, _ index: Int, _ profile: DeviceProfile) -> Int? {
        guard field.companionReading == .apart, let first = field.companions.first else {
            return index
        }
        guard field.companions.allSatisfy({ $0 == first }), field.endurance == nil else {
            return nil
        }
        return profile.pointIndex(first)
    }

    /// Transaction ids tell a late reply on TCP; there nothing needs to be waited for.
    private func lateness(_ lapse: Lapse) -> Int64 {
        kind == .modbusTCP ? 0 : Clock.bounded(lapse)
    }

    /// Where a device drops connections that idle, something is asked at half that time.
    mutating func keepAlive() {
        guard let drop = connection.idleDrop, kind == .modbusTCP else { return }
        let half = max(Clock.bounded(drop) / 2, 1_000_000)
        guard !polls.contains(where: { $0.period > 0 && $0.period <= half }) else { return }
        let cheapest = polls.indices.min {
            polls[$0].shape.length < polls[$1].shape.length
        }
        if let cheapest { polls[cheapest].period = half }
    }
}
