import Foundation

/// The checkout's own files, as text.
struct SourceFile {
    /// From the checkout's root: `Sources/Core/Wire/LineMachine.swift`.
    var path: String
    var lines: [Substring]

    /// The target a source file belongs to: its third folder, or the second for `athanor`.
    var target: String {
        let parts = path.split(separator: "/")
        return parts.count > 3 && !parts[1].hasPrefix("athanor")
            ? String(parts[2]) : String(parts[1])
    }

    var isCore: Bool { path.hasPrefix("Sources/Core/") }

    /// Lines without comments and without the insides of texts, so that words in prose count for
    /// nothing.
    var code: [String] {
        var inBlockText = false
        return lines.map { line in
            let quotes = line.components(separatedBy: "\"\"\"").count - 1
            defer { if quotes % 2 == 1 { inBlockText.toggle() } }
            guard !inBlockText else { return "" }
            var kept = ""
            var inText = false
            var previous: Character = " "
            for character in line {
                if character == "\"", previous != "\\" { inText.toggle() }
                if !inText {
                    if character == "/", previous == "/" {
                        kept.removeLast()
                        break
                    }
                    kept.append(character)
                }
                previous = previous == "\\" && character == "\\" ? " " : character
            }
            return kept
        }
    }
}

enum SourceTree {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static func files(under folder: String) -> [SourceFile] {
        let base = root.appendingPathComponent(folder)
        guard let walk = FileManager.default.enumerator(atPath: base.path) else { return [] }
        var found: [SourceFile] = []
        for case let name as String in walk where name.hasSuffix(".swift") {
            let url = base.appendingPathComponent(name)
            guard let text = try? String(contentsOf: url, encoding: .utf8) else { continue }
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            found.append(SourceFile(path: folder + "/" + name, lines: lines))
        }
        return found.sorted { $0.path < $1.path }
    }

    static let sources = files(under: "Sources")
    static let tests = files(under: "Tests")

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }
}
