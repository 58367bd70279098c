/// A checksum over a stretch of the frame.
package struct ChecksumDefinition: Hashable, Sendable {
    package enum Algorithm: String, Hashable, Sendable, CaseIterable {
        case xor
        /// Of bytes, modulo 256.
        case sum8
        /// Of bytes, modulo 65536.
        case sum16
        /// Of words, low byte first, modulo 65536 (AIBUS).
        case sum16Words = "sum16-words"
        /// What makes the sum of the bytes zero: its two's complement.
        case lrc
        /// The sum's ones' complement (SHDLC).
        case sum8Complement = "sum8-complement"
        /// Polynomial 8005h reflected, from FFFFh.
        case crc16Modbus = "crc16-modbus"
        /// The same from 0.
        case crc16ARC = "crc16-arc"
        /// Polynomial 1021h from FFFFh.
        case crc16CCITT = "crc16-ccitt"
        /// The same from 0.
        case crc16XModem = "crc16-xmodem"

        /// Bytes of its value.
        package var width: Int {
            switch self {
            case .xor, .sum8, .lrc, .sum8Complement: 1
            default: 2
            }
        }
    }

    package enum Encoding: String, Hashable, Sendable, CaseIterable {
        case raw
        case hex
        case decimal3
    }

    package enum Order: String, Hashable, Sendable, CaseIterable {
        case lowFirst = "low-first"
        case highFirst = "high-first"
    }

    /// Where it stands.
    package enum Place: String, Hashable, Sendable, CaseIterable {
        /// Before the bytes that end the frame, which it does not cover.
        case beforeEnd = "before-end"
        /// Behind them; it covers them.
        case afterEnd = "after-end"
    }

    package enum Addition: String, Hashable, Sendable, CaseIterable {
        case nothing
        /// The device's address counts too, although it is not among the covered bytes.
        case address
    }

    package var algorithm: Algorithm
    package var encoding: Encoding
    /// The first byte covered, counted in the frame without preamble and stuffing.
    package var from: Int
    /// The same in replies.
    package var replyFrom: Int
    package var order = Order.lowFirst
    package var place = Place.beforeEnd
    package var adding = Addition.nothing

    package init(algorithm: Algorithm, encoding: Encoding, from: Int, replyFrom: Int? = nil) {
        self.algorithm = algorithm
        self.encoding = encoding
        self.from = from
        self.replyFrom = replyFrom ?? from
    }
}
