/// Why a capture file cannot be read: what is wrong, and where.
package struct CaptureFault: Error, Hashable, Sendable {
    /// Continues a sentence that begins with the file's name.
    package var message: String
    /// The byte at which the block in question begins.
    package var offset: Int

    package init(_ message: String, _ offset: Int) {
        self.message = message
        self.offset = offset
    }
}

/// One block of a pcapng file without its lengths.
struct PcapngBlock {
    var type: UInt32
    var body: [UInt8]
    /// Where it begins in the file.
    var offset: Int

    /// Section header, interface description, enhanced packet.
    static func isKnown(_ type: UInt32) -> Bool { type == 0x0A0D_0D0A || type == 1 || type == 6 }

    static func number(_ bytes: [UInt8], _ at: Int) -> UInt32 {
        var number: UInt32 = 0
        for index in 0..<4 { number |= UInt32(bytes[at + index]) << UInt32(8 * index) }
        return number
    }

    /// The options from `start` on, to the one that ends them or the block's end.
    func options(from start: Int) throws(CaptureFault) -> [PcapngEncoder.Option] {
        var options: [PcapngEncoder.Option] = []
        var place = start
        while place + 4 <= body.count {
            let word = Self.number(body, place)
            let code = UInt16(truncatingIfNeeded: word)
            let length = Int(word >> 16)
            guard code != 0 else { break }
            let value = place + 4
            guard value + length <= body.count else {
                throw CaptureFault("has an option longer than its block", offset)
            }
            options.append(PcapngEncoder.Option(code, Array(body[value..<(value + length)])))
            place = value + (length + 3) / 4 * 4
        }
        return options
    }
}
