/// What one field of a reply held.
package struct Capture: Hashable, Sendable {
    /// Where its bytes stand.
    package var start: Int
    package var end: Int
    /// Its number; NaN for words and texts.
    package var number: Double
}

extension WireTemplate {
    /// Whether `bytes[start..<end]` is a message of this template; its fields replace `captures`.
    ///
    /// In text, spaces at the end do not matter. A message that bears a number must bear
    /// `sequence`, or any where that is nil.
    package func matches(
        _ bytes: [UInt8],
        from start: Int,
        to end: Int,
        sequence: Int? = nil,
        captures: inout [Capture]
    ) -> Bool {
        captures.removeAll(keepingCapacity: true)
        guard start >= 0, start <= end, end <= bytes.count else { return false }
        var place = start
        for index in parts.indices {
            let part = parts[index]
            if part.form == .literal {
                guard let next = literal(part, bytes, place, end) else { return false }
                place = next
                continue
            }
            guard let capture = capture(part, index, bytes, place, end) else { return false }
            place = capture.end
            switch part.role {
            case .own: captures.append(capture)
            case .sequence where sequence.map { Double($0) != capture.number } ?? false:
                return false
            case .sequence, .length: break
            }
        }
        while spacing == .loose, place < end, bytes[place] == 0x20 { place += 1 }
        return place == end
    }

    /// Past the literal, where it stands at `start`; one space stands for one or more.
    private func literal(_ part: Part, _ bytes: [UInt8], _ start: Int, _ end: Int) -> Int? {
        var place = start
        var index = part.start
        while index < part.end {
            guard place < end, bytes[place] == literals[index] else { return nil }
            place += 1
            if literals[index] == 0x20, spacing == .loose,
                index + 1 == part.end || literals[index + 1] != 0x20
            {
                while place < end, bytes[place] == 0x20 { place += 1 }
            }
            index += 1
        }
        return place
    }

    private func capture(
        _ part: Part,
        _ index: Int,
        _ bytes: [UInt8],
        _ start: Int,
        _ end: Int
    ) -> Capture? {
        switch part.form {
        case .literal: return nil
        case .integer:
            return NumberText.integer(bytes, from: start, to: end, digits: part.digits)
        case .decimal:
            return NumberText.decimal(bytes, from: start, to: end, places: part.digits)
        case .hexadecimal:
            return NumberText.hexadecimal(bytes, from: start, to: end, digits: part.digits)
        case .signedHexadecimal:
            let digits = part.digits
            return NumberText.hexadecimal(bytes, from: start, to: end, digits: digits).map {
                let value = BinaryText.signed(UInt32($0.number), bits: 4 * digits)
                return Capture(start: $0.start, end: $0.end, number: Double(value))
            }
        case .byte:
            guard start < end else { return nil }
            let number = Double(Int(bytes[start]) - part.plus)
            return Capture(start: start, end: start + 1, number: number)
        case .unsigned, .signed, .float:
            return BinaryText.number(bytes, from: start, to: end, part)
        case .twin: return BinaryText.twin(bytes, from: start, to: end)
        case .exponential: return BinaryText.exponential(bytes, from: start, to: end)
        case .any:
            guard start + part.digits <= end else { return nil }
            return Capture(start: start, end: start + part.digits, number: .nan)
        case .word:
            let stop = stop(after: index, bytes, start, end, atSpace: true)
            return stop > start ? Capture(start: start, end: stop, number: .nan) : nil
        case .text:
            let stop = stop(after: index, bytes, start, end, atSpace: false)
            return Capture(start: start, end: stop, number: .nan)
        }
    }

    /// Where the field's successor begins: the literal behind it, a space, or the end.
    private func stop(
        after index: Int,
        _ bytes: [UInt8],
        _ start: Int,
        _ end: Int,
        atSpace: Bool
    ) -> Int {
        let next = index + 1 < parts.count ? parts[index + 1] : nil
        var place = start
        while place < end {
            if let next, next.form == .literal, literal(next, bytes, place, end) != nil {
                return place
            }
            if atSpace, bytes[place] == 0x20 { return place }
            place += 1
        }
        return end
    }
}
