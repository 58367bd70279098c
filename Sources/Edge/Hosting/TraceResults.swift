package import Documents
import Foundation
import Plans
import Quantities
package import Records

/// The results a trace holds.
package enum TraceResults {
    /// No line of a trace is longer, bytes.
    private static let greatestLine = 8 << 20
    /// How much is read at a time, bytes.
    private static let portion = 1 << 20

    /// The `result` lines of a trace, in order; the rest of the trace is passed over in pieces.
    ///
    /// - Throws: `Failure` where the file is no trace, or a result line no JSON object.
    package static func read(_ path: String) throws(Failure) -> [DocumentValue] {
        guard path != Files.standardInput else { return try read(.standardInput, "<stdin>") }
        guard Files.exists(path) else { throw Failure("There is no file \(path).") }
        guard !Files.isFolder(path) else { throw Failure("\(path) is a folder, not a file.") }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw Failure("\(path) cannot be read; look at its permissions.")
        }
        defer { try? handle.close() }
        return try read(handle, path)
    }

    private static func read(
        _ handle: FileHandle,
        _ path: String
    ) throws(Failure) -> [DocumentValue] {
        var results: [DocumentValue] = []
        var rest: [UInt8] = []
        var number = 0
        while true {
            let data: Data
            do {
                data = try handle.read(upToCount: portion) ?? Data()
            } catch {
                throw Failure("\(path) cannot be read: \(error.localizedDescription)")
            }
            // A last line without its end was cut off while it was written: it is no record.
            guard !data.isEmpty else { break }
            rest += data
            var from = rest.startIndex
            while let end = rest[from...].firstIndex(of: 10) {
                number += 1
                if let result = try take(rest[from..<end], path, number) { results.append(result) }
                from = end + 1
            }
            rest.removeSubrange(..<from)
            guard rest.count <= greatestLine else {
                throw Failure("\(path):\(number + 1): this line is longer than any of a trace.")
            }
        }
        guard number > 0 else {
            throw Failure(rest.isEmpty ? "\(path) is empty." : "\(path) is no trace: no line ends.")
        }
        return results
    }

    /// The result a line holds; nil where it holds something else.
    private static func take(
        _ line: ArraySlice<UInt8>,
        _ path: String,
        _ number: Int
    ) throws(Failure) -> DocumentValue? {
        if number == 1 {
            let header = try document(line, path, number)
            guard header.member("form") == .text(TraceHeader.form) else {
                throw Failure("\(path) is no trace: line 1 lacks “form: \(TraceHeader.form)”.")
            }
        }
        // Most lines are samples; only results are worth reading whole.
        return line.starts(with: mark) ? try document(line, path, number) : nil
    }

    private static let mark = Array(#"{"event":"result""#.utf8)

    private static func document(
        _ line: ArraySlice<UInt8>,
        _ path: String,
        _ number: Int
    ) throws(Failure) -> DocumentValue {
        do throws(UnreadableDocument) {
            return DocumentValue(try DocumentTree.read(Array(line), file: path, syntax: .json))
        } catch {
            throw Failure("\(path):\(number): this line is no JSON, so the file is no trace.")
        }
    }
}

extension TraceResults {
    /// A result line as reports show it; nil where it has no name or value.
    package static func report(_ line: DocumentValue) -> ResultReport? {
        guard let name = line.text("name"), let value = quantity(line) else { return nil }
        var lineage = Lineage()
        lineage.vessels = line.texts("vessels")
        lineage.uncertain = line.texts("uncertain")
        lineage.sources = line.texts("sources")
        lineage.steps = line.texts("steps")
        return ResultReport(
            name: name,
            value: value,
            goal: line.text("goal").flatMap(ResultStep.Goal.init(rawValue:)) ?? .record,
            inputs: line.items("inputs").compactMap { input in
                guard let name = input.text("name"), let value = quantity(input) else { return nil }
                return ResultReport.Input(name: name, value: value)
            },
            at: .start + Lapse(seconds: line.decimal("t") ?? 0),
            step: line.text("step") ?? "",
            iteration: line.text("iteration") ?? "",
            lineage: lineage
        )
    }

    private static func quantity(_ line: DocumentValue) -> Quantity? {
        guard let value = line.decimal("value") else { return nil }
        return Quantity(value, PhysicalUnit.named(line.text("unit") ?? "") ?? .one)
    }
}

extension DocumentValue {
    fileprivate func text(_ key: String) -> String? {
        if case .text(let text)? = member(key) { text } else { nil }
    }

    fileprivate func decimal(_ key: String) -> Double? {
        if case .decimal(let digits)? = member(key) { Double(digits) } else { nil }
    }

    fileprivate func items(_ key: String) -> [DocumentValue] {
        if case .list(let items)? = member(key) { items } else { [] }
    }

    fileprivate func texts(_ key: String) -> [String] {
        items(key).compactMap { if case .text(let text) = $0 { text } else { nil } }
    }
}
