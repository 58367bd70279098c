package import Documents

/// The results a trace holds.
package enum TraceResults {
    /// A trace is at most this long, bytes.
    private static let greatestTrace = 4 << 30

    /// The `result` lines of a trace, in order.
    ///
    /// - Throws: `Failure` where the file is no trace, or a line of it no JSON object.
    package static func read(_ path: String) throws(Failure) -> [DocumentValue] {
        let bytes = try Files.read(path, limit: greatestTrace)
        var found: [DocumentValue] = []
        var number = 0
        for line in bytes.split(separator: 10) {
            number += 1
            if number == 1 {
                let header = try document(line, path, number)
                guard header.member("athanor") == .text("trace/1") else {
                    throw Failure("\(path) is no trace: its first line lacks “athanor: trace/1”.")
                }
            }
            // Most lines are samples; only results are worth reading whole.
            guard line.starts(with: Self.mark) else { continue }
            found.append(try document(line, path, number))
        }
        guard number > 0 else { throw Failure("\(path) is empty.") }
        return found
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
            throw Failure("\(path) is no trace: line \(number) is no JSON.")
        }
    }
}

extension DocumentValue {
    /// The value as one would say it: texts bare, lists with commas.
    package var spoken: String {
        switch self {
        case .null: "–"
        case .flag(let flag): flag ? "yes" : "no"
        case .integer(let number): String(number)
        case .number(let number): "\(number)"
        case .decimal(let digits): digits
        case .text(let text): text
        case .list(let items): items.map(\.spoken).joined(separator: ", ")
        case .mapping(let members):
            members.map { "\($0.key) \($0.value.spoken)" }.joined(separator: " ")
        }
    }
}
