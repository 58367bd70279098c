import Foundation

/// Some lines of a terminal that are written again and again in place, on standard error.
struct LiveScreen {
    private var height = 0
    private var shown = Date.distantPast

    /// Replaces what was shown, at most once in `every` seconds.
    mutating func show(_ text: String, every: Double = 0.1) {
        guard Date().timeIntervalSince(shown) >= every else { return }
        shown = Date()
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let up = height > 0 ? "\u{1B}[\(height)F" : ""
        let body = lines.map { $0 + "\u{1B}[K" }.joined(separator: "\n")
        Terminal.raw(up + "\u{1B}[?25l" + body + "\n\u{1B}[J\u{1B}[?25h")
        height = lines.count
    }

    /// Writes a line above what is shown.
    mutating func note(_ text: String) {
        if height > 0 { Terminal.raw("\u{1B}[\(height)F\u{1B}[J") }
        height = 0
        shown = .distantPast
        Terminal.note(text)
    }

    /// Leaves the last lines as they are.
    mutating func end() { height = 0 }
}
