package import Documents

/// The results of one run of a journal.
package enum JournalResults {
    private static let mark = Array(#"{"event":"result""#.utf8)

    /// The run's `result` lines, in order.
    ///
    /// - Throws: `JournalFault` where the journal has no such run.
    package static func read(
        _ run: Int64,
        in reader: JournalReader
    ) throws(JournalFault) -> [DocumentValue] {
        var results: [DocumentValue] = []
        try RunExport(run, in: reader).eachEvent { line in
            guard line.starts(with: mark),
                let tree = try? DocumentTree.read(line, file: "journal", syntax: .json)
            else { return }
            results.append(DocumentValue(tree))
        }
        return results
    }
}
