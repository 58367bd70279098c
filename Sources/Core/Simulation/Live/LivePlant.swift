import Labs
package import Quantities

/// A plant in real time: every request is carried out at the instant at which its device would do
/// it, not before, so that lines do not hold each other up.
///
/// Bytes are handed over with `take` when the host has written them; `work` does what is due;
/// `deliver` gives what has reached the host. Everything is bounded: a line takes no more than its
/// wire and its devices' buffers hold.
package struct LivePlant: Sendable {
    package var plant: Plant
    private var lines: [LiveLine]

    package init(_ plant: Plant) {
        self.plant = plant
        lines = plant.lines.map { _ in LiveLine() }
    }

    /// How many bytes the line takes now.
    package func room(line: Int) -> Int {
        guard lines.indices.contains(line), lines[line].session == .sound else { return 0 }
        // An echo needs a parcel of its own, an answer another.
        guard plant.lines[line].echo == .none || plant.lines[line].freeParcels > 2 else { return 0 }
        return lines[line].wire.room
    }

    /// The host's bytes on a line, at most `room(line:)`; they go on the wire now, or behind those
    /// that still are on it.
    package mutating func take(_ bytes: [UInt8], line: Int, at now: Instant) {
        guard lines.indices.contains(line), !bytes.isEmpty, bytes.count <= room(line: line)
        else { return }
        let character = plant.lines[line].character
        let start = lines[line].wire.append(bytes, at: now.nanoseconds, character: character)
        if plant.lines[line].echo == .local {
            let parcel = plant.lines[line].open()
            plant.lines[line][parcel].append(contentsOf: bytes)
            plant.lines[line].send(parcel, leaving: start)
        }
        schedule(line)
    }

    /// Does everything that is due by `now`, in the order of its instants.
    package mutating func work(until now: Instant) {
        while true {
            var first = Int64.max
            var line = -1
            for index in lines.indices where nextDeed(index) < first {
                first = nextDeed(index)
                line = index
            }
            let fault = plant.board.next
            if fault <= min(first, now.nanoseconds) {
                plant.advance(to: fault)
                continue
            }
            guard line >= 0, first <= now.nanoseconds else { break }
            step(line)
            schedule(line)
        }
        plant.advance(to: now.nanoseconds)
    }

    /// When there is something to do; `never` where nothing is under way.
    package var nextDeed: Instant {
        var first = plant.board.next
        for index in lines.indices { first = min(first, nextDeed(index)) }
        return Instant(nanoseconds: first)
    }

    /// Replaces `bytes` by what has reached the host and was not taken yet; false where nothing
    /// has.
    package mutating func deliver(line: Int, at now: Instant, into bytes: inout [UInt8]) -> Bool {
        guard lines.indices.contains(line) else { return false }
        return plant.lines[line].deliver(by: now.nanoseconds, into: &bytes)
    }

    /// When more will have reached the host.
    package func nextDelivery(line: Int) -> Instant {
        lines.indices.contains(line)
            ? Instant(nanoseconds: plant.lines[line].nextDelivery) : .never
    }

    /// Whether the host has sent what no Modbus TCP device makes sense of; it closes the
    /// connection then.
    package func isBroken(line: Int) -> Bool {
        lines.indices.contains(line) && lines[line].session == .broken
    }

    /// The line's connection is another one from now on: what was under way is lost.
    package mutating func hangUp(line: Int) {
        guard lines.indices.contains(line) else { return }
        lines[line] = LiveLine()
        plant.lines[line].cut()
    }

    // MARK: One line

    private func nextDeed(_ line: Int) -> Int64 {
        if case .thinking = lines[line].state, plant.lines[line].freeParcels < 2 {
            // The device's own buffer is full; it goes on once the host has taken something.
            return .max
        }
        return lines[line].event
    }

    private mutating func step(_ line: Int) {
        switch lines[line].state {
        case .listening:
            if let thought = plant.hear(&lines[line], line) {
                lines[line].state = .thinking(thought)
            }
        case .thinking(let thought):
            lines[line].state = .listening
            lines[line].idle = thought.until
            plant.carryOut(thought, line)
        }
    }

    private mutating func schedule(_ line: Int) {
        switch lines[line].state {
        case .thinking(let thought): lines[line].event = thought.until
        case .listening: lines[line].event = plant.nextHeard(lines[line].wire, line)
        }
    }
}
