import Devices

/// What keeps a device from taking a write at once.
struct WriteLocks: Sendable {
    /// A value that was accepted and is not in force yet.
    struct Pending: Sendable {
        var variable: Variable
        var value: Double
        var due: Int64
    }

    private enum Lock: Sendable {
        case closed, open
    }

    private let unlocks: [WriteUnlock]
    private var locks: [Lock]
    /// By unlock: how many of its writes were seen in a row.
    private var progress: [Int]
    var pending: [Pending] = []
    /// How long the device works on any command before it has taken effect.
    let delay: Int64

    init(_ link: ModbusLink, delay: Int64) {
        unlocks = link.unlocks
        locks = link.unlocks.map { _ in .closed }
        progress = link.unlocks.map { _ in 0 }
        self.delay = delay
    }

    func isOpen(_ name: String?) -> Bool {
        guard let index = unlocks.firstIndex(where: { $0.name == name }) else { return true }
        return locks[index] == .open
    }

    /// Whether this raw write belongs to an unlock, which it may open or close.
    mutating func hear(function: Int, address: Int, value: Int) -> Bool {
        var isKnown = false
        for index in unlocks.indices {
            let steps = locks[index] == .closed ? unlocks[index].before : unlocks[index].after
            let both = unlocks[index].before + unlocks[index].after
            guard both.contains(where: { $0.function == function && $0.address == address }) else {
                continue
            }
            isKnown = true
            guard steps.indices.contains(progress[index]), steps[progress[index]].value == value,
                steps[progress[index]].address == address
            else {
                progress[index] = 0
                continue
            }
            progress[index] += 1
            guard progress[index] == steps.count else { continue }
            progress[index] = 0
            locks[index] = locks[index] == .closed ? .open : .closed
        }
        return isKnown
    }

    /// Puts in force what is due.
    mutating func settle(_ world: inout World, at now: Int64) {
        guard !pending.isEmpty else { return }
        for item in pending where item.due <= now {
            _ = world.write(item.variable, item.value, at: now)
        }
        pending.removeAll { $0.due <= now }
    }
}
