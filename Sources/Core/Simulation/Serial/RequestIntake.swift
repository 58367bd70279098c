import Devices

/// Cuts what a device hears into frames, byte by byte, as firmware does.
struct RequestIntake: Sendable {
    enum Cut: Hashable, Sendable {
        case nothing
        /// What was heard may be a whole request: only its pattern can tell.
        case perhaps
        case whole
    }

    private enum Place: Hashable, Sendable {
        case outside, inside
        /// Behind the byte that changes the next one's meaning.
        case escaped
    }

    private let framing: Framing
    private let begin: [UInt8]
    private let end: [UInt8]
    private let counted: LengthField?
    /// Bytes of a checksum behind the end.
    private let behind: Int
    /// The frame as it means, from what begins it up to what ends it.
    private(set) var frame: [UInt8] = []
    /// What ends it, and the checksum behind that.
    private(set) var tail: [UInt8] = []
    /// Every byte since the last request.
    private(set) var heard: [UInt8] = []
    private var place = Place.outside
    private var owed = -1

    /// Longer frames than any device takes are thrown away.
    private static let greatestFrame = 512

    init(_ framing: Framing, checksum: ChecksumDefinition?) {
        self.framing = framing
        behind = checksum?.place == .afterEnd ? checksum.map(SerialSum.length) ?? 0 : 0
        var counted: LengthField?
        switch framing.requests {
        case .ended(let end): (begin, self.end) = ([], end)
        case .enclosed(let begin, let end): (self.begin, self.end) = (begin, end)
        case .counted(let field):
            (begin, end) = (field.begin, field.end)
            counted = field
        case .fixed, .prompted: (begin, end) = ([], [])
        }
        self.counted = counted
        isOpen = end.isEmpty && counted == nil
        frame.reserveCapacity(Self.greatestFrame)
    }

    /// How many bytes of the frame are not its content.
    var opening: Int { begin.count }
    /// Whether the content alone tells where a request ends.
    let isOpen: Bool
    /// Whether an unfinished frame is given up when the line falls silent.
    var forgetsBySilence: Bool { isOpen || counted != nil }

    /// Whether a frame may end with `byte`; where other bytes than its last tell, every one may.
    func mayEnd(_ byte: UInt8) -> Bool {
        guard !isOpen, counted == nil, framing.stuffing == nil, behind == 0 else { return true }
        return byte == end.last
    }

    mutating func forget() {
        frame.removeAll(keepingCapacity: true)
        tail.removeAll(keepingCapacity: true)
        heard.removeAll(keepingCapacity: true)
        place = .outside
        owed = -1
    }

    /// The frame was none; where one mark ends a frame and begins the next, it begins here.
    mutating func reject() {
        forget()
        guard framing.stuffing != nil, begin == end else { return }
        frame = begin
        place = .inside
    }

    mutating func take(_ byte: UInt8) -> Cut {
        if frame.count >= Self.greatestFrame || heard.count >= 2 * Self.greatestFrame { forget() }
        heard.append(byte)
        if owed > 0 {
            tail.append(byte)
            owed -= 1
            return owed == 0 ? .whole : .nothing
        }
        if let stuffing = framing.stuffing { return take(byte, stuffing) }
        frame.append(byte)
        if frame.count == framing.preamble.count, !frame.isEmpty, frame == framing.preamble {
            frame.removeAll(keepingCapacity: true)
            return .nothing
        }
        guard isBegun() else { return .nothing }
        if let counted { return count(counted) }
        guard !end.isEmpty else { return .perhaps }
        guard endsWith(end), frame.count >= begin.count + end.count else { return .nothing }
        frame.removeLast(end.count)
        return close()
    }

    /// Whether the frame began as it must; what comes before is dropped, and where a beginning
    /// stands inside, the frame begins there.
    private mutating func isBegun() -> Bool {
        guard !begin.isEmpty else { return true }
        if frame.count > begin.count, counted == nil, endsWith(begin), begin != end {
            frame = begin
        }
        while !frame.isEmpty {
            let count = min(frame.count, begin.count)
            if frame[..<count] == begin[..<count] { break }
            frame.removeFirst()
        }
        return frame.count >= begin.count
    }

    private mutating func count(_ field: LengthField) -> Cut {
        guard frame.count > field.offset else { return .nothing }
        let total = Int(frame[field.offset]) + field.plus
        guard total >= begin.count + end.count + behind else {
            forget()
            return .nothing
        }
        guard frame.count >= total else { return .nothing }
        let last = frame.count - end.count - behind
        tail = Array(frame[last...])
        frame.removeLast(end.count + behind)
        guard tail.starts(with: end) else {
            forget()
            return .nothing
        }
        return .whole
    }

    private mutating func take(_ byte: UInt8, _ stuffing: Stuffing) -> Cut {
        switch stuffing {
        case .doubled(let mark):
            if place == .escaped {
                if byte == mark {
                    place = .inside
                    frame.append(byte)
                } else if begin.last == byte {
                    place = .inside
                    frame = begin
                } else if end.last == byte, !frame.isEmpty {
                    return close()
                } else {
                    forget()
                }
            } else if byte == mark {
                place = .escaped
            } else if !frame.isEmpty {
                frame.append(byte)
            }
        case .escaped(_, let mark, let mask):
            if place == .escaped {
                place = .inside
                frame.append(byte ^ mask)
            } else if byte == end.last, place == .inside, frame.count > begin.count {
                return close()
            } else if byte == begin.last {
                place = .inside
                frame = begin
            } else if byte == mark, place == .inside {
                place = .escaped
            } else if place == .inside {
                frame.append(byte)
            }
        }
        return .nothing
    }

    private mutating func close() -> Cut {
        tail = end
        owed = behind
        return behind == 0 ? .whole : .nothing
    }

    private func endsWith(_ pattern: [UInt8]) -> Bool {
        frame.count >= pattern.count && frame[(frame.count - pattern.count)...] == pattern[...]
    }
}
