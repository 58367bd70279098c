import Devices
import Quantities

/// One request of a protocol as the device reads it.
struct RequestPattern: Sendable {
    enum Piece: Hashable, Sendable {
        case literal([UInt8])
        /// Must be this device's own address.
        case address(FieldFormat)
        /// A number; SI value = raw × gain + shift.
        case number(FieldFormat, gain: Double, shift: Double)
        case text
    }

    let name: String
    let verb: SerialVerb
    let pieces: [Piece]
    /// For each operand of the verb: which captured number it is.
    let operands: [Int]
    /// Set where the request is one byte outside the line protocol.
    let immediate: UInt8?
    let reply: ReplyPattern?

    init(_ request: RequestDefinition, _ profile: DeviceProfile, reply: ReplyPattern?) {
        name = request.name
        self.reply = reply
        let (verb, needed) = SerialVerb.named(request.name, of: profile.simulator.model)
        var pieces: [Piece] = []
        var captured: [String] = []
        for segment in request.send.segments {
            switch segment {
            case .literal(let bytes): pieces.append(.literal(bytes))
            case .field("address", let format): pieces.append(.address(format))
            case .field(let name, let format):
                guard format != .word, format != .text else {
                    pieces.append(.text)
                    continue
                }
                let (gain, shift) = Conversion.request(request.name, field: name, profile)
                pieces.append(.number(format, gain: gain, shift: shift))
                captured.append(name)
            }
        }
        let found = needed.compactMap { name in captured.firstIndex(of: name) }
        // A request that lacks what the verb needs can only ask.
        self.verb = found.count == needed.count ? verb : .report
        operands = found.count == needed.count ? found : []
        self.pieces = pieces
        if request.style == .immediate, case .literal(let bytes) = request.send.segments.first {
            immediate = bytes.first
        } else {
            immediate = nil
        }
    }

    /// Whether `frame` is this request to `address`; captures its numbers.
    func matches(_ frame: [UInt8], _ end: Int, address: Int, into captured: inout [Double]) -> Bool
    {
        captured.removeAll(keepingCapacity: true)
        var index = 0
        for piece in pieces {
            switch piece {
            case .literal(let bytes):
                guard index + bytes.count <= end else { return false }
                for offset in bytes.indices where frame[index + offset] != bytes[offset] {
                    return false
                }
                index += bytes.count
            case .address(let format):
                guard let value = Self.read(format, frame, &index, end), value == Double(address)
                else { return false }
            case .number(let format, let gain, let shift):
                guard let value = Self.read(format, frame, &index, end) else { return false }
                captured.append(value * gain + shift)
            case .text: index = end
            }
        }
        return index == end
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

/// How numbers on the wire become SI values, found in a profile.
enum Conversion {
    /// SI = raw × gain + shift, for a field of a request.
    static func request(
        _ request: String,
        field: String,
        _ profile: DeviceProfile
    ) -> (gain: Double, shift: Double) {
        for point in profile.points {
            guard case .serial(let source) = point.source else { continue }
            if source.field == field || (source.write == request && field == "value") {
                return conversion(source, point.kind)
            }
        }
        for action in profile.actions {
            for case .send(request, let fields) in action.commands {
                for candidate in fields where candidate.name == field {
                    return (candidate.unit.scale, candidate.unit.offset)
                }
            }
        }
        return (1, 0)
    }

    /// SI = raw × gain + shift, for a field of a reply.
    static func conversion(
        _ source: SerialField,
        _ kind: PointKind
    ) -> (gain: Double, shift: Double) {
        guard case .quantity(let unit) = kind else { return (source.scale, source.offset) }
        return (source.scale * unit.scale, source.offset * unit.scale + unit.offset)
    }
}
