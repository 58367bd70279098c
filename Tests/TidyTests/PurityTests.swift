import Foundation
import Testing

/// The pure core's bans, and what no source may hold.
@Suite struct PurityTests {
    /// Words that mean I/O, a clock, randomness or concurrency.
    static let bannedInCore = [
        "Foundation", "Glibc", "Dispatch", "async", "await", "actor", "Task", "print(", "readLine",
        "ContinuousClock", "SuspendingClock", "Date(", "SystemRandomNumberGenerator", ".random(",
        ".shuffled(", "Mutex", "nonisolated(unsafe)",
    ]

    static func holds(_ line: String, _ word: String) -> Bool {
        guard let range = line.range(of: word) else { return false }
        let before =
            range.lowerBound == line.startIndex ? " " : line[line.index(before: range.lowerBound)]
        let after = range.upperBound == line.endIndex ? " " : line[range.upperBound]
        let startsInside = word.first?.isLetter == true && (before.isLetter || before.isNumber)
        let endsInside = word.last?.isLetter == true && (after.isLetter || after.isNumber)
        return !startsInside && !endsInside
    }

    @Test func `the core has no I/O, clock, randomness or concurrency`() {
        for file in SourceTree.sources where file.isCore {
            for (number, line) in file.code.enumerated() {
                for word in Self.bannedInCore where Self.holds(line, word) {
                    Issue.record("\(file.path):\(number + 1) uses \(word)")
                }
            }
        }
    }

    @Test func `nothing crashes on purpose`() {
        let banned = ["try!", "fatalError(", "as!", "preconditionFailure(", "unowned(unsafe)"]
        for file in SourceTree.sources {
            for (number, line) in file.code.enumerated() {
                for word in banned where line.contains(word) {
                    Issue.record("\(file.path):\(number + 1) uses \(word)")
                }
            }
        }
    }

    @Test func `no mark of unfinished work and no path of a machine`() {
        let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "/ro" + "ot/", "/ho" + "me/"]
        for file in SourceTree.sources + SourceTree.tests {
            for (number, line) in file.lines.enumerated() {
                for mark in marks where line.contains(mark) {
                    Issue.record("\(file.path):\(number + 1) holds \(mark)")
                }
            }
        }
    }

    @Test func `only Linux is meant`() {
        for file in SourceTree.sources {
            #expect(!file.lines.contains { $0.contains("#if os(") }, "\(file.path)")
        }
    }
}
