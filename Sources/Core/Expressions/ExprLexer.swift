import Findings
import Quantities

/// The smallest parts of an expression, with the offset of each in characters.
struct ExprLexer {
    enum Lexeme: Hashable {
        case quantity(Quantity)
        case variable(String)
        case name(String)
        case text(String)
        case symbol(String)
        case end
    }

    static let keywords: Set<String> = ["and", "or", "not", "within", "of", "true", "false"]

    private let characters: [Character]
    private(set) var position = 0

    init(_ text: String) { characters = Array(text) }

    mutating func next() throws(ExprError) -> (Lexeme, offset: Int) {
        while position < characters.count, characters[position].isWhitespace { position += 1 }
        let start = position
        guard position < characters.count else { return (.end, start) }
        let character = characters[position]
        if character.isASCIIDigit { return (try number(), start) }
        if character == "$" {
            position += 1
            let name = identifier()
            guard !name.isEmpty else {
                throw ExprError(.badExpression, "a name is missing after $", at: start)
            }
            return (.variable(name), start)
        }
        if character.startsName {
            return (.name(identifier()), start)
        }
        if character == "'" || character == "\"" { return (try quoted(character), start) }
        return (try symbol(), start)
    }

    private mutating func symbol() throws(ExprError) -> Lexeme {
        let two = String(characters[position..<Swift.min(position + 2, characters.count)])
        if ["<=", ">=", "==", "!="].contains(two) {
            position += 2
            return .symbol(two)
        }
        let one = String(characters[position])
        guard "+-*/<>(),".contains(one) else {
            throw ExprError(.badExpression, "‘\(one)’ has no meaning here", at: position)
        }
        position += 1
        return .symbol(one)
    }

    private mutating func quoted(_ mark: Character) throws(ExprError) -> Lexeme {
        let start = position
        position += 1
        var text = ""
        while position < characters.count, characters[position] != mark {
            text.append(characters[position])
            position += 1
        }
        guard position < characters.count else {
            throw ExprError(.badExpression, "the text is not closed", at: start)
        }
        position += 1
        return .text(text)
    }

    /// Names may hold dots (`furnace.temperature`) and hyphens (`over-temperature`), so a minus
    /// needs a space before it.
    private mutating func identifier() -> String {
        var name = ""
        while position < characters.count, characters[position].continuesName {
            name.append(characters[position])
            position += 1
        }
        while let last = name.last, last == "." || last == "-" {
            name.removeLast()
            position -= 1
        }
        return name
    }

    /// A number, and the unit that follows it with or without one space.
    private mutating func number() throws(ExprError) -> Lexeme {
        let start = position
        var digits = ""
        while position < characters.count {
            let character = characters[position]
            let exponentSign =
                (character == "+" || character == "-") && (digits.last == "e" || digits.last == "E")
            let exponent =
                (character == "e" || character == "E") && position + 1 < characters.count
                && (characters[position + 1].isASCIIDigit
                    || (position + 2 < characters.count && "+-".contains(characters[position + 1])
                        && characters[position + 2].isASCIIDigit))
            guard character.isASCIIDigit || character == "." || exponent || exponentSign else {
                break
            }
            digits.append(character)
            position += 1
        }
        guard let value = Double(digits), value.isFinite else {
            throw ExprError(.notFinite, "‘\(digits)’ is not a number this can hold", at: start)
        }
        guard let unit = unit() else { return .quantity(.number(value)) }
        return .quantity(Quantity(value, unit))
    }

    /// The longest known unit here; none leaves the position where it was.
    private mutating func unit() -> PhysicalUnit? {
        var cursor = position
        while cursor < characters.count, characters[cursor] == " " { cursor += 1 }
        var symbol = ""
        var best: (PhysicalUnit, Int)?
        while cursor < characters.count, characters[cursor].isUnitPart, symbol.count < 24 {
            symbol.append(characters[cursor])
            cursor += 1
            let atWordEnd = cursor == characters.count || !characters[cursor].isLetter
            if atWordEnd, !Self.keywords.contains(symbol), let unit = PhysicalUnit.named(symbol) {
                best = (unit, cursor)
            }
        }
        guard let best else { return nil }
        position = best.1
        return best.0
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
    fileprivate var startsName: Bool { isLetter || self == "_" }
    fileprivate var continuesName: Bool {
        isLetter || isASCIIDigit || self == "_" || self == "." || self == "-"
    }
    fileprivate var isUnitPart: Bool {
        isLetter || self == "/" || self == "%" || self == "°" || self == "µ" || self == "^"
            || isASCIIDigit
    }
}
