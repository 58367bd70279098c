package import Quantities

/// Which faults begin and end when.
struct FaultBoard: Sendable {
    enum Edge: Hashable, Sendable {
        case begins, ends
    }

    private struct Change: Sendable {
        var at: Int64
        var edge: Edge
        var spec: FaultSpec
    }

    /// A power cut shorter than this is no restart.
    static let restart = Lapse.milliseconds(2000)

    /// In the order of their instants; those before `done` have happened.
    private var changes: [Change] = []
    private var done = 0
    /// What has begun and goes on until it is ended.
    private(set) var active: [FaultSpec] = []
    /// What began and ended since it was last taken.
    private var happened: [FaultNote] = []

    /// More than this never wait, go on or are told of.
    static let capacity = 1024

    init(_ specs: [FaultSpec]) {
        for spec in specs { add(spec) }
    }

    /// When the next change is.
    var next: Int64 { done < changes.count ? changes[done].at : .max }

    /// Whether there is room for one more.
    var hasRoom: Bool { changes.count - done + active.count < Self.capacity - 2 }

    mutating func add(_ spec: FaultSpec) {
        if done > Self.capacity {
            changes.removeFirst(done)
            done = 0
        }
        insert(Change(at: spec.at.nanoseconds, edge: .begins, spec: spec))
        var lasting = spec.lasting
        if spec.kind == .deviceRestarted { lasting = max(lasting ?? .zero, Self.restart) }
        if let lasting {
            insert(Change(at: (spec.at + lasting).nanoseconds, edge: .ends, spec: spec))
        }
    }

    private mutating func insert(_ change: Change) {
        var place = changes.count
        while place > done, changes[place - 1].at > change.at { place -= 1 }
        changes.insert(change, at: place)
    }

    mutating func take() -> (FaultSpec, Edge)? {
        guard done < changes.count else { return nil }
        done += 1
        let change = changes[done - 1]
        switch change.edge {
        case .begins: if change.spec.goesOn { active.append(change.spec) }
        case .ends: if let index = active.firstIndex(of: change.spec) { active.remove(at: index) }
        }
        note(change.spec, change.edge, at: change.at)
        return (change.spec, change.edge)
    }

    /// Forgets what goes on with a device, all of it or one kind, and returns it.
    mutating func end(device: Int, kind: FaultSpec.Kind?, at now: Int64) -> [FaultSpec] {
        let ended = active.filter { $0.device == device && (kind == nil || $0.kind == kind) }
        for spec in ended {
            active.removeAll { $0 == spec }
            // What was to end it has nothing left to end.
            for index in changes.indices.reversed()
            where index >= done && changes[index].edge == .ends && changes[index].spec == spec {
                changes.remove(at: index)
            }
            note(spec, .ends, at: now)
        }
        return ended
    }

    private mutating func note(_ spec: FaultSpec, _ edge: Edge, at now: Int64) {
        guard happened.count < Self.capacity else { return }
        let change: FaultNote.Change = edge == .begins ? .began : .ended
        happened.append(FaultNote(spec: spec, change: change, at: Instant(nanoseconds: now)))
    }

    mutating func takeNotes() -> [FaultNote] {
        guard !happened.isEmpty else { return [] }
        defer { happened.removeAll(keepingCapacity: true) }
        return happened
    }
}

/// A fault began or ended.
package struct FaultNote: Hashable, Sendable {
    package enum Change: Hashable, Sendable {
        case began, ended
    }

    package var spec: FaultSpec
    package var change: Change
    package var at: Instant

    package init(spec: FaultSpec, change: Change, at: Instant) {
        self.spec = spec
        self.change = change
        self.at = at
    }
}

extension FaultSpec {
    /// Whether it goes on after it has begun; a reply fault without a time meets one reply.
    fileprivate var goesOn: Bool {
        switch kind {
        case .replyLost, .replyLate, .replyCorrupted, .replyDoubled: lasting != nil
        default: true
        }
    }
}

/// What is wrong with a device's answers.
struct ReplyTrouble: Sendable {
    enum Kind: Hashable, Sendable {
        case lost, late, corrupted, doubled
    }

    private var lasting: [Kind] = []
    private var once: [Kind] = []

    var isEmpty: Bool { lasting.isEmpty && once.isEmpty }

    mutating func begin(_ kind: Kind, lasts: Bool) {
        if lasts { lasting.append(kind) } else { once.append(kind) }
    }

    mutating func end(_ kind: Kind) {
        if let index = lasting.firstIndex(of: kind) { lasting.remove(at: index) }
    }

    /// What happens to the reply that is leaving now.
    mutating func next() -> Kind? {
        if !once.isEmpty { return once.removeFirst() }
        return lasting.first
    }
}
