/// What is being carried to the host in real time.
struct Air: Hashable, Sendable {
    /// Index of the parcel, and when its first byte left.
    var parcel: Int
    var start: Int64
    /// How many of its bytes the host has.
    var delivered = 0
    /// When the adapter next hands on what it has collected.
    var next: Int64
}

/// In real time one parcel after the other is on the wire, and a long one reaches the host in
/// pieces, so that a host that waits for the first byte does not wait for the last.
extension SimulatedLine {
    /// How often an adapter hands on what it has collected, ns: the latency timer FTDI's have by
    /// default.
    static let collecting: Int64 = 16_000_000

    var freeParcels: Int { parcels.count { $0.due == .max } }

    /// When more of what devices say has reached the host.
    var nextDelivery: Int64 { onAir().map { min(end(of: $0), $0.next) } ?? .max }

    /// Replaces `bytes` by what has reached the host by `now` and was not taken yet.
    mutating func deliver(by now: Int64, into bytes: inout [UInt8]) -> Bool {
        bytes.removeAll(keepingCapacity: true)
        guard var air = onAir() else { return false }
        let count = parcels[air.parcel].bytes.count
        if now >= end(of: air) {
            bytes.append(contentsOf: parcels[air.parcel].bytes[air.delivered...])
            airFree = air.start + time(count)
            self.air = nil
            free(air.parcel)
            return true
        }
        guard now >= air.next else { return false }
        let arrived = Int(Double(now - latency - air.start) / character)
        // The last byte ends the parcel.
        let until = min(max(arrived, air.delivered), count - 1)
        bytes.append(contentsOf: parcels[air.parcel].bytes[air.delivered..<until])
        air.delivered = until
        air.next = now + Self.collecting
        self.air = air
        return !bytes.isEmpty
    }

    /// The parcel on the wire, or the one that will be next.
    private func onAir() -> Air? {
        if let air { return air }
        var first = -1
        for index in parcels.indices where parcels[index].due < .max {
            if first < 0 || precedes(index, first) { first = index }
        }
        guard first >= 0 else { return nil }
        let start = max(parcels[first].leaving, airFree)
        return Air(parcel: first, start: start, next: start + latency + Self.collecting)
    }

    private func precedes(_ a: Int, _ b: Int) -> Bool {
        (parcels[a].leaving, parcels[a].order) < (parcels[b].leaving, parcels[b].order)
    }

    private func end(of air: Air) -> Int64 {
        air.start + time(parcels[air.parcel].bytes.count) + latency
    }
}
