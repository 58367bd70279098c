import Devices

/// The reply to one request as the device writes it, laid out flat like its request.
struct ReplyPattern: Sendable {
    struct Piece: Hashable, Sendable {
        enum Kind: Hashable, Sendable {
            case literal
            case address
            /// The number of the request it answers.
            case sequence
            /// A variable in wire units, raw = (SI − shift) / gain, as a text of digits.
            case number
            /// The same in a form of fixed width.
            case fixed
            /// The word whose index is the variable's value.
            case word
            /// A pump's status byte.
            case status
            /// What a gantry appends: its feed.
            case feed
        }

        var kind: Kind
        /// Of a literal its bytes, of words the list's entries; of a model its index.
        var start = 0
        var count = 0
        var format = FieldFormat.text
        var variable = Variable.nothing
        var gain = 1.0
        var shift = 0.0
        var layout = ASCIIDigits.Layout()
    }

    private(set) var pieces: [Piece] = []
    private var literals: [UInt8] = []
    private var words: [Range<Int>] = []

    /// The device a pattern is made for.
    struct Owner {
        let profile: DeviceProfile
        let place: ModelPlace
        /// Words of replies that never change.
        let texts: [String: [UInt8]]
        /// By point of the profile.
        let variables: [Variable]
    }

    init(
        _ template: Template,
        request: String,
        of owner: Owner,
        _ definition: ProtocolDefinition
    ) {
        for segment in template.segments {
            switch segment {
            case .literal(let bytes): add(literal: bytes)
            case .field("address", let format):
                pieces.append(Piece(kind: .address, format: format))
            case .field("sequence", let format):
                pieces.append(Piece(kind: .sequence, format: format))
            case .field("prompt", _) where Self.point("prompt", request, owner.profile) == nil:
                add(literal: Self.prompt(of: definition))
            case .field(let name, let format): add(name, format, request, owner)
            }
        }
    }

    /// What an idle device prompts with.
    private static func prompt(of definition: ProtocolDefinition) -> [UInt8] {
        guard case .prompted(_, let prompts) = definition.framing.replies else { return [] }
        return prompts.first?.opening ?? []
    }

    private mutating func add(literal bytes: [UInt8]) {
        pieces.append(Piece(kind: .literal, start: literals.count, count: bytes.count))
        literals += bytes
    }

    private mutating func add(
        _ name: String,
        _ format: FieldFormat,
        _ request: String,
        _ owner: Owner
    ) {
        let place = owner.place
        if let text = owner.texts[name] { return add(literal: text) }
        let own = Self.point(name, request, owner.profile)?.1
        if place.model == .syringePump, format == .character, own?.words.isEmpty ?? true {
            pieces.append(Piece(kind: .status, start: place.index))
            return
        }
        if place.model == .gantry, name == "more" {
            pieces.append(Piece(kind: .feed, start: place.index))
            return
        }
        var piece = Piece(kind: .number, format: format)
        if let kind = Variable.Kind.named(name, of: place.model) {
            piece.variable = Variable(kind: kind, model: place.index, channel: Self.axis(name))
        }
        if let (index, source) = Self.point(name, request, owner.profile) {
            let kind = owner.profile.points[index].kind
            (piece.gain, piece.shift) = Conversion.conversion(source, kind)
            if piece.variable.kind == .nothing { piece.variable = owner.variables[index] }
            if !source.words.isEmpty { return add(source.words, piece) }
        } else if piece.variable.kind == .flow, let other = Self.flowConversion(owner.profile) {
            (piece.gain, piece.shift) = other
        }
        pieces.append(Self.laidOut(piece, place.model))
    }

    private mutating func add(_ list: [String], _ piece: Piece) {
        var piece = piece
        (piece.kind, piece.start, piece.count) = (.word, words.count, list.count)
        for word in list {
            words.append(literals.count..<(literals.count + word.utf8.count))
            literals += Array(word.utf8)
        }
        pieces.append(piece)
    }

