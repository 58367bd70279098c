package import Expressions
package import Quantities

extension Expr {
    /// The unit people read the value in: that of what it reads, or the one it is written in.
    package func unit(
        variable: (String) -> PhysicalUnit,
        point: (String) -> PhysicalUnit
    ) -> PhysicalUnit {
        func unit(_ part: Expr) -> PhysicalUnit { part.unit(variable: variable, point: point) }
        switch self {
        case .literal(let quantity): return quantity.unit
        case .variable(let name): return variable(name)
        case .point(let name): return point(name)
        case .negate(let a): return unit(a)
        case .arithmetic(.subtract, let a, let b) where unit(a).offset != 0 && unit(b).offset != 0:
            // Between two temperatures lies a difference.
            return PhysicalUnit("K", .temperature, 1)
        case .arithmetic(.add, let a, _), .arithmetic(.subtract, let a, _): return unit(a)
        case .arithmetic(.multiply, let a, let b):
            return PhysicalUnit.product(unit(a), unit(b), divided: false)
        case .arithmetic(.divide, let a, let b):
            return PhysicalUnit.product(unit(a), unit(b), divided: true)
        case .call(let function, let arguments):
            switch function {
            case .min, .max, .mean, .abs, .round, .average: return arguments.first.map(unit) ?? .one
            case .age: return PhysicalUnit("s", .time, 1)
            case .stalled, .rate, .bad: return .one
            }
        default: return .one
        }
    }
}

extension PhysicalUnit {
    fileprivate static func product(
        _ a: PhysicalUnit,
        _ b: PhysicalUnit,
        divided: Bool
    ) -> PhysicalUnit {
        if b == .one { return a }
        if a == .one, !divided { return b }
        if a == b, divided { return .one }
        return base(divided ? a.dimensions / b.dimensions : a.dimensions * b.dimensions)
    }

    /// The SI unit of these dimensions, for values that were computed and have no unit of their
    /// own.
    package static func base(_ dimensions: Dimensions) -> PhysicalUnit {
        let known = ["s", "K", "L", "kg", "m", "mol", "A", "Pa", "J", "W", "V", "Hz", "S", "ohm"]
        for symbol in known {
            if let unit = PhysicalUnit.named(symbol), unit.dimensions == dimensions { return unit }
        }
        return dimensions == .number ? .one : PhysicalUnit("(SI)", dimensions, 1)
    }
}
