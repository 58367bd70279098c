package import Devices

/// A template made ready for one device: its address filled in, everything in flat arrays.
///
/// A class, like everything a serial line looks at for every message: a struct of arrays costs a
/// reference count for each of them whenever it is handed on.
package final class WireTemplate: Sendable {
    package enum Form: UInt8, Hashable, Sendable {
        case literal, integer, decimal, hexadecimal, signedHexadecimal, byte, unsigned, signed,
            float
        case twin, exponential, any, word, text
    }

    /// Who fills a field in, or is told by it.
    package enum Role: UInt8, Hashable, Sendable {
        case own, sequence, length
    }

    /// Whether spaces may be more than written.
    package enum Spacing: UInt8, Hashable, Sendable {
        case loose, exact
    }

    /// A stretch of `literals`, or a field of a form with so many digits, decimals or bytes.
    package struct Part: Hashable, Sendable {
        var form: Form
        var start = 0
        var end = 0
        var digits = 0
        var sign = FieldFormat.Sign.whenNegative
        var order = BinaryNumber.Order.highFirst
        /// Added to a byte's number on the wire.
        var plus = 0
        var role = Role.own
    }

    let parts: [Part]
    let literals: [UInt8]
    let spacing: Spacing
    /// Names of the fields a command fills in or a point reads, in their order.
    package let fields: [String]
    /// Whether a message of it can be told from a stale one by its number.
    let carriesSequence: Bool

    /// The template for the device at `address`; nil where the address cannot be written.
    package init?(_ template: Template, address: Int, spacing: Spacing = .loose) {
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
                var part = Part(format)
                switch name {
                case "sequence": part.role = .sequence
                case "length": part.role = .length
                default: fields.append(name)
                }
                parts.append(part)
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
        self.spacing = spacing
        carriesSequence = parts.contains { $0.role == .sequence }
    }

    /// Bytes that always stand at its beginning.
    var opening: ArraySlice<UInt8> {
        guard let first = parts.first, first.form == .literal else { return [] }
        return literals[first.start..<first.end]
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
        case .signedHexadecimal(let digits): self.init(form: .signedHexadecimal, digits: digits)
        case .character: self.init(form: .byte)
        case .byte(let plus): self.init(form: .byte, plus: plus)
        case .binary(let number):
            let form: WireTemplate.Form =
                switch number.kind {
                case .unsigned: .unsigned
                case .signed: .signed
                case .float: .float
                }
            self.init(form: form, digits: number.width, order: number.order)
        case .twin: self.init(form: .twin)
        case .exponential: self.init(form: .exponential)
        case .any(let count): self.init(form: .any, digits: count)
        case .word: self.init(form: .word)
        case .text: self.init(form: .text)
        }
    }
}
