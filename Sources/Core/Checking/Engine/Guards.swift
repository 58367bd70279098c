import Findings

/// What each written condition was seen to be over all its unrolled occurrences.
struct GuardLedger {
    struct Seen {
        var path: DocumentPath
        var step: Int
        var canBeFalse: Bool
        var canBeTrue: Bool
    }

    private(set) var seen: [Seen] = []
    private var positions: [DocumentPath: Int] = [:]

    mutating func note(_ path: DocumentPath, step: Int, _ canBeFalse: Bool, _ canBeTrue: Bool) {
        if let position = positions[path] {
            seen[position].canBeFalse = seen[position].canBeFalse || canBeFalse
            seen[position].canBeTrue = seen[position].canBeTrue || canBeTrue
            return
        }
        positions[path] = seen.count
        seen.append(Seen(path: path, step: step, canBeFalse: canBeFalse, canBeTrue: canBeTrue))
    }
}
