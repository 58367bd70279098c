import ArgumentParser
import Documents
import Hosting
import Quantities
import Realtime
import Reports

/// The subcommand `bench`.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure this machine as the place of a host.",
        subcommands: [BenchScanCommand.self]
    )
}

/// The subcommand `bench scan`.
struct BenchScanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: "How late a scan's thread wakes here, every 10 ms at real-time priority.",
        discussion: """
            No lab is needed and nothing is opened. What the system does not grant (priority, \
            locked memory, shallow sleep) is said. Compare with cyclictest (Debian: rt-tests): \
            cyclictest -m -q -p80 -i10000 -h20000 -D10
            """
    )

    @Option(help: "For how long, in seconds, 1 to 3600.") var seconds = 5
    @Flag(help: "As JSON.") var json = false

    func validate() throws {
        guard (1...3600).contains(seconds) else {
            throw ValidationError("--seconds is from 1 to 3600.")
        }
    }

    func run() throws {
        let (histogram, shortfalls) = try Terminal.reporting { () throws(Failure) in
            try ScanTrial.run(seconds: seconds)
        }
        let rows: [(String, Lapse?)] = [
            ("p50", histogram.quantile(0.5)), ("p99", histogram.quantile(0.99)),
            ("p99.9", histogram.quantile(0.999)), ("most", histogram.worst),
        ]
        guard !json else {
            let members = rows.map { name, lapse in
                DocumentMember(name + "-us", .number(Self.microseconds(lapse)))
            }
            let list = DocumentValue.list(shortfalls.map { .text($0) })
            return Terminal.print(
                DocumentWriter.json(.mapping(members + [DocumentMember("shortfalls", list)]))
            )
        }
        var table = TextTable([("late", .left), ("µs", .right)])
        for (name, lapse) in rows { table.add([name, "\(Self.microseconds(lapse))"]) }
        Terminal.print(table.render(Terminal.style))
        for shortfall in shortfalls { Terminal.note("Not real-time: \(shortfall).") }
    }

    private static func microseconds(_ lapse: Lapse?) -> Double {
        (Double(lapse?.nanoseconds ?? 0) / 100).rounded() / 10
    }
}
