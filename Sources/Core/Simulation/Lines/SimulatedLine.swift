import Devices
import Labs
import Quantities

/// One wire: what is on its way to the host, and how long bytes take.
struct SimulatedLine: Sendable {
    /// Bytes that reach the host together.
    struct Parcel: Sendable {
        var bytes: [UInt8] = []
        /// When its device begins to send it, and when its last byte reaches the host.
        var leaving = Int64.max
        var due = Int64.max
        /// Counts what was sent, so that of two that leave at once the first goes first.
        var order = 0
    }

    let kind: LineDefinition.Kind
    let echo: LineDefinition.Echo
    /// Devices on it, by index into the plant's.
    var devices: [Int] = []
    /// Device of each Modbus unit, or -1.
    var units = [Int16](repeating: -1, count: 256)
    /// Bytes of a frame that came in pieces, and when its last piece ended.
    var partial: [UInt8] = []
    var partialEnd: Int64 = 0

    let character: Double
    /// Silence that ends an RTU frame (Modbus over serial line V1.02, 2.5.1.1: above 19200 Bd
    /// fixed at 1.75 ms).
    let silence: Int64
    let latency: Int64
    var parcels: [Parcel]
    private(set) var nextDue = Int64.max
    private var sent = 0
    /// In real time: what is being carried to the host, and when the wire is free for the next.
    var air: Air?
    var airFree: Int64 = 0

    /// More than this is never on the way; what is oldest goes.
    private static let greatestParcels = 8

    init(_ definition: LineDefinition, silence least: Lapse = .zero) {
        kind = definition.kind
        echo = definition.echo
        let settings = definition.settings
        let baud = Double(max(settings.baud, 1))
        let onTCP = definition.kind == .modbusTCP
        character = onTCP ? 80 : Double(settings.bitsPerCharacter) * 1e9 / baud
        let usual = settings.baud > 19200 ? 1_750_000 : Int64(3.5 * character)
        silence = definition.kind != .modbusRTU ? 0 : max(usual, least.nanoseconds)
        latency = max(definition.adapterLatency.nanoseconds, 0)
        parcels = Array(repeating: Parcel(), count: Self.greatestParcels)
        for index in parcels.indices { parcels[index].bytes.reserveCapacity(320) }
    }

    /// How long so many bytes take on the wire.
    func time(_ count: Int) -> Int64 { Int64(Double(count) * character) }

    /// A free parcel to write into; its bytes are empty.
    mutating func open() -> Int {
        var chosen = 0
        for index in parcels.indices {
            if parcels[index].due == .max {
                chosen = index
                break
            }
            if parcels[index].due < parcels[chosen].due { chosen = index }
        }
        parcels[chosen].bytes.removeAll(keepingCapacity: true)
        parcels[chosen].due = .max
        return chosen
    }

    subscript(parcel: Int) -> [UInt8] {
        get { parcels[parcel].bytes }
        _modify { yield &parcels[parcel].bytes }
    }

    /// Sends a parcel that leaves the device at `leaving`.
    mutating func send(_ parcel: Int, leaving: Int64) {
        guard !parcels[parcel].bytes.isEmpty else { return }
        parcels[parcel].leaving = leaving
        parcels[parcel].order = sent
        sent += 1
        parcels[parcel].due = leaving + time(parcels[parcel].bytes.count) + latency
        nextDue = min(nextDue, parcels[parcel].due)
    }

    /// Replaces `bytes` by the earliest parcel due by `now`.
    mutating func receive(by now: Int64, into bytes: inout [UInt8]) -> Bool {
        guard nextDue <= now else { return false }
        var first = 0
        for index in parcels.indices where parcels[index].due < parcels[first].due {
            first = index
        }
        // The buffers change hands, so that nothing is copied or allocated.
        swap(&bytes, &parcels[first].bytes)
        free(first)
        return true
    }

    mutating func free(_ parcel: Int) {
        parcels[parcel].due = .max
        nextDue = .max
        for index in parcels.indices { nextDue = min(nextDue, parcels[index].due) }
    }

    /// What is on the way is lost.
    mutating func cut() {
        for index in parcels.indices { parcels[index].due = .max }
        nextDue = .max
        air = nil
        partial.removeAll(keepingCapacity: true)
    }
}
