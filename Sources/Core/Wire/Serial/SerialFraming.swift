import Devices

/// A message among received bytes.
struct SerialFrame {
    /// Its content, without terminator and checksum.
    var start: Int
    var end: Int
    /// Where the next message may begin, and where to look again if this was none.
    var next: Int
    var retry: Int
}

extension SerialDialect {
    /// The next whole message whose checksum is right, from `start` on; nil where none is.
    func frame(_ bytes: [UInt8], from start: Int) -> SerialFrame? {
        guard terminator.isEmpty else { return line(bytes, from: start) }
        switch framing {
        case .delimited: return nil
        case .fixed(let length):
            return block(bytes, from: start) { _ in length }
        case .lengthPrefixed(let offset, let plus):
            return block(bytes, from: start) { place in
                guard offset >= 0, place + offset < bytes.count else { return nil }
                return Int(bytes[place + offset]) + plus
            }
        }
    }

    private func line(_ bytes: [UInt8], from start: Int) -> SerialFrame? {
        var begin = start
        var place = start
        while place + terminator.count <= bytes.count {
            guard stands(terminator, bytes, at: place) else {
                place += 1
                continue
            }
            let next = place + terminator.count
            var first = begin
            while first < place, !stands(startsWith, bytes, at: first) { first += 1 }
            let isWhole = startsWith.isEmpty || first < place
            if isWhole, let content = content(bytes, first, place) {
                return SerialFrame(start: first, end: content, next: next, retry: next)
            }
            begin = next
            place = next
        }
        return nil
    }

    /// Messages without terminator: every position is tried, since noise shifts them.
    private func block(
        _ bytes: [UInt8],
        from start: Int,
        length: (Int) -> Int?
    ) -> SerialFrame? {
        var place = start
        while place < bytes.count {
            if let length = length(place), length > 0, stands(startsWith, bytes, at: place),
                place + length <= bytes.count,
                let content = content(bytes, place, place + length)
            {
                let next = place + length
                return SerialFrame(start: place, end: content, next: next, retry: place + 1)
            }
            place += 1
        }
        return nil
    }

    private func stands(_ pattern: [UInt8], _ bytes: [UInt8], at start: Int) -> Bool {
        guard start + pattern.count <= bytes.count else { return false }
        var index = 0
        while index < pattern.count {
            guard bytes[start &+ index] == pattern[index] else { return false }
            index &+= 1
        }
        return true
    }

    /// The end of the content, without the checksum; nil where the checksum is wrong.
    private func content(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int? {
        guard let checksum else { return end }
        return checksum.holds(bytes, from: start, to: end) ? end - checksum.length : nil
    }
}
