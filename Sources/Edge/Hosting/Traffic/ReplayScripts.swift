package import Labs
package import Lines

/// The lines of a capture file as scripts for their far ends.
package enum ReplayScripts {
    /// One for every line of the lab that the file has requests of.
    ///
    /// - Throws: `Failure` where the file cannot be read, is damaged, cut off or too long, or holds
    ///   no line of the lab.
    package static func read(
        _ path: String,
        lab: Lab,
        names: LabNames,
        only: [Int]? = nil,
        order: ReplayScript.Order
    ) throws(Failure) -> [(line: Int, script: ReplayScript)] {
        var scripts = lab.lines.map {
            ReplayScript(order: order, isModbusTCP: $0.kind == .modbusTCP)
        }
        var replay = try CaptureReplay(path, lab: lab, names: names, only: only)
        while let happening = try replay.next() {
            guard scripts[happening.line].add(happening.passage) else {
                throw Failure(
                    "\(path) has more requests than can be served; capture a shorter time."
                )
            }
        }
        _ = try replay.finish()
        let found = scripts.enumerated().filter { $0.element.count > 0 }
        guard !found.isEmpty else {
            throw Failure("\(path) holds no request on a line of the lab “\(lab.name)”.")
        }
        return found.map { ($0.offset, $0.element) }
    }
}
