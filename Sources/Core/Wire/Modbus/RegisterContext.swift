import Devices
import Interlocks
import Quantities

/// A point whose value takes part in another's, read in the same reply or apart.
struct Companion: Sendable {
    enum Role: UInt8, Sendable {
        /// So many digits stand behind the decimal point.
        case decimals
        case scale, offset
    }

    var role: Role
    /// Its place counts from the same first register as the field's it belongs to.
    var field: RegisterField
    /// Among the line's values that are read apart; -1 where it is in the same reply.
    var source = -1
}

/// What fields of one line refer to besides their own bytes.
struct RegisterContext: Sendable {
    var bad: [Int] = []
    var companions: [Companion] = []
    var words = WordList()

    /// More digits than this behind the point no device shows.
    private static let greatestDecimals = 9.0

    /// The reading of any field; bad where one of its companions is.
    func reading(
        _ field: RegisterField,
        _ bytes: [UInt8],
        data: Int,
        at now: Instant
    ) -> Reading {
        if field.form == .text { return word(field, bytes, data: data, at: now) }
        guard field.firstCompanion < field.endCompanion else {
            return field.reading(bytes, data: data, bad: bad, at: now)
        }
        guard let number = field.number(bytes, data: data, bad: bad),
            let conversion = conversion(of: field, bytes, data: data)
        else { return RegisterField.none(now) }
        return conversion.reading(raw: number, at: now)
    }

    /// How the field converts with what its companions hold; nil where one is no number.
    ///
    /// `apart` holds the values that came with other replies.
    func conversion(
        of field: RegisterField,
        _ bytes: [UInt8],
        data: Int,
        apart: [Double] = []
    ) -> ValueConversion? {
        var conversion = field.conversion
        for index in field.firstCompanion..<field.endCompanion {
            let companion = companions[index]
            let found =
                apart.indices.contains(companion.source)
                ? apart[companion.source] : companion.field.part(bytes, data: data, bad: bad)
            guard let value = found, value.isFinite else { return nil }
            switch companion.role {
            case .decimals:
                guard value == value.rounded(), abs(value) <= Self.greatestDecimals else {
                    return nil
                }
                // Divided by a power that is exact, so that 1234 with one decimal is 123.4.
                for _ in 0..<Int(abs(value)) {
                    if value > 0 { conversion.divisor *= 10 } else { conversion.scale *= 10 }
                }
            case .scale:
                guard value != 0 else { return nil }
                conversion.scale *= value
            case .offset: conversion.offset += value
            }
        }
        return conversion
    }

    /// Which of its words a text is; for a flag, whether it is the one it has.
    private func word(
        _ field: RegisterField,
        _ bytes: [UInt8],
        data: Int,
        at now: Instant
    ) -> Reading {
        guard let text = field.characters(bytes, data: data) else { return RegisterField.none(now) }
        let range = field.firstWord..<field.endWord
        let found = words.index(of: text, 0, text.count, in: range)
        if field.conversion.form == .flag {
            let raw = found == nil ? 0.0 : 1
            return field.conversion.reading(raw: raw, at: now)
        }
        guard let found else { return Reading(value: 0, quality: .outOfRange, at: now) }
        return field.conversion.reading(raw: Double(found), at: now)
    }
}

extension RegisterField {
    /// What the field contributes to another's value, in its point's unit.
    func part(_ bytes: [UInt8], data: Int, bad: [Int]) -> Double? {
        number(bytes, data: data, bad: bad).map { $0 * conversion.scale + conversion.offset }
    }

    /// The characters of a text without the blanks and zeros that fill it up; nil where bytes are
    /// missing.
    package func characters(_ bytes: [UInt8], data: Int) -> [UInt8]? {
        let start = data + position
        guard start >= 0, start + 2 * width <= bytes.count else { return nil }
        var text: [UInt8] = []
        for register in 0..<width {
            let first = bytes[start + 2 * register]
            let second = bytes[start + 2 * register + 1]
            let (high, low) = self.bytes == .asSent ? (first, second) : (second, first)
            if lane != .low { text.append(high) }
            if lane != .high { text.append(low) }
        }
        if let end = text.firstIndex(of: 0) { text.removeSubrange(end...) }
        while text.last == 0x20 { text.removeLast() }
        return text
    }
}
