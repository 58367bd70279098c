extension ModbusFraming {
    /// Looks for the reply of `shape`, passing over everything else.
    ///
    /// `unanswered` are earlier transactions whose replies may still come; nil where unknown.
    package func match(
        _ bytes: [UInt8],
        shape: ModbusShape,
        transaction: UInt16 = 0,
        unanswered: [UInt16]? = nil
    ) -> ModbusMatch {
        self == .rtu
            ? Self.matchRTU(bytes, shape)
            : Self.matchTCP(bytes, shape, transaction, unanswered)
    }

    /// Scans every position, since noise may stand before a reply and other units' replies, too.
    ///
    /// What another unit sent whole is passed over whole: inside it anything may stand.
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
            let length = completeFrame(bytes, at: start)
            if length > 0, keep >= 0, keep >= start { keep = -1 }
            start &+= max(length, 1)
        }
        return .nothing(keep: keep < 0 ? bytes.count : keep)
    }

    /// The length of a reply of any unit that stands at `start` with a sound CRC; 0 where none
    /// does.
    private static func completeFrame(_ bytes: [UInt8], at start: Int) -> Int {
        guard start &+ 5 <= bytes.count else { return 0 }
        let length: Int
        switch bytes[start &+ 1] {
        case 1, 2, 3, 4, 23: length = 5 &+ Int(bytes[start &+ 2])
        case 5, 6, 15, 16: length = 8
        case 22: length = 10
        case 0x81...0x97: length = 5
        default: return 0
        }
        return CRC16.holds(bytes, from: start, to: start &+ length) ? length : 0
    }

    /// Goes from frame to frame by their lengths; a header that can be none is slid over.
    ///
    /// TCP has no checksum: a frame that was cut, by a gateway or a dying connection, would take
    /// the next one's bytes for its own. So a reply counts only where no other header stands in it.
    private static func matchTCP(
        _ bytes: [UInt8],
        _ shape: ModbusShape,
        _ transaction: UInt16,
        _ unanswered: [UInt16]?
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

    /// Replies to so many requests before this one may still come, where it is not known which.
    private static let recent: UInt16 = 1024
    /// Second copies of replies to so many requests before this one may still come.
    private static let repeated: UInt16 = 256

    /// Where inside a frame the header of a reply to this or a recent request begins; 0 where
    /// nowhere.
    ///
    /// Data that only look like one are told by their length: nothing stands behind a true reply,
    /// so behind a whole frame inside it there would have to be more.
    private static func header(
        in bytes: [UInt8],
        from start: Int,
        to end: Int,
        _ transaction: UInt16,
        _ unanswered: [UInt16]?
    ) -> Int {
        var index = start
        let stop = min(end, bytes.count &- 7)
        while index < stop {
            if bytes[index &+ 2] == 0, bytes[index &+ 3] == 0, bytes[index &+ 4] == 0,
                bytes[index &+ 5] >= 3, bytes[index &+ 5] <= 254
            {
                let number = UInt16(bytes[index]) << 8 | UInt16(bytes[index &+ 1])
                let length = Int(bytes[index &+ 5])
                let canCome =
                    unanswered.map { transaction &- number < repeated || $0.contains(number) }
                    ?? (transaction &- number < recent)
                if canCome, isReply(bytes[index &+ 7], length),
                    index &+ 6 &+ length >= bytes.count || follows(bytes, index &+ 6 &+ length)
                {
                    return index
                }
            }
            index &+= 1
        }
        return 0
    }

    /// Whether another header can begin here.
    private static func follows(_ bytes: [UInt8], _ start: Int) -> Bool {
        start &+ 4 <= bytes.count && bytes[start &+ 2] == 0 && bytes[start &+ 3] == 0
    }

    /// Whether a reply with this function can have this length.
    private static func isReply(_ function: UInt8, _ length: Int) -> Bool {
        switch function {
        case 1, 2, 3, 4, 23: length > 3
        case 5, 6, 15, 16: length == 6
        case 22: length == 8
        case 0x81...0x97: length == 3
        default: false
        }
    }
}
