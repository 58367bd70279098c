import Quantities

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

    private let changes: [Change]
    private var done = 0

    init(_ specs: [FaultSpec]) {
        var changes: [Change] = []
        for spec in specs {
            changes.append(Change(at: spec.at.nanoseconds, edge: .begins, spec: spec))
            var lasting = spec.lasting
            if spec.kind == .deviceRestarted { lasting = max(lasting ?? .zero, Self.restart) }
            if let lasting {
                changes.append(Change(at: (spec.at + lasting).nanoseconds, edge: .ends, spec: spec))
            }
        }
        self.changes = changes.enumerated()
            .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
            .map(\.element)
    }

    /// When the next change is.
    var next: Int64 { done < changes.count ? changes[done].at : .max }

    mutating func take() -> (FaultSpec, Edge)? {
        guard done < changes.count else { return nil }
        done += 1
        return (changes[done - 1].spec, changes[done - 1].edge)
    }
}

/// What is wrong with a device's answers.
struct ReplyTrouble: Sendable {
    enum Kind: Hashable, Sendable {
        case lost, late, corrupted
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
