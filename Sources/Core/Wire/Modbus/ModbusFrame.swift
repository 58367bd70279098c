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

    /// Looks for the reply of `shape`, passing over everything else.
    ///
    /// `unanswered` are earlier transactions whose replies may still come.
    package func match(
        _ bytes: [UInt8],
        shape: ModbusShape,
        transaction: UInt16 = 0,
        unanswered: [UInt16] = []
    ) -> ModbusMatch {
        self == .rtu
            ? Self.matchRTU(bytes, shape)
            : Self.matchTCP(bytes, shape, transaction, unanswered)
    }

    /// Scans every position, since noise may stand before a reply and other units' replies, too.
    private static func matchRTU(_ bytes: [UInt8], _ shape: ModbusShape) -> ModbusMatch {
        let unit = shape.unit
        let exception = shape.function | 0x80
        var keep = -1
        var start = 0
        while start < bytes.count {
            if bytes[start] == unit {
                let end = start &+ shape.length &+ 2
                if shape.matches(bytes, at: start), end <= bytes.count,
                    CRC16.holds(bytes, from: start, to: end)
                {
                    return .reply(at: start)
                }
                if start &+ 5 <= bytes.count, bytes[start &+ 1] == exception,
                    CRC16.holds(bytes, from: start, to: start &+ 5)
                {
                    return .exception(code: Int(bytes[start &+ 2]))
                }
                if keep < 0, end > bytes.count, shape.begins(bytes, at: start) { keep = start }
            }
            start &+= 1
        }
        return .nothing(keep: keep < 0 ? bytes.count : keep)
    }

    /// Goes from frame to frame by their lengths; a header that can be none is slid over.
    ///
    /// TCP has no checksum: a frame that was cut, by a gateway or a dying connection, would take
    /// the next one's bytes for its own. So a reply counts only where no other header stands in it.
    private static func matchTCP(
        _ bytes: [UInt8],
        _ shape: ModbusShape,
        _ transaction: UInt16,
        _ unanswered: [UInt16]
    ) -> ModbusMatch {
        var start = 0
        while start &+ 8 <= bytes.count {
            let length = Int(bytes[start &+ 4]) << 8 | Int(bytes[start &+ 5])
            guard bytes[start &+ 2] == 0, bytes[start &+ 3] == 0, (3...254).contains(length) else {
                start &+= 1
                continue
            }
            let end = start &+ 6 &+ length
            let intruder = header(in: bytes, from: start &+ 1, to: end, transaction, unanswered)
            if intruder > 0 {
                start = intruder
                continue
            }
            guard end <= bytes.count else { break }
            let body = start &+ 6
            if UInt16(bytes[start]) << 8 | UInt16(bytes[start &+ 1]) == transaction {
                if length == shape.length, shape.matches(bytes, at: body) {
                    return .reply(at: body)
                }
                if length == 3, bytes[body] == shape.unit,
                    bytes[body &+ 1] == shape.function | 0x80
                {
                    return .exception(code: Int(bytes[body &+ 2]))
                }
            }
            start = end
        }
        return .nothing(keep: start)
    }

    /// A second copy of the reply to so many requests before this one may still come.
    private static let recent: UInt16 = 4

    /// Where inside a frame the header of a reply begins that can come now, whichever unit it is of;
    /// 0 where nowhere.
    ///
    /// Only transactions count that can still be under way: a device's own data may look like a
    /// header, and must not make it unreadable.
    private static func header(
        in bytes: [UInt8],
        from start: Int,
        to end: Int,
        _ transaction: UInt16,
        _ unanswered: [UInt16]
    ) -> Int {
        var index = start
        let stop = min(end, bytes.count &- 7)
        while index < stop {
            if bytes[index &+ 2] == 0, bytes[index &+ 3] == 0, bytes[index &+ 4] == 0,
                isReply(bytes[index &+ 7], Int(bytes[index &+ 5]))
            {
                let number = UInt16(bytes[index]) << 8 | UInt16(bytes[index &+ 1])
                if transaction &- number < recent || unanswered.contains(number) { return index }
            }
            index &+= 1
        }
        return 0
    }

    /// Whether a reply with this function can have this length.
    private static func isReply(_ function: UInt8, _ length: Int) -> Bool {
        switch function {
        case 1, 2, 3, 4, 23: length > 3 && length < 255
        case 5, 6, 15, 16: length == 6
        case 22: length == 8
        case 0x81...0x97: length == 3
        default: false
        }
    }
}
