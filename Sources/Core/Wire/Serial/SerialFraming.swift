import Devices

/// A message among received bytes.
struct SerialFrame {
    /// Its content, without what encloses it and without checksum.
    var start: Int
    var end: Int
    /// Where the next message may begin, and where to look again if this was none; before the
    /// place that was searched from, where only more bytes can tell.
    var next: Int
    var retry: Int
}

extension SerialDialect {
    /// The next whole message whose checksum is right, from `start` on; nil where none is.
    ///
    /// Stuffing is taken out where the message stands. `lengths` are those the request that waits
    /// can be answered with, where the protocol fixes none.
    func frame(_ bytes: inout [UInt8], from start: Int, lengths: [Int]) -> SerialFrame? {
        switch framing.replies {
        case .ended(let end): return end.isEmpty ? nil : line(bytes, from: start, end, opening: 0)
        case .enclosed(let begin, let end):
            guard let stuffing = framing.stuffing else {
                return line(bytes, from: start, end, opening: begin.count)
            }
            return stuffed(&bytes, from: start, begin, end, stuffing)
        case .fixed(let length):
            let known = length.map { [$0] } ?? lengths
            return block(bytes, from: start, startsWith, []) { _ in known }
        case .counted(let field):
            return block(bytes, from: start, field.begin, field.end) { place in
                guard place + field.offset < bytes.count else { return [] }
                return [Int(bytes[place + field.offset]) + field.plus]
            }
        case .prompted(let before, _): return prompted(bytes, from: start, before)
        }
    }

    /// What was received up to a silence, where that ends a message.
    func silentFrame(_ bytes: [UInt8], lengths: [Int]) -> SerialFrame? {
        guard case .fixed(let length) = framing.replies else {
            return message(bytes, from: 0, at: bytes.count, past: bytes.count, opening: 0)
        }
        let end = bytes.count
        for length in length.map({ [$0] }) ?? lengths where length <= end {
            let content = end - (checksum?.length ?? 0)
            guard content >= end - length, sumHolds(bytes, end - length, content) else { continue }
            return SerialFrame(start: end - length, end: content, next: end, retry: end)
        }
        return nil
    }

    /// A reply that stands alone, right at the beginning; the line's idle and break bytes before
    /// it do not matter.
    func token(_ bytes: [UInt8]) -> SerialFrame? {
        guard !framing.tokens.isEmpty else { return nil }
        var start = 0
        while start < bytes.count, bytes[start] == 0xFF || bytes[start] == 0 { start += 1 }
        for token in framing.tokens where !token.isEmpty && bytes.holds(token, at: start) {
            let end = start + token.count
            return SerialFrame(start: start, end: end, next: end, retry: end)
        }
        return nil
    }

    /// Bytes of the checksum before the frame's end, and behind it.
    private var sumBytes: (inside: Int, behind: Int) {
        guard let checksum else { return (0, 0) }
        return checksum.place == .beforeEnd ? (checksum.length, 0) : (0, checksum.length)
    }

    /// The next message that ends with `end`.
    private func line(
        _ bytes: [UInt8],
        from start: Int,
        _ end: [UInt8],
        opening: Int
    ) -> SerialFrame? {
        let (inside, behind) = sumBytes
        var begin = start
        // Where the last piece that was no message began and ended: a raw checksum may hold a byte
        // that looks like the end, and then the true end follows within its length.
        var held = start
        var failed = -1 - inside
        var place = start
        while place + end.count + behind <= bytes.count {
            guard bytes.holds(end, at: place) else {
                place += 1
                continue
            }
            let past = place + end.count
            if let found = message(bytes, from: begin, at: place, past: past, opening: opening) {
                return found
            }
            if inside > 0, place - failed <= inside {
                let whole = message(bytes, from: held, at: place, past: past, opening: opening)
                if let whole { return whole }
            } else {
                held = begin
            }
            failed = place
            begin = past
            place = past
        }
        return nil
    }

    /// The message whose end stands at `place`, wherever from `begin` on it begins.
    private func message(
        _ bytes: [UInt8],
        from begin: Int,
        at place: Int,
        past: Int,
        opening: Int
    ) -> SerialFrame? {
        let (inside, behind) = sumBytes
        guard checksum != nil else {
            var first = begin
            if !startsWith.isEmpty {
                guard
                    let found = opening > 0 ? last(begin, place, bytes) : next(begin, place, bytes)
                else { return nil }
                first = found
            }
            let retry = startsWith.isEmpty || opening > 0 ? past : first + 1
            return SerialFrame(start: first + opening, end: place, next: past, retry: retry)
        }
        var first = begin
        while first + opening + inside <= place {
            if !startsWith.isEmpty {
                guard let found = next(first, place, bytes) else { return nil }
                first = found
            }
            let end = place - inside
            if end >= first + opening, sumHolds(bytes, first, inside > 0 ? end : past) {
                let next = past + behind
                return SerialFrame(start: first + opening, end: end, next: next, retry: next)
            }
            // Noise may stand before the message, but no text belongs to nothing.
            guard !startsWith.isEmpty || first < place && isNoise(bytes[first]) else { return nil }
            first += 1
        }
        return nil
    }

    func sumHolds(_ bytes: [UInt8], _ first: Int, _ place: Int) -> Bool {
        guard let checksum else { return true }
        let start = first + max(checksum.replyFrom, 0)
        return checksum.holds(bytes, from: start, at: place, address: address)
    }

    /// Where `startsWith` stands next, and last, before `end`.
    private func next(_ start: Int, _ end: Int, _ bytes: [UInt8]) -> Int? {
        var place = start
        while place + startsWith.count <= end {
            if bytes.holds(startsWith, at: place) { return place }
            place += 1
        }
        return nil
    }

    private func last(_ start: Int, _ end: Int, _ bytes: [UInt8]) -> Int? {
        var place = end - startsWith.count
        while place >= start {
            if bytes.holds(startsWith, at: place) { return place }
            place -= 1
        }
        return nil
    }

    private func prompted(_ bytes: [UInt8], from start: Int, _ before: [UInt8]) -> SerialFrame? {
        var place = start
        while place + before.count < bytes.count {
            guard bytes.holds(before, at: place) else {
                place += 1
                continue
            }
            for prompt in prompts where bytes.holds(prompt, at: place + before.count) {
                let end = place + before.count + prompt.count
                // A line that goes on is no prompt.
                guard end == bytes.count || bytes[end] == 13 || bytes[end] == 10 else { continue }
                let retry = end == bytes.count ? start - 1 : end
                return SerialFrame(start: start, end: end, next: end, retry: retry)
            }
            place += 1
        }
        return nil
    }
}
