/// Turns the parser's marks (line and column from 1, columns in Unicode scalars) into byte
/// offsets.
///
/// Marks come almost in order, so that a whole document costs one walk over its source.
struct YAMLMarks {
    private let bytes: [UInt8]
    private var at: Int
    private var line = 1
    private var column = 1

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        at = DocumentTree.markLength(bytes)
    }

    /// The byte at a mark; the end of the line, or of the source, where the mark is behind it.
    mutating func offset(line wantedLine: Int, column wantedColumn: Int) -> Int {
        if (wantedLine, wantedColumn) < (line, column) { self = YAMLMarks(bytes) }
        while at < bytes.count, line < wantedLine { skipCharacter() }
        while at < bytes.count, line == wantedLine, column < wantedColumn {
            guard Self.breakLength(bytes, at) == 0 else { break }
            skipCharacter()
        }
        return at
    }

    private mutating func skipCharacter() {
        let length = Self.breakLength(bytes, at)
        guard length == 0 else {
            at += length
            line += 1
            column = 1
            return
        }
        at += 1
        while at < bytes.count, bytes[at] & 0xC0 == 0x80 { at += 1 }
        column += 1
    }

    /// The bytes of the line break at `at`, 0 for none: what YAML 1.1 takes for one, which is
    /// more than an editor does.
    static func breakLength(_ bytes: [UInt8], _ at: Int) -> Int {
        switch bytes[at] {
        case 0x0A: 1
        case 0x0D: at + 1 < bytes.count && bytes[at + 1] == 0x0A ? 2 : 1
        case 0xC2: at + 1 < bytes.count && bytes[at + 1] == 0x85 ? 2 : 0
        case 0xE2:
            at + 2 < bytes.count && bytes[at + 1] == 0x80 && bytes[at + 2] & 0xFE == 0xA8 ? 3 : 0
        default: 0
        }
    }
}
