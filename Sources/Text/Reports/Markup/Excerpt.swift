/// A part of a source line around one column, cut to a width.
struct Excerpt {
    var before = ""
    /// The word at the column.
    var marked = ""
    var after = ""

    /// The column counts characters, from 1.
    init(_ line: String, column: Int, width: Int) {
        let characters = Array(line.prefix(100_000).map { $0 == "\t" ? " " : $0 })
        let column = max(0, min(column - 1, characters.count))
        var end = column
        while end < characters.count, end - column < 40, Self.isWord(characters[end]) { end += 1 }
        if end == column, end < characters.count { end += 1 }
        var start = 0
        if column > width / 2 {
            start = column - width / 2
            before = "…"
        }
        before += String(characters[start..<column])
        marked = String(characters[column..<end])
        let stop = max(end, min(characters.count, start + width))
        after = String(characters[end..<stop]) + (stop < characters.count ? "…" : "")
    }

    private static func isWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || "_.-$°µ".contains(character)
    }
}