    /// The point that reads this field of this request; else of any request.
    private static func point(
        _ name: String,
        _ request: String,
        _ profile: DeviceProfile
    ) -> (Int, SerialField)? {
        var any: (Int, SerialField)?
        for (index, point) in profile.points.enumerated() {
            guard case .serial(let source) = point.source, source.field == name else { continue }
            if source.request == request { return (index, source) }
            if any == nil { any = (index, source) }
        }
        return any
    }

    private static func axis(_ name: String) -> Int {
        switch name {
        case "y": 1
        case "z": 2
        default: 0
        }
    }

    /// A column no point reads (the volumetric flow) is in the unit of the flow that is read.
    private static func flowConversion(_ profile: DeviceProfile) -> (Double, Double)? {
        for point in profile.points {
            guard case .serial(let source) = point.source,
                Variable.Kind.named(source.field, of: .massFlow) == .flow
            else { continue }
            return Conversion.conversion(source, point.kind)
        }
        return nil
    }

    private static func laidOut(_ piece: Piece, _ model: SimulatorModel) -> Piece {
        var piece = piece
        switch piece.format {
        case .integer(let digits, let sign):
            piece.layout.leading = max(digits, 1)
            piece.layout.plus = sign == .always
        case .decimal(let places, let sign):
            piece.layout.places = places > 0 ? places : natural(model, &piece.layout)
            piece.layout.plus = sign == .always
        case .word, .text: piece.layout.places = natural(model, &piece.layout)
        default: piece.kind = .fixed
        }
        return piece
    }

    /// How these devices lay their numbers out where the template leaves it open.
    private static func natural(
        _ model: SimulatorModel,
        _ layout: inout ASCIIDigits.Layout
    ) -> Int {
        switch model {
        case .massFlow:
            // Alicat: `+014.62`.
            layout.leading = 3
            return 2
        case .balance:
            // MT-SICS: the value stands right in its column.
            layout.width = 11
            return 4
        default: return 3
        }
    }

    func append(
        _ world: inout World,
        address: Int,
        number: Int,
        at now: Int64,
        to bytes: inout [UInt8]
    ) {
        for index in pieces.indices {
            switch pieces[index].kind {
            case .literal: append(pieces[index].start, pieces[index].count, to: &bytes)
            case .address: FieldBytes.append(Double(address), pieces[index].format, to: &bytes)
            case .sequence: FieldBytes.append(Double(number), pieces[index].format, to: &bytes)
            case .number:
                let value = world.value(of: pieces[index].variable, at: now)
                let raw = (value - pieces[index].shift) / pieces[index].gain
                ASCIIDigits.append(raw, pieces[index].layout, to: &bytes)
            case .fixed:
                let value = world.value(of: pieces[index].variable, at: now)
                let raw = (value - pieces[index].shift) / pieces[index].gain
                FieldBytes.append(raw, pieces[index].format, to: &bytes)
            case .word:
                let value = world.value(of: pieces[index].variable, at: now)
                guard value >= 0, value < Double(pieces[index].count) else { continue }
                let word = words[pieces[index].start + Int(value)]
                append(word.lowerBound, word.count, to: &bytes)
            case .status: bytes.append(UInt8(world.pumps[pieces[index].start].status(at: now)))
            case .feed:
                let speed = world.gantries[pieces[index].start].speed(at: now)
                bytes.append(contentsOf: Self.feed)
                ASCIIDigits.append(speed * 60_000, ASCIIDigits.Layout(), to: &bytes)
                bytes.append(UInt8(ascii: ","))
                bytes.append(UInt8(ascii: "0"))
            }
        }
    }

    private static let feed: [UInt8] = [70, 83, 58]

    /// The bytes of a reply that shows nothing of the world; its fields are empty or zero.
    func text(of address: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for piece in pieces {
            switch piece.kind {
            case .literal: append(piece.start, piece.count, to: &bytes)
            case .address: FieldBytes.append(Double(address), piece.format, to: &bytes)
            case .word, .status, .feed: break
            case .sequence, .number, .fixed:
                if piece.format != .text { FieldBytes.append(0, piece.format, to: &bytes) }
            }
        }
        return bytes
    }

    private func append(_ start: Int, _ count: Int, to bytes: inout [UInt8]) {
        for index in start..<(start + count) { bytes.append(literals[index]) }
    }
}
