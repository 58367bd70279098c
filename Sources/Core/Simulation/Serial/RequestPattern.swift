import Devices
import Quantities

/// One request of a protocol as the device reads it, laid out flat.
///
/// A class, because every frame on a line is held against every request: what is only read need
/// not be copied for it.
final class RequestPattern: Sendable {
    struct Piece: Hashable, Sendable {
        enum Kind: Hashable, Sendable {
            case literal
            /// Must be this device's own address, or that of a group it belongs to.
            case address
            /// The message's number.
            case sequence
            /// SI value = raw × gain + shift.
            case number
            /// Says what the framing says already.
            case filler
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

    /// The addresses a device listens to.
    struct Ears: Sendable {
        let address: Int
        let groups: [GroupAddress]

        func hear(_ value: Double) -> Hearing? {
            if groups.contains(where: { $0.address == address }) {
                return value == Double(address) ? .group : nil
            }
            if value == Double(address) { return .own }
            let group = groups.first { Double($0.address) == value }
            guard let group else { return nil }
            return group.members?.contains(address) ?? true ? .group : nil
        }
    }

    enum Hearing: Hashable, Sendable {
        case own
        /// Several devices were spoken to; none answers.
        case group
    }

    /// What a request held.
    struct Captured: Sendable {
        var numbers: [Double] = []
        /// The message's number, where it bears one.
        var number = 0
        var hearing = Hearing.own
    }

    let verb: SerialVerb
    let pieces: [Piece]
    private let literals: [UInt8]
    /// For each operand of the verb: which captured number it is.
    let operands: [Int]
    /// Set where the request is one byte outside the line protocol.
    let immediate: UInt8?
    let summing: RequestDefinition.Summing
    let reply: ReplyPattern?
    let then: [ReplyPattern]
    let ask: [UInt8]
    /// Whether a refusal shows only at a later question, and whether this is that question.
    let tellsLater: Bool
    let isQuestion: Bool
    /// What `put` writes.
    private let target: Target

    /// A point the device keeps, and the values it takes.
    struct Target: Hashable, Sendable {
        var variable = Variable.nothing
        var bounds = Bounds.everything
    }

    init(
        _ request: RequestDefinition,
        of definition: ProtocolDefinition,
        _ owner: ReplyPattern.Owner
    ) {
        let profile = owner.profile
        let lines = request.replyLines.map {
            ReplyPattern($0, request: request.name, of: owner, definition)
        }
        reply = lines.first
        then = Array(lines.dropFirst())
        ask = request.ask
        summing = request.summing
        tellsLater = request.check != nil
        isQuestion = definition.requests.contains { $0.check == request.name }
        var (verb, needed) = SerialVerb.named(request.name, of: profile.simulator.model)
        var target = Target()
        if verb == .report, let index = Self.written(by: request.name, profile) {
            (verb, needed) = (.put, ["value"])
            target.variable = owner.variables[index]
            target.bounds = profile.limit(profile.points[index].name) ?? .everything
        }
        self.target = target
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
            case .field("sequence", let format):
                pieces.append(Piece(kind: .sequence, format: format))
            case .field("length", let format): pieces.append(Piece(kind: .filler, format: format))
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

    /// The point the request writes.
    private static func written(by request: String, _ profile: DeviceProfile) -> Int? {
        profile.points.firstIndex {
            if case .serial(let source) = $0.source { source.write == request } else { false }
        }
    }

    var bearsNumber: Bool { pieces.contains { $0.kind == .sequence } }

    /// Writes the point, where it takes the value.
    func put(_ operands: [Double], _ world: inout World, at now: Int64) -> SerialAnswer {
        world.followAll(to: now)
        guard target.bounds.contains(operands[0]) else { return .refused }
        switch world.write(target.variable, operands[0], at: now) {
        case .done: return .reply(from: now)
        case .badValue, .refused, .readOnly: return .refused
        }
    }

    /// Whether `frame[start..<end]` is this request to one who listens so; captures its numbers.
    func matches(
        _ frame: [UInt8],
        _ start: Int,
        _ end: Int,
        to listening: Ears,
        into captured: inout Captured
    ) -> Bool {
        captured.numbers.removeAll(keepingCapacity: true)
        captured.hearing = .own
        var index = start
        for place in pieces.indices {
            let format = pieces[place].format
            switch pieces[place].kind {
            case .literal:
                let (start, count) = (pieces[place].start, pieces[place].count)
                guard index + count <= end else { return false }
                for offset in 0..<count where frame[index + offset] != literals[start + offset] {
                    return false
                }
                index += count
            case .address:
                guard let value = FieldBytes.read(format, frame, &index, end),
                    let hearing = listening.hear(value)
                else { return false }
                captured.hearing = hearing
            case .sequence:
                guard let value = FieldBytes.read(format, frame, &index, end) else { return false }
                captured.number = Int(value)
            case .filler:
                guard FieldBytes.read(format, frame, &index, end) != nil else { return false }
            case .number:
                guard let value = FieldBytes.read(format, frame, &index, end) else {
                    return false
                }
                captured.numbers.append(value * pieces[place].gain + pieces[place].shift)
            case .text: index = end
            }
        }
        return index == end
    }

    /// Whether a line it does not know is addressed to this device alone, where lines bear an
    /// address.
    func isAddressed(_ frame: [UInt8], _ start: Int, to listening: Ears) -> Bool {
        var index = start
        for piece in pieces {
            switch piece.kind {
            case .literal: index += piece.count
            case .address:
                let value = FieldBytes.read(piece.format, frame, &index, frame.count)
                return value.flatMap { listening.hear($0) } == .own
            case .sequence, .filler:
                guard FieldBytes.read(piece.format, frame, &index, frame.count) != nil else {
                    return true
                }
            case .number, .text: return true
            }
        }
        return true
    }
}
