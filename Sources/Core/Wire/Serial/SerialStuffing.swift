import Devices

extension Stuffing {
    /// Writes the bytes of `frame` from `start` on as they stand inside a frame.
    func stuff(_ frame: inout [UInt8], from start: Int) {
        var written = Array(frame[..<min(start, frame.count)])
        for byte in frame.dropFirst(start) {
            switch self {
            case .doubled(let mark):
                written.append(byte)
                if byte == mark { written.append(mark) }
            case .escaped(let bytes, let mark, let mask):
                if byte == mark || bytes.contains(byte) {
                    written.append(mark)
                    written.append(byte ^ mask)
                } else {
                    written.append(byte)
                }
            }
        }
        frame = written
    }

    /// Takes the stuffing out of `bytes[start..<end]`, which becomes shorter.
    ///
    /// - Returns: The new end; nil where the bytes are no stuffed ones, and then they stay as they
    ///   were.
    func unstuff(_ bytes: inout [UInt8], from start: Int, to end: Int) -> Int? {
        var plain: [UInt8] = []
        plain.reserveCapacity(end - start)
        var index = start
        while index < end {
            let byte = bytes[index]
            index += 1
            switch self {
            case .doubled(let mark):
                plain.append(byte)
                guard byte == mark else { continue }
                guard index < end, bytes[index] == mark else { return nil }
                index += 1
            case .escaped(let special, let mark, let mask):
                guard byte == mark else {
                    plain.append(byte)
                    continue
                }
                guard index < end else { return nil }
                let meant = bytes[index] ^ mask
                guard meant == mark || special.contains(meant) else { return nil }
                plain.append(meant)
                index += 1
            }
        }
        bytes.replaceSubrange(start..<end, with: plain)
        return start + plain.count
    }
}
