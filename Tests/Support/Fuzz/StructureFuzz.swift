package import Documents

/// Damage to what a document says while it stays a document.
package enum StructureFuzz {
    private static let strangers: [DocumentValue] = [
        .null, .flag(true), .integer(0), .integer(-1), .integer(.max), .number(1e308), .text(""),
        .text("NaN K"), .text("1e308 uL"), .text("-5 uL"), .text("$nothing"), .text("$i"),
        .text("plate/A1:H12"), .text("plate/ZZ999"), .text("buffer"), .text("0 uL"), .text("1 K"),
        .text("((((1))))"), .text("1 +"), .text("stalled(x, 0, 0)"), .text("pipette.home"),
        .text("furnace.ramp"), .text("repeat"), .list([]), .mapping([]), .decimal("1e99999"),
        .text(String(repeating: "a", count: 5000)), .text("\u{0}"), .text("true"),
    ]

    /// The value with one to three changes somewhere inside.
    package static func mutated(_ value: DocumentValue, _ dice: inout Dice) -> DocumentValue {
        var result = value
        for _ in 0..<dice.whole(1...3) {
            var target = dice.below(size(result))
            result = change(result, &target, &dice)
        }
        return result
    }

    private static func size(_ value: DocumentValue) -> Int {
        switch value {
        case .list(let items): items.reduce(1) { $0 + size($1) }
        case .mapping(let members): members.reduce(1) { $0 + size($1.value) }
        default: 1
        }
    }

    /// Changes the value that `target` counts down to, in the order of writing; recursion is as
    /// deep as the value, and generated values are shallow.
    private static func change(
        _ value: DocumentValue,
        _ target: inout Int,
        _ dice: inout Dice
    ) -> DocumentValue {
        if target == 0 {
            target -= 1
            return changed(value, &dice)
        }
        target -= 1
        guard target >= 0 else { return value }
        switch value {
        case .list(let items): return .list(items.map { change($0, &target, &dice) })
        case .mapping(let members):
            return .mapping(
                members.map { DocumentMember($0.key, change($0.value, &target, &dice)) }
            )
        default: return value
        }
    }

    private static func changed(_ value: DocumentValue, _ dice: inout Dice) -> DocumentValue {
        switch value {
        case .list(var items) where !items.isEmpty && dice.chance(0.7):
            let place = dice.below(items.count)
            switch dice.below(3) {
            case 0: items.remove(at: place)
            case 1: items.insert(items[place], at: dice.below(items.count))
            default: items.swapAt(place, dice.below(items.count))
            }
            return .list(items)
        case .mapping(var members) where !members.isEmpty && dice.chance(0.7):
            let place = dice.below(members.count)
            switch dice.below(3) {
            case 0: members.remove(at: place)
            case 1: members[place].key += "x"
            default:
                let other = dice.below(members.count)
                let value = members[place].value
                members[place].value = members[other].value
                members[other].value = value
            }
            return .mapping(members)
        default: return dice.pick(strangers) ?? .null
        }
    }
}
