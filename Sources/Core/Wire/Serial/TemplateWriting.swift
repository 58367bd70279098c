import Devices

/// What goes into one field of a request.
package enum WireValue: Hashable, Sendable {
    case number(Double)
    /// A word of the device, such as the one that means a choice.
    case bytes([UInt8])
}

extension WireTemplate {
    /// Appends the message with these field values.
    ///
    /// - Returns: False where their number is wrong or one does not fit its format; `bytes` then
    ///   holds a useless beginning.
    package func append(
        _ values: [WireValue],
        sequence: Int = 0,
        length: Int = 0,
        to bytes: inout [UInt8]
    ) -> Bool {
        guard values.count == fields.count else { return false }
        var next = 0
        for part in parts {
            guard part.form != .literal else {
                bytes += literals[part.start..<part.end]
                continue
            }
            guard part.role == .own else {
                let number = part.role == .sequence ? sequence : length
                guard part.append(Double(number), to: &bytes) else { return false }
                continue
            }
            switch values[next] {
            case .bytes(let word): bytes += word
            case .number(let number):
                guard part.append(number, to: &bytes) else { return false }
            }
            next += 1
        }
        return true
    }
}

extension WireTemplate.Part {
    /// Appends `value` as this field writes it; false where it cannot.
    func append(_ value: Double, to bytes: inout [UInt8]) -> Bool {
        switch form {
        case .literal, .any: return false
        case .integer: return append(whole: value.rounded(), to: &bytes)
        case .decimal where digits == 0: return append(plain: value, to: &bytes)
        case .decimal: return append(decimal: value, places: digits, to: &bytes)
        case .hexadecimal:
            guard let whole = UInt32(exactly: value.rounded()) else { return false }
            let text = Array(String(whole, radix: 16, uppercase: true).utf8)
            guard text.count <= digits else { return false }
            bytes.append(contentsOf: repeatElement(0x30, count: digits - text.count))
            bytes += text
            return true
        case .signedHexadecimal: return append(signedHexadecimal: value, to: &bytes)
        case .byte:
            guard let byte = UInt8(exactly: (value + Double(plus)).rounded()) else { return false }
            bytes.append(byte)
            return true
        case .unsigned, .signed, .float: return append(binary: value, to: &bytes)
        case .twin: return append(twin: value, to: &bytes)
        case .exponential: return append(exponential: value, to: &bytes)
        case .word, .text: return append(plain: value, to: &bytes)
        }
    }

    private func append(whole value: Double, to bytes: inout [UInt8]) -> Bool {
        guard let whole = Int64(exactly: value), abs(value) < 1e15 else { return false }
        appendSign(negative: whole < 0, to: &bytes)
        let text = Array(String(whole.magnitude).utf8)
        bytes.append(contentsOf: repeatElement(0x30, count: max(0, digits - text.count)))
        bytes += text
        return true
    }

    private func append(decimal value: Double, places: Int, to bytes: inout [UInt8]) -> Bool {
        guard places <= 15 else { return false }
        var power = 1.0
        for _ in 0..<places { power *= 10 }
        let scaled = (value * power).rounded()
        guard let whole = Int64(exactly: scaled), abs(scaled) < 9e15 else { return false }
        appendSign(negative: whole < 0, to: &bytes)
        var text = Array(String(whole.magnitude).utf8)
        if text.count <= places {
            text.insert(contentsOf: repeatElement(0x30, count: places + 1 - text.count), at: 0)
        }
        bytes += text.dropLast(places)
        bytes.append(UInt8(ascii: "."))
        bytes += text.suffix(places)
        return true
    }

    /// As few decimals as needed, nine at most, never an exponent.
    private func append(plain value: Double, to bytes: inout [UInt8]) -> Bool {
        if let whole = Int64(exactly: value), abs(value) < 1e15 {
            appendSign(negative: whole < 0, to: &bytes)
            bytes += String(whole.magnitude).utf8
            return true
        }
        guard append(decimal: value, places: 9, to: &bytes) else { return false }
        while bytes.last == UInt8(ascii: "0") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: ".") { bytes.removeLast() }
        return true
    }

    private func appendSign(negative: Bool, to bytes: inout [UInt8]) {
        if negative {
            bytes.append(UInt8(ascii: "-"))
        } else if sign == .always {
            bytes.append(UInt8(ascii: "+"))
        }
    }
}
