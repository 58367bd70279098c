import Devices
import Findings
import Quantities

extension ProfileDecoder {
    mutating func modbusField(
        _ members: inout Members,
        _ name: String,
        _ kind: PointKind?,
        _ access: PointDefinition.Access
    ) -> ModbusField? {
        let table = members.required("table")?.choice(of: ModbusField.Table.self)
        let addressPlace = members.required("address")
        let address = addressPlace.flatMap { self.address($0) }
        let encodingPlace = members.optional("encoding")
        let encoding = encodingPlace?.choice(of: ModbusField.Encoding.self)
        let words = members.optional("word-order")?.choice(of: ModbusField.Order.self) ?? .big
        let bytes = members.optional("byte-order")?.choice(of: ModbusField.Order.self) ?? .big
        let (scale, offset) = scaling(&members, kind)
        let bad = members.optional("bad")?.list(0...16) { $0.rawValue() } ?? []
        let readBack = members.optional("read-back").flatMap { self.address($0) }
        guard let table, let addressPlace, let address else { return nil }
        guard let encoding = encoding ?? (table.isBits ? .bit : nil) else {
            if encodingPlace == nil {
                members.report(.missingKey, "“encoding” is missing here: int16, float32, …")
            }
            return nil
        }
        var field = ModbusField(
            table: table,
            address: address,
            encoding: encoding,
            wordOrder: words,
            byteOrder: bytes,
            scale: scale,
            offset: offset,
            badValues: bad,
            readBackAddress: readBack
        )
        readBits(&members, &field)
        readText(&members, &field, kind)
        readCompanions(&members, &field)
        readTimes(&members, &field, access)
        readWriting(&members, &field, access)
        lintEncoding(field, kind, members.field)
        lintPlace(field, name, addressPlace)
        fieldPlaces.append(FieldPlace(point: name, field: members.field))
        return field
    }

    /// `bit` and `bits`: part of a register, or several neighbours of a table of bits.
    private func readBits(_ members: inout Members, _ field: inout ModbusField) {
        guard field.table.isBits else {
            let bits = Self.bits(&members, width: 64)
            field.bit = bits.first
            field.bits = bits.count
            return
        }
        if let place = members.optional("bit") {
            place.report(
                .badProfile,
                "A \(field.table.rawValue) is one bit; leave out “bit”, give “bits” for several."
            )
        }
        field.bits = members.optional("bits")?.integer(in: 1...32) ?? 1
    }

    private func readCompanions(_ members: inout Members, _ field: inout ModbusField) {
        field.decimalsFrom = members.optional("decimals-from")?.nonEmptyText()
        field.scaleFrom = members.optional("scale-from")?.nonEmptyText()
        field.offsetFrom = members.optional("offset-from")?.nonEmptyText()
        let reading = members.optional("companions")
        if let value = reading?.choice(of: ModbusField.CompanionReading.self) {
            field.companionReading = value
        }
        if field.companions.isEmpty {
            reading?.report(
                .badProfile,
                "No other point takes part in this one; give “decimals-from”, “scale-from” or "
                    + "“offset-from”, or leave this out."
            )
        }
        field.group = members.optional("group")?.identifier()
    }

    /// What a read of this point takes, where that is not what the link says.
    private func readTimes(
        _ members: inout Members,
        _ field: inout ModbusField,
        _ access: PointDefinition.Access
    ) {
        let timeout = members.optional("read-timeout")
        let lateness = members.optional("read-lateness")
        if access == .write, field.readBackAddress == nil {
            for place in [timeout, lateness] {
                place?.report(.badProfile, "This point is never read; leave this out.")
            }
        }
        field.readTimeout = timeout?.lapse()
        field.readLateness = lateness?.lapse()
        if let modbus, let timeout, let value = field.readTimeout {
            lintTimeout(value, modbus, timeout)
        }
    }

