/// The wire from the host to a line's devices in real time: bytes that are on it, or have arrived
/// and were not looked at yet.
struct HostWire: Sendable {
    /// It takes no more; further bytes wait in the host, as behind a full buffer.
    static let capacity = 512

    private(set) var bytes: [UInt8] = []
    /// When the last bit of each has arrived.
    private(set) var due: [Int64] = []
    /// When the host's next byte can begin.
    private var free: Int64 = 0

    var room: Int { Self.capacity - bytes.count }

    /// Puts bytes on the wire: now, or behind those that still are on it; returns when.
    mutating func append(_ new: [UInt8], at now: Int64, character: Double) -> Int64 {
        let start = max(now, free)
        for (index, byte) in new.enumerated() {
            bytes.append(byte)
            due.append(start + Int64(Double(index + 1) * character))
        }
        free = due.last ?? start
        return start
    }

    mutating func drop(_ count: Int) {
        bytes.removeFirst(count)
        due.removeFirst(count)
    }

    /// How many bytes follow each other without a gap longer than `silence`.
    func run(silence: Int64, character: Double) -> Int {
        let longest = silence + Int64(character) + 1
        var count = min(1, bytes.count)
        while count < bytes.count, due[count] - due[count - 1] <= longest { count += 1 }
        return count
    }
}
