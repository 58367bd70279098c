import Findings

/// What each thread reads and changes while others may run beside it.
struct Footprints {
    /// Something two threads can get in each other's way over.
    enum Resource: Hashable {
        case assembly(Int)
        case device(Int)
        case vessel(Int)
        case item(Int)
        case slot(Int)
        case value(Int)
        /// The gantry's space.
        case deck
        /// The door a person opens to reach the deck, or a furnace's chamber.
        case deckDoor
        case chamberDoor(Int)
        /// What a furnace heats.
        case chamber(Int)
    }

    enum Use: Hashable {
        case reads, changes
    }

    /// By thread; a resource appears once, with the stronger use.
    private var uses: [[Resource: Use]]
    /// Threads that may still run beside the present one.
    private(set) var beside: [Int] = []

    init(threads: Int) { uses = Array(repeating: [:], count: threads) }

    /// Recording costs nothing where nothing runs in parallel.
    var isNeeded = false

    mutating func begin(beside thread: Int) {
        if !beside.contains(thread) { beside.append(thread) }
    }

    mutating func end(beside thread: Int) { beside.removeAll { $0 == thread } }

    /// Notes the use, and returns the thread beside this one that it collides with.
    mutating func note(_ resource: Resource, _ use: Use, thread: Int) -> Int? {
        guard uses.indices.contains(thread) else { return nil }
        if use == .changes || uses[thread][resource] == nil { uses[thread][resource] = use }
        for other in beside where other != thread {
            if let theirs = uses[other][resource], use == .changes || theirs == .changes {
                return other
            }
        }
        return nil
    }

    /// Whether a thread beside the present one changes or reads the resource.
    func isUsedBeside(_ resource: Resource, thread: Int) -> Int? {
        beside.first { $0 != thread && uses[$0][resource] != nil }
    }

    func changes(_ resource: Resource, thread: Int) -> Bool { uses[thread][resource] == .changes }

    /// A thread's uses count for the thread that started it, too.
    mutating func inherit(from child: Int, to parent: Int) {
        guard uses.indices.contains(child), uses.indices.contains(parent) else { return }
        uses[parent].merge(uses[child]) { mine, theirs in mine == .changes ? mine : theirs }
    }
}
