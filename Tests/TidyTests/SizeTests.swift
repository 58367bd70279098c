import Testing

/// Files and functions stay small enough to be read at once.
@Suite struct SizeTests {
    static let longestFile = 400
    static let longestFunction = 60
    static let longestLine = 100

    @Test func `no file is over 400 lines, no line over 100 characters`() {
        for file in SourceTree.sources + SourceTree.tests {
            #expect(
                file.lines.count <= Self.longestFile,
                "\(file.path) has \(file.lines.count) lines"
            )
        }
        for file in SourceTree.sources {
            for (number, line) in file.lines.enumerated() where line.count > Self.longestLine {
                Issue.record("\(file.path):\(number + 1) has \(line.count) characters")
            }
        }
    }

    @Test func `the median source file is short`() {
        let counts = SourceTree.sources.map(\.lines.count).sorted()
        #expect(counts[counts.count / 2] <= 130)
    }

    /// A function's lines by braces: from the line of `func` or `init` to the one that closes it.
    static func functions(in file: SourceFile) -> [(line: Int, length: Int)] {
        var found: [(line: Int, length: Int)] = []
        var open: [(line: Int, depth: Int)] = []
        var pending: Int?
        var depth = 0
        for (number, line) in file.code.enumerated() {
            let words = line.split(separator: " ").prefix(8)
            if words.contains(where: {
                $0 == "func" || $0.hasPrefix("init(") || $0.hasPrefix("init?(")
            }),
                !line.contains(".init(")
            {
                pending = number
            } else {
                // A requirement of a protocol has no body: the next brace is not its own.
                let text = file.lines[number].drop { $0 == " " }
                if text.isEmpty || text.hasPrefix("}") { pending = nil }
            }
            for character in line {
                if character == "{" {
                    depth += 1
                    if let start = pending {
                        open.append((start, depth))
                        pending = nil
                    }
                } else if character == "}" {
                    if let last = open.last, last.depth == depth {
                        found.append((last.line + 1, number - last.line + 1))
                        open.removeLast()
                    }
                    depth -= 1
                }
            }
        }
        return found
    }

    @Test func `no function is over 60 lines`() {
        var seen = 0
        for file in SourceTree.sources {
            for function in Self.functions(in: file) {
                seen += 1
                if function.length > Self.longestFunction {
                    Issue.record("\(file.path):\(function.line) has \(function.length) lines")
                }
            }
        }
        #expect(seen > 300)
    }
}
