import Devices
import Findings

/// Which reads and which raw writes a device takes.
extension ProfileDecoder {
    func readShapes(_ members: inout Members, _ link: inout ModbusLink) {
        let base = addressBase
        link.forbidden =
            members.optional("forbidden")?.list(0...100) { Self.forbidden($0, base) } ?? []
        let startPlace = members.optional("starts")
        link.starts = startPlace?.list(1...100) { address($0) } ?? []
        let blockPlace = members.optional("blocks")
        var blocks: [ExactBlock] = []
        _ = blockPlace?.list(1...100) { item in
            if let block = self.block(item, link, after: blocks) { blocks.append(block) }
            return ()
        }
        link.blocks = blocks
        if let blockPlace, startPlace != nil {
            blockPlace.report(
                .badProfile,
                "Blocks say where reads begin; “starts” says it otherwise. Keep one of the two."
            )
        }
        if let place = blockPlace ?? startPlace, link.grouping == .single {
            place.report(
                .badProfile,
                "“grouping: single” reads one field a request, this whole blocks. Keep one of the "
                    + "two."
            )
        }
    }

    /// `[FIRST, LAST]`, as the profile counts addresses.
    private static func forbidden(_ field: Field, _ base: Int) -> ClosedRange<Int>? {
        guard let ends = field.list(2...2, { $0.wireAddress() }), ends.count == 2 else {
            return nil
        }
        guard ends[0] <= ends[1], ends[0] >= base, ends[1] - base <= 65_535 else {
            field.report(.badProfile, "A range of addresses is [FIRST, LAST], up to 65535.")
            return nil
        }
        return (ends[0] - base)...(ends[1] - base)
    }

    /// An address as the profile counts them; on the wire they count from 0.
    func address(_ field: Field) -> Int? {
        guard let written = field.wireAddress() else { return nil }
        guard written >= addressBase, written - addressBase <= 65_535 else {
            field.report(
                .badProfile,
                "Addresses are \(addressBase) to \(65_535 + addressBase) here."
            )
            return nil
        }
        return written - addressBase
    }

    /// `{table, address, count}`: read exactly so, or not at all.
    private func block(
        _ field: Field,
        _ link: ModbusLink,
        after others: [ExactBlock]
    ) -> ExactBlock? {
        field.mapping { members in
            let table = members.required("table")?.choice(of: ModbusField.Table.self)
            let address = members.required("address").flatMap { self.address($0) }
            let countPlace = members.required("count")
            let count = countPlace?.integer(in: 1...2000)
            let timeout = members.optional("read-timeout")
            let lateness = members.optional("read-lateness")
            guard let table, let address, let countPlace, let count else { return nil }
            var block = ExactBlock(table: table, address: address, count: count)
            block.readTimeout = timeout?.lapse()
            block.readLateness = lateness?.lapse()
            if let timeout, let value = block.readTimeout { lintTimeout(value, link, timeout) }
            let greatest = link.greatest(in: table)
            if count > greatest {
                countPlace.report(
                    .badProfile,
                    "The block has \(count) \(table.isBits ? "bits" : "registers"); "
                        + "“\(table.isBits ? "greatest-bit-read" : "greatest-read")” is "
                        + "\(greatest)."
                )
            }
            if block.range.upperBound > 65_536 {
                countPlace.report(.badProfile, "The block ends beyond the last address.")
            }
            for range in link.forbidden where range.overlaps(block.range) {
                members.report(
                    .badProfile,
                    "The block reads through the forbidden range "
                        + "\(range.lowerBound + addressBase) to \(range.upperBound + addressBase)."
                )
            }
            for other in others where other.table == table && other.range.overlaps(block.range) {
                members.report(
                    .badProfile,
                    "The block overlaps the one at address \(other.address + addressBase)."
                )
            }
            return block
        }
    }

    /// `{name, before: […], after: […]}`.
    func unlock(_ field: Field) -> WriteUnlock? {
        field.mapping { members in
            let name = members.required("name")?.identifier()
            let before = members.required("before")?.list(1...4) { rawWrite($0) } ?? []
            let after = members.optional("after")?.list(0...4) { rawWrite($0) } ?? []
            return name.map { WriteUnlock(name: $0, before: before, after: after) }
        }
    }

    /// `{address, value, function}`: a register or coil set to one raw value.
    private func rawWrite(_ field: Field) -> RawWrite? {
        field.mapping { members in
            let address = members.required("address").flatMap { self.address($0) }
            let valuePlace = members.required("value")
            let value = valuePlace?.rawValue()
            let functionPlace = members.optional("function")
            let function = functionPlace?.integer(in: 5...16) ?? 6
            guard let address, let valuePlace, let value else { return nil }
            guard [5, 6, 16].contains(function) else {
                functionPlace?.report(.badProfile, "This is written with function 5, 6 or 16.")
                return nil
            }
            guard (0...(function == 5 ? 1 : 0xFFFF)).contains(value) else {
                valuePlace.report(
                    .badProfile,
                    function == 5 ? "A coil is 0 or 1." : "A register holds 0 to 0xFFFF."
                )
                return nil
            }
            return RawWrite(address: address, value: value, function: function)
        }
    }
}

extension Field {
    /// A raw register value: a number, or `0x7FFF`.
    func rawValue() -> Int? {
        if form == .text, let text = scalarText, text.hasPrefix("0x") {
            guard text.count <= 18, let value = UInt64(text.dropFirst(2), radix: 16) else {
                refuse(wanting: "a raw value, such as 0x7FFF")
                return nil
            }
            return Int(truncatingIfNeeded: value)
        }
        return integer(in: Int.min...Int.max)
    }
}
