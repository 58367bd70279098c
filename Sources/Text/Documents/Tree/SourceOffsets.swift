import Findings

/// Walks a source once, from the start on, telling line and column of ever later offsets.
///
/// Lines end with LF, CR LF or CR; columns count characters as a reader sees them, so that `é`
/// and `µ` are one each.
struct LineCursor {
    private let bytes: [UInt8]
    private var at: Int
    private(set) var line = 1
    private(set) var column = 1

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        at = DocumentTree.markLength(bytes)
    }

    /// Goes on to `offset`; one that lies behind the end is the end, an earlier one changes
    /// nothing.
    mutating func advance(to offset: Int) {
        let end = min(offset, bytes.count)
        var start = at
        while at < end {
            let byte = bytes[at]
            at += 1
            guard byte == 0x0A || byte == 0x0D else { continue }
            if byte == 0x0D, at < end, bytes[at] == 0x0A { at += 1 }
            line += 1
            column = 1
            start = at
        }
        guard start < at else { return }
        column += String(decoding: bytes[start..<at], as: UTF8.self).count
    }
}

extension SourceLocation {
    /// The place of byte `offset` in `bytes`.
    ///
    /// Made only when something is reported: it walks the source.
    init(file: String, offset: Int, in bytes: [UInt8]) {
        var cursor = LineCursor(bytes)
        cursor.advance(to: offset)
        self.init(file: file, line: cursor.line, column: cursor.column)
    }
}

extension DocumentTree {
    /// The places of many offsets, in the order given, in one walk over the source.
    func locations(of offsets: [Int]) -> [SourceLocation] {
        var places = [SourceLocation?](repeating: nil, count: offsets.count)
        var cursor = LineCursor(bytes)
        for index in offsets.indices.sorted(by: { offsets[$0] < offsets[$1] }) {
            cursor.advance(to: offsets[index])
            places[index] = SourceLocation(file: file, line: cursor.line, column: cursor.column)
        }
        return places.map { $0 ?? SourceLocation(file: file, line: 1, column: 1) }
    }
}

/// Checks that bytes are UTF-8.
enum UTF8Check {
    /// The offset of the first byte that belongs to no well-formed character (Unicode 15,
    /// table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF); nil where all do.
    static func firstFault(in bytes: [UInt8]) -> Int? {
        var at = 0
        let count = bytes.count
        while at < count {
            let byte = bytes[at]
            if byte < 0x80 {
                at += 1
                continue
            }
            let length = sequenceLength(bytes, at)
            guard length > 0 else { return at }
            at += length
        }
        return nil
    }

    /// Bytes of the well-formed character that begins at `at` with a byte from 0x80; 0 for none.
    private static func sequenceLength(_ bytes: [UInt8], _ at: Int) -> Int {
        let first = bytes[at]
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch first {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return 0
        }
        guard at + length <= bytes.count, second.contains(bytes[at + 1]) else { return 0 }
        for offset in 2..<max(length, 2) where bytes[at + offset] & 0xC0 != 0x80 { return 0 }
        return length
    }
}
