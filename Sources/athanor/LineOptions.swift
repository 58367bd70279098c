import ArgumentParser
import Findings
import Hosting
import Labs
import Quantities

/// Which lines of the lab a command is about.
struct LineOptions: ParsableArguments {
    @Option(name: .customLong("line"), help: "A line of the lab, by name; all without any.")
    var names: [String] = []

    /// Indexes into `Lab.lines`; nil where all are meant.
    func lines(of loaded: LoadedLab) throws(Failure) -> [Int]? {
        guard !names.isEmpty else { return nil }
        var lines: [Int] = []
        for name in names {
            guard let line = loaded.lab.lines.firstIndex(where: { $0.name == name }) else {
                let known = loaded.lab.lines.map(\.name)
                let nearest = NearestName.of(name, among: known).map { " Did you mean “\($0)”?" }
                throw Failure(
                    "The lab “\(loaded.lab.name)” has no line “\(name)”.\(nearest ?? "") Its lines "
                        + "are \(known.joined(separator: ", "))."
                )
            }
            if !lines.contains(line) { lines.append(line) }
        }
        return lines
    }
}

/// A time on the command line: `10 min`, `90 s`.
enum DurationText {
    static func read(_ text: String, option: String) throws(Failure) -> Lapse {
        guard let quantity = try? Quantity(parsing: text), quantity.dimensions == .time,
            quantity.si > 0
        else { throw Failure("--\(option) takes a time such as “10min” or “90 s”, not “\(text)”.") }
        return Lapse(seconds: quantity.si)
    }
}
