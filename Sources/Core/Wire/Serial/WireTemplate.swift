package import Devices

/// A template made ready for one device: its address filled in, everything in flat arrays.
package struct WireTemplate: Hashable, Sendable {
    package enum Form: UInt8, Hashable, Sendable {
        case literal, integer, decimal, hexadecimal, character, word, text
    }

    /// A stretch of `literals`, or a field of a form with so many digits or decimals.
    package struct Part: Hashable, Sendable {
        var form: Form
        var start = 0
        var end = 0
        var digits = 0
        var sign = FieldFormat.Sign.whenNegative
    }

    package private(set) var parts: [Part] = []
    package private(set) var literals: [UInt8] = []
    /// Names of the fields without the address, in their order.
    package private(set) var fields: [String] = []

    /// The template for the device at `address`; nil where the address cannot be written.
    package init?(_ template: Template, address: Int) {
        for segment in template.segments {
            switch segment {
            case .literal(let bytes): append(bytes)
            case .field("address", let format):
                var bytes: [UInt8] = []
                guard Part(format).append(Double(address), to: &bytes) else { return nil }
                append(bytes)
            case .field(let name, let format):
                parts.append(Part(format))
                fields.append(name)
            }
        }
    }

    private mutating func append(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        let start = literals.count
        literals += bytes
        if let last = parts.indices.last, parts[last].form == .literal {
            parts[last].end = literals.count
        } else {
            parts.append(Part(form: .literal, start: start, end: literals.count))
        }
    }
}

extension WireTemplate.Part {
    init(_ format: FieldFormat) {
        switch format {
        case .integer(let digits, let sign):
            self.init(form: .integer, digits: digits, sign: sign)
        case .decimal(let places, let sign):
            self.init(form: .decimal, digits: places, sign: sign)
        case .hexadecimal(let digits): self.init(form: .hexadecimal, digits: digits)
        case .character: self.init(form: .character)
        case .word: self.init(form: .word)
        case .text: self.init(form: .text)
        }
    }
}
