/// A fact that is certain one way or the other, or that depends on the path taken.
enum Known: UInt8, Hashable, Sendable {
    case no, yes, maybe

    var canBeYes: Bool { self != .no }
    var isSurelyYes: Bool { self == .yes }

    func merged(_ other: Known) -> Known { self == other ? self : .maybe }
}
