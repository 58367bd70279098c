import Devices

/// The reply to one request as the device writes it.
struct ReplyPattern: Sendable {
    enum Piece: Hashable, Sendable {
        case literal([UInt8])
        case address(FieldFormat)
        /// A variable in wire units, raw = (SI − shift) / gain.
        case number(Variable, gain: Double, shift: Double, ASCIIDigits.Layout)
        case hexadecimal(Variable, gain: Double, shift: Double, digits: Int)
        /// The word whose index is the variable's value.
        case word(Variable, [[UInt8]])
        /// A pump's status byte.
        case status(pump: Int)
        /// What a gantry appends: its feed.
        case feed(gantry: Int)
    }

    let pieces: [Piece]

    init(
        _ template: Template,
        request: String,
        _ profile: DeviceProfile,
        _ place: ModelPlace,
        texts: [String: [UInt8]],
        variables: [Variable]
    ) {
        pieces = template.segments.map { segment in
            switch segment {
            case .literal(let bytes): .literal(bytes)
            case .field("address", let format): .address(format)
            case .field(let name, let format):
                Self.piece(name, format, request, profile, place, texts, variables)
            }
        }
    }

    private static func piece(
        _ name: String,
        _ format: FieldFormat,
        _ request: String,
        _ profile: DeviceProfile,
        _ place: ModelPlace,
        _ texts: [String: [UInt8]],
        _ variables: [Variable]
    ) -> Piece {
        if let text = texts[name] { return .literal(text) }
        if place.model == .syringePump, format == .character { return .status(pump: place.index) }
        if place.model == .gantry, name == "more" { return .feed(gantry: place.index) }
        var variable = Variable.nothing
        if let kind = Variable.Kind.named(name, of: place.model) {
            variable = Variable(kind: kind, model: place.index, channel: axis(name))
        }
        var (gain, shift) = (1.0, 0.0)
        // The exact request's field first, then a field of that name anywhere.
        for exact in [true, false] {
            for (index, point) in profile.points.enumerated() {
                guard case .serial(let source) = point.source, source.field == name,
                    !exact || source.request == request
                else { continue }
                (gain, shift) = Conversion.conversion(source, point.kind)
                if variable.kind == .nothing { variable = variables[index] }
                if !source.words.isEmpty {
                    return .word(variable, source.words.map { Array($0.utf8) })
                }
                return number(name, format, variable, gain, shift, place.model)
            }
        }
        if variable.kind == .flow, let other = flowConversion(profile) { (gain, shift) = other }
        return number(name, format, variable, gain, shift, place.model)
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

    private static func number(
        _ name: String,
        _ format: FieldFormat,
        _ variable: Variable,
        _ gain: Double,
        _ shift: Double,
        _ model: SimulatorModel
    ) -> Piece {
        var layout = ASCIIDigits.Layout()
        switch format {
        case .integer(let digits, let sign):
            layout.leading = max(digits, 1)
            layout.plus = sign == .always
        case .decimal(let places, let sign):
            layout.places = places
            layout.plus = sign == .always
        case .hexadecimal(let digits):
            return .hexadecimal(variable, gain: gain, shift: shift, digits: digits)
        default: break
        }
        if case .decimal(0, _) = format { layout.places = natural(model, &layout) }
        return .number(variable, gain: gain, shift: shift, layout)
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

    func append(_ world: inout World, address: Int, at now: Int64, to bytes: inout [UInt8]) {
        for piece in pieces {
            switch piece {
            case .literal(let literal): bytes.append(contentsOf: literal)
            case .address(let format): Self.append(address, format, to: &bytes)
            case .number(let variable, let gain, let shift, let layout):
                let raw = (world.value(of: variable, at: now) - shift) / gain
                ASCIIDigits.append(raw, layout, to: &bytes)
            case .hexadecimal(let variable, let gain, let shift, let digits):
                let raw = (world.value(of: variable, at: now) - shift) / gain
                ASCIIDigits.appendHexadecimal(raw, digits: digits, to: &bytes)
            case .word(let variable, let words):
                let value = world.value(of: variable, at: now)
                let index = value >= 0 && value < Double(words.count) ? Int(value) : 0
                if words.indices.contains(index) { bytes.append(contentsOf: words[index]) }
            case .status(let pump):
                bytes.append(UInt8(world.pumps[pump].status(at: now)))
            case .feed(let gantry):
                bytes.append(contentsOf: "FS:".utf8)
                let speed = world.gantries[gantry].moves.first?.speed ?? 0
                ASCIIDigits.append(speed * 60_000, ASCIIDigits.Layout(), to: &bytes)
                bytes.append(contentsOf: ",0".utf8)
            }
        }
    }

    private static func append(_ address: Int, _ format: FieldFormat, to bytes: inout [UInt8]) {
        switch format {
        case .character: bytes.append(UInt8(truncatingIfNeeded: address))
        case .hexadecimal(let digits):
            ASCIIDigits.appendHexadecimal(Double(address), digits: digits, to: &bytes)
        case .integer(let digits, _):
            let layout = ASCIIDigits.Layout(leading: max(digits, 1))
            ASCIIDigits.append(Double(address), layout, to: &bytes)
        default: ASCIIDigits.append(Double(address), ASCIIDigits.Layout(), to: &bytes)
        }
    }
}
