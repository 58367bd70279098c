package import Devices

/// A template made ready for one device: its address filled in, everything in flat arrays.
///
/// A class, like everything a serial line looks at for every message: a struct of arrays costs a
/// reference count for each of them whenever it is handed on.
package final class WireTemplate: Sendable {
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

    let parts: [Part]
    let literals: [UInt8]
    /// Names of the fields without the address, in their order.
    package let fields: [String]

    /// The template for the device at `address`; nil where the address cannot be written.
    package init?(_ template: Template, address: Int) {
        var parts: [Part] = []
        var literals: [UInt8] = []
        var fields: [String] = []
        for segment in template.segments {
            let start = literals.count
            switch segment {
            case .literal(let bytes): literals += bytes
            case .field("address", let format):
                guard Part(format).append(Double(address), to: &literals) else { return nil }
            case .field(let name, let format):
                parts.append(Part(format))
                fields.append(name)
            }
            guard literals.count > start else { continue }
            if let last = parts.indices.last, parts[last].form == .literal {
                parts[last].end = literals.count
            } else {
                parts.append(Part(form: .literal, start: start, end: literals.count))
            }
        }
        self.parts = parts
        self.literals = literals
        self.fields = fields
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