    private func readText(
        _ members: inout Members,
        _ field: inout ModbusField,
        _ kind: PointKind?
    ) {
        let registers = members.optional("registers")
        let lane = members.optional("byte-lane")
        let words = members.optional("words")
        guard field.encoding == .text else {
            for place in [registers, lane, words] {
                place?.report(.badProfile, "This goes with “encoding: text” only.")
            }
            return
        }
        field.registers = registers?.integer(in: 1...60) ?? 1
        field.byteLane = lane?.choice(of: ModbusField.ByteLane.self) ?? .both
        field.words = words?.list(1...256) { $0.nonEmptyText() } ?? []
        if registers == nil {
            members.report(.missingKey, "How long is the text? Give “registers”.")
        }
        guard let words, !field.words.isEmpty else {
            if words == nil {
                members.report(
                    .missingKey,
                    "What may it say? Give “words”: one for a flag (true where it is that), one "
                        + "for each choice."
                )
            }
            return
        }
        lint(field, kind, words)
    }

    private func lint(_ field: ModbusField, _ kind: PointKind?, _ place: Field) {
        switch kind {
        case .flag where field.words.count != 1:
            place.report(.badProfile, "A flag has one word here: true where the text is that.")
        case .choice(let choices) where choices.count != field.words.count:
            place.report(
                .badProfile,
                "There are \(choices.count) choices and \(field.words.count) words; each choice "
                    + "needs its word, in the same order."
            )
        case .quantity:
            place.report(.badProfile, "A text is a flag or a choice, not a quantity.")
        default: break
        }
        let room = field.registers * (field.byteLane == .both ? 2 : 1)
        for (index, word) in field.words.enumerated() {
            if word.utf8.count > room {
                place.report(
                    .badProfile,
                    "“\(JSONText.visible(word))” has \(word.utf8.count) characters; there is room "
                        + "for \(room)."
                )
            }
            if word.hasSuffix(" ") {
                place.report(
                    .badProfile,
                    "“\(JSONText.visible(word))” ends with a blank; blanks that fill up a text "
                        + "are left out before it is compared."
                )
            }
            if field.words[..<index].contains(word) {
                place.report(.duplicateName, "“\(JSONText.visible(word))” is there twice.")
            }
        }
    }

    private func readWriting(
        _ members: inout Members,
        _ field: inout ModbusField,
        _ access: PointDefinition.Access
    ) {
        let function = members.optional("write-function")
        let modify = members.optional("modify")
        let unlock = members.optional("unlock")
        let settle = members.optional("settle")
        let timeout = members.optional("write-timeout")
        let lateness = members.optional("write-lateness")
        let endurance = members.optional("endurance")
        guard access != .read else {
            for place in [function, modify, unlock, settle, timeout, lateness, endurance] {
                place?.report(
                    .badProfile,
                    "This point is only read; say “access: read-write”, or leave this out."
                )
            }
            return
        }
        field.modification = modify?.choice(of: ModbusField.Modification.self) ?? .mask
        field.writeFunction = function?.integer(in: 5...23) ?? field.usualWriteFunction
        field.unlock = unlock?.nonEmptyText()
        field.settle = settle?.lapse() ?? .zero
        field.writeTimeout = timeout?.lapse()
        field.writeLateness = lateness?.lapse()
        field.endurance = endurance?.integer(in: 1...1_000_000_000)
        lintWriting(field, function ?? members.field)
        lintHabits(field, access, members.field)
        if let modbus, let unlock, let name = field.unlock, modbus.unlock(name) == nil {
            unlock.reportUnknown(name, "unlock", among: modbus.unlocks.map(\.name))
        }
        if let modbus, let timeout, let value = field.writeTimeout {
            lintTimeout(value, modbus, timeout)
        }
    }
}

extension ModbusField {
    /// What a point is written with where the profile does not say.
    fileprivate var usualWriteFunction: Int {
        if table == .coil { return width > 1 ? 15 : 5 }
        if width > 1 { return 16 }
        return isModified && modification == .mask ? 22 : 6
    }
}
