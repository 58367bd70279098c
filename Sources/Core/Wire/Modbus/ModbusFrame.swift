/// How a Modbus request is wrapped for its line.
package enum ModbusFraming: Hashable, Sendable {
    /// Unit, function, data, CRC.
    case rtu
    /// MBAP header (transaction, protocol 0, length), unit, function, data.
    case tcp
}

/// What a reply must look like to be the answer to one request.
///
/// Unit, function and byte count of a read, or everything a write's reply repeats, are compared in
/// one go: `head` holds them as they come, the first byte the most significant.
package struct ModbusShape: Hashable, Sendable {
    package var head: UInt64
    package var headBytes: Int
    /// Unit, function and data, without CRC or MBAP header.
    package var length: Int

    package static let none = ModbusShape(head: 0, headBytes: 0, length: 0)

    /// The shape of the reply to `request` from `unit`.
    package init(_ request: ModbusRequest, unit: UInt8) {
        var bytes: [UInt8] = [unit]
        if let count = request.replyByteCount {
            bytes += [request.function, UInt8(truncatingIfNeeded: count)]
            length = 3 + count
        } else {
            // Functions 5, 6 and 22 are repeated whole; 15 and 16 up to the count.
            _ = request.append(to: &bytes)
            bytes.removeSubrange(min(bytes.count, request.function == 22 ? 8 : 6)...)
            length = bytes.count
        }
        headBytes = bytes.count
        head = 0
        for byte in bytes { head = head << 8 | UInt64(byte) }
    }

    private init(head: UInt64, headBytes: Int, length: Int) {
        self.head = head
        self.headBytes = headBytes
        self.length = length
    }

    package var unit: UInt8 { UInt8(truncatingIfNeeded: head >> UInt64(8 * (headBytes - 1))) }
    package var function: UInt8 { UInt8(truncatingIfNeeded: head >> UInt64(8 * (headBytes - 2))) }

    /// Whether the head stands at `start`; false where bytes are missing.
    @inline(__always)
    func matches(_ bytes: [UInt8], at start: Int) -> Bool {
        guard start &+ headBytes <= bytes.count else { return false }
        var found: UInt64 = 0
        var index = start
        while index < start &+ headBytes {
            found = found << 8 | UInt64(bytes[index])
            index &+= 1
        }
        return found == head
    }

    /// Whether what stands from `start` on is a beginning of this shape, or of its exception.
    func begins(_ bytes: [UInt8], at start: Int) -> Bool {
        guard start < bytes.count, bytes[start] == unit else { return false }
        guard start + 1 < bytes.count else { return true }
        if bytes[start + 1] == function | 0x80 { return bytes.count - start < 5 }
        var index = 1
        while index < headBytes, start + index < bytes.count {
            let expected = UInt8(truncatingIfNeeded: head >> UInt64(8 * (headBytes - 1 - index)))
            guard bytes[start + index] == expected else { return false }
            index += 1
        }
        return true
    }
}

/// What was found among received bytes.
package enum ModbusMatch: Hashable, Sendable {
    /// The reply's unit byte stands at this index.
    case reply(at: Int)
    case exception(code: Int)
    /// No reply yet; bytes before `keep` can be dropped.
    case nothing(keep: Int)
}

extension ModbusFraming {
    /// Appends the whole frame.
    ///
    /// - Returns: False, and nothing appended, where the request's counts are unlawful.
    package func append(
        _ request: ModbusRequest,
        unit: UInt8,
        transaction: UInt16 = 0,
        to bytes: inout [UInt8]
    ) -> Bool {
        let start = bytes.count
        if self == .tcp {
            let high = UInt8(truncatingIfNeeded: transaction >> 8)
            bytes += [high, UInt8(truncatingIfNeeded: transaction), 0, 0, 0, 0]
        }
        let body = bytes.count
        bytes.append(unit)
        guard request.append(to: &bytes) else {
            bytes.removeSubrange(start...)
            return false
        }
        if self == .tcp {
            let length = bytes.count - body
            bytes[start + 4] = UInt8(truncatingIfNeeded: length >> 8)
            bytes[start + 5] = UInt8(truncatingIfNeeded: length)
        } else {
            CRC16.append(to: &bytes, from: start)
        }
        return true
    }
}
