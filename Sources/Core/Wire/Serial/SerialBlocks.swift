import Devices

/// Frames whose end no byte of theirs tells alone.
extension SerialDialect {
    /// Messages of known length: every position is tried, since noise shifts them.
    func block(
        _ bytes: [UInt8],
        from start: Int,
        _ begin: [UInt8],
        _ end: [UInt8],
        lengths: (Int) -> [Int]
    ) -> SerialFrame? {
        let sum = checksum?.length ?? 0
        let isAfter = checksum?.place == .afterEnd
        // A length byte's frame is stripped of what encloses it; a fixed frame is its own content.
        let opening = if case .counted = framing.replies { begin.count } else { 0 }
        var place = start
        while place < bytes.count {
            guard bytes.holds(begin, at: place) else {
                place += 1
                continue
            }
            for length in lengths(place) {
                let next = place + length
                guard length >= begin.count + end.count + sum, length > 0, next <= bytes.count
                else { continue }
                let behind = isAfter ? sum : 0
                let stop = next - behind - end.count
                let content = stop - (isAfter ? 0 : sum)
                guard content >= place + opening, bytes.holds(end, at: stop),
                    sumHolds(bytes, place, isAfter ? next - sum : content)
                else { continue }
                return SerialFrame(
                    start: place + opening,
                    end: content,
                    next: next,
                    retry: place + 1
                )
            }
            place += 1
        }
        return nil
    }

    /// Messages between marks that stand nowhere else.
    func stuffed(
        _ bytes: inout [UInt8],
        from start: Int,
        _ begin: [UInt8],
        _ end: [UInt8],
        _ stuffing: Stuffing
    ) -> SerialFrame? {
        var place = start
        while let (first, last) = marks(bytes, from: place, begin, end, stuffing) {
            // A mark that ends a frame may begin the next one.
            let isShared = begin == end
            let after = { (stop: Int) in isShared ? stop : stop + end.count }
            guard last > first + begin.count,
                let stop = stuffing.unstuff(&bytes, from: first + begin.count, to: last)
            else {
                place = after(last)
                continue
            }
            let content = stop - (checksum?.length ?? 0)
            if content >= first + begin.count, sumHolds(bytes, first, content) {
                let next = after(stop)
                return SerialFrame(
                    start: first + begin.count,
                    end: content,
                    next: next,
                    retry: next
                )
            }
            place = after(stop)
        }
        return nil
    }

    /// Where the next frame's marks stand; a beginning inside a frame is that of the true one.
    private func marks(
        _ bytes: [UInt8],
        from start: Int,
        _ begin: [UInt8],
        _ end: [UInt8],
        _ stuffing: Stuffing
    ) -> (first: Int, last: Int)? {
        var first: Int?
        var place = start
        while place < bytes.count {
            if case .doubled(let mark) = stuffing, bytes[place] == mark, place + 1 < bytes.count,
                bytes[place + 1] == mark
            {
                place += 2
                continue
            }
            if let first, bytes.holds(end, at: place) { return (first, place) }
            if bytes.holds(begin, at: place) {
                first = place
                place += begin.count
            } else {
                place += 1
            }
        }
        return nil
    }
}
