import Devices
import Quantities

/// One request of a protocol as the device reads it, laid out flat: no part needs memory of its
/// own, since every byte on a line is held against every request.
struct RequestPattern: Sendable {
    struct Piece: Hashable, Sendable {
        enum Kind: Hashable, Sendable {
            case literal
            /// Must be this device's own address.
            case address
            /// SI value = raw × gain + shift.
            case number
            case text
        }

        var kind: Kind
        /// Of a literal: its bytes.
        var start = 0
        var count = 0
        var format = FieldFormat.text
        var gain = 1.0
        var shift = 0.0
    }

    let verb: SerialVerb
    let pieces: [Piece]
    private let literals: [UInt8]
    /// For each operand of the verb: which captured number it is.
    let operands: [Int]
    /// Set where the request is one byte outside the line protocol.
    let immediate: UInt8?
    let reply: ReplyPattern?

    init(_ request: RequestDefinition, _ profile: DeviceProfile, reply: ReplyPattern?) {
        self.reply = reply
        let (verb, needed) = SerialVerb.named(request.name, of: profile.simulator.model)
        var pieces: [Piece] = []
        var literals: [UInt8] = []
        var captured: [String] = []
        for segment in request.send.segments {
            switch segment {
            case .literal(let bytes):
                pieces.append(Piece(kind: .literal, start: literals.count, count: bytes.count))
                literals += bytes
            case .field("address", let format):
                pieces.append(Piece(kind: .address, format: format))
            case .field(_, .word), .field(_, .text): pieces.append(Piece(kind: .text))
            case .field(let name, let format):
                let (gain, shift) = Conversion.request(request.name, field: name, profile)
                pieces.append(Piece(kind: .number, format: format, gain: gain, shift: shift))
                captured.append(name)
            }
        }
        let found = needed.compactMap { name in captured.firstIndex(of: name) }
        // A request that lacks what the verb needs can only ask.
        self.verb = found.count == needed.count ? verb : .report
        operands = found.count == needed.count ? found : []
        self.pieces = pieces
        self.literals = literals
        immediate = request.style == .immediate ? literals.first : nil
    }

    /// Whether `frame` is this request to `address`; captures its numbers.
    func matches(_ frame: [UInt8], _ end: Int, address: Int, into captured: inout [Double]) -> Bool
    {
        captured.removeAll(keepingCapacity: true)
        var index = 0
        for place in pieces.indices {
            switch pieces[place].kind {
            case .literal:
                let (start, count) = (pieces[place].start, pieces[place].count)
                guard index + count <= end else { return false }
                for offset in 0..<count where frame[index + offset] != literals[start + offset] {
                    return false
                }
                index += count
            case .address:
                guard let value = Self.read(pieces[place].format, frame, &index, end),
                    value == Double(address)
                else { return false }
            case .number:
                guard let value = Self.read(pieces[place].format, frame, &index, end) else {
                    return false
                }
                captured.append(value * pieces[place].gain + pieces[place].shift)
            case .text: index = end
            }
        }
        return index == end
    }

    /// Whether a line it does not know is addressed to `address`, where lines bear an address.
    func isAddressed(_ frame: [UInt8], _ end: Int, to address: Int) -> Bool {
        var index = 0
        for piece in pieces {
            switch piece.kind {
            case .literal: index += piece.count
            case .address:
                return Self.read(piece.format, frame, &index, end) == Double(address)
            case .number, .text: return true
            }
        }
        return true
    }

    private static func read(
        _ format: FieldFormat,
        _ frame: [UInt8],
        _ index: inout Int,
        _ end: Int
    ) -> Double? {
        switch format {
        case .character:
            guard index < end else { return nil }
            index += 1
            return Double(frame[index - 1])
        case .hexadecimal(let digits):
            return ASCIIDigits.hexadecimal(frame, &index, end: end, digits: digits)
        case .integer(let digits, _):
            let limit = digits > 0 ? min(end, index + digits) : end
            return ASCIIDigits.decimal(frame, &index, end: limit)
        default: return ASCIIDigits.decimal(frame, &index, end: end)
        }
    }
}
