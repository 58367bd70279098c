import Documents
import Foundation
import Hosting
import Trials

/// Prints every figure the project promises beside its goal.
///
/// Each measurement runs in a child process of its own, so that peak memory is its own; the child
/// prints lines of `name value`, this process prints the table. `--disagreements FIRST COUNT`
/// lists instead where the checker and the reference world differ over random plans, and
/// `--plan SEED [KIND]` prints one of those plans; `--journal-life FOLDER SEED [BYTES]` writes a
/// journal there that may grow so large (`Tests/Tools/powercut`).
@main
enum Bench {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.first == "--measure", arguments.count >= 2 {
            return measure(arguments[1], Array(arguments.dropFirst(2)))
        }
        if arguments.first == "--disagreements" {
            let numbers = arguments.dropFirst().compactMap { UInt64($0) }
            do throws(Failure) {
                return try Disagreements.run(from: numbers.first ?? 0, count: numbers.last ?? 1000)
            } catch {
                return print(error.message)
            }
        }
        if arguments.first == "--plan" {
            let seed = arguments.dropFirst().first.flatMap { UInt64($0) } ?? 0
            let kind = arguments.last.flatMap { PlanGenerator.Kind(rawValue: $0) }
            let bytes = DocumentWriter.yaml(PlanGenerator.plan(seed: seed, kind: kind).value)
            return print(String(decoding: bytes, as: UTF8.self))
        }
        if arguments.first == "--journal-life", arguments.count >= 3 {
            return journalLife(arguments[1], arguments[2...].compactMap { Int64($0) })
        }
        let program = arguments.first ?? ".build/release/athanor"
        var table = FigureTable()
        for measurement in Measurement.allCases {
            let lines = Child.run(measurement, program: program)
            for figure in measurement.figures(lines) { table.add(figure) }
        }
        table.conclude()
    }

    private static func journalLife(_ folder: String, _ numbers: [Int64]) {
        let seed = UInt64(bitPattern: numbers.first ?? 0)
        do throws(Failure) {
            try JournalLife.run(folder, seed: seed, bound: numbers.dropFirst().first)
        } catch {
            print("error \(error.message)")
            exit(1)
        }
    }

    private static func measure(_ name: String, _ arguments: [String]) {
        guard let measurement = Measurement(rawValue: name) else {
            return print("error no measurement \(name)")
        }
        do throws(Failure) {
            try measurement.run(program: arguments.first ?? "athanor")
            print("memory \(Memory.peakMegabytes)")
        } catch {
            print("error \(error.message)")
        }
    }
}

/// What is measured, one child process each.
enum Measurement: String, CaseIterable {
    case plan, command, anneal, furnaces, recipes, acceptance
    case lines, hostile, polling, sixteen, wire, capture, scan, trips, journal, year

    func run(program: String) throws(Failure) {
        switch self {
        case .plan: try PlanSpeed.run()
        case .command: try CommandSpeed.run(program)
        case .anneal: try AnnealSpeed.run()
        case .furnaces: try FurnaceSpeed.run()
        case .recipes: try RecipeYield.run()
        case .acceptance: try Acceptance.run()
        case .lines: LineFigures.run()
        case .hostile: try HostileLines.run()
        case .polling: try PollingSpeed.run()
        case .sixteen: try SixteenConnections.run()
        case .wire: try WireTime.run()
        case .capture: try CaptureCost.run()
        case .scan: try ScanLateness.run()
        case .trips: try TripLines.run()
        case .journal: try JournalFigures.run()
        case .year: try JournalYear.run(program)
        }
    }

    func figures(_ lines: [String: Double]) -> [Figure] {
        func most(_ title: String, _ key: String, _ goal: Double, _ unit: String) -> Figure {
            Figure(title, lines[key], .atMost(goal), unit)
        }
        func least(_ title: String, _ key: String, _ goal: Double, _ unit: String) -> Figure {
            Figure(title, lines[key], .atLeast(goal), unit)
        }
        let memory = most("peak memory: \(rawValue)", "memory", 100, "MB")
        switch self {
        case .plan:
            return [
                most("2,000 steps: JSON text to verdict", "text", 80, "ms"),
                most("2,000 steps: values to verdict", "values", 50, "ms"), memory,
            ]
        case .command:
            return [
                most("2,000 steps: whole command", "check", 200, "ms"),
                most("72 h anneal: whole command, report included", "dry-run", 2000, "ms"),
                most("peak memory: check command", "check-memory", 100, "MB"),
                most("peak memory: dry-run command", "dry-run-memory", 100, "MB"),
            ]
        case .anneal:
            return [
                most("72 h anneal: dry run and report", "seconds", 2, "s"),
                least("72 h anneal: frames encoded and decoded", "frames", 2_000_000, ""),
                most("72 h anneal: report", "report", 5, "MB"), memory,
            ]
        case .furnaces:
            return [
                most("20,000 furnace recipes decoded and checked", "seconds", 5, "s"),
                least("  of them accepted", "accepted", 19_800, ""), memory,
            ]
        case .recipes:
            return [
                least("literature recipes accepted and dry-run, of 50", "done", 25, ""),
                least("  the six above 1,500 degC refused for it", "hot", 6, ""), memory,
            ]
        case .acceptance:
            return [
                least("valid random plans accepted", "accepted", 99, "%"),
                least("harmful mutants refused", "refused", 99, "%"),
                Figure("  harmful mutants judged", lines["harmful"], .none, ""), memory,
            ]
        case .lines:
            return [
                least("Modbus transactions against hostile peers", "transactions", 1e6, ""),
                most("  values that were wrong", "wrong", 0, ""),
                most("  outcomes of commands that were untrue", "untrue", 0, ""),
                least("  true replies in time that were believed", "delivered", 95, "%"),
                most("  recovery against lateness and two silences", "recovery", 100, "%"),
                most("  timeouts on healthy lines", "quarantines", 0, ""),
                least("maps with gaps: share of the physical limit", "limit", 90, "%"),
                most("  wire time against each run by itself", "separate", 100.001, "%"),
                most("  wire time against gaps of 50 filled", "filled", 100.001, "%"),
                most("one dead unit of 16 costs the others", "dead-unit", 5, "%"), memory,
            ]
        case .hostile, .polling, .sixteen, .wire, .scan, .trips: return lineFigures(lines)
        case .capture, .journal, .year: return diskFigures(lines)
        }
    }

    func scanFigures(_ lines: [String: Double]) -> [Figure] {
        ["idle", "load"].flatMap { place in
            ["p50", "p99", "p999"].map { key in
                Figure(
                    "scan wake-up \(key) against cyclictest, \(place)",
                    lines["\(place)-\(key)"],
                    .atMost(1.5),
                    "×"
                )
            }
        }
    }

    private func diskFigures(_ lines: [String: Double]) -> [Figure] {
        switch self {
        case .journal: journalFigures(lines)
        case .year: yearFigures(lines)
        default: captureFigures(lines)
        }
    }

    private func captureFigures(_ lines: [String: Double]) -> [Figure] {
        [
            Figure(
                "capture of a saturated 115200 Bd line: of a core",
                lines["share"],
                .atMost(1),
                "%"
            ),
            Figure("  with every frame read back", lines["followed"], .atMost(1), "%"),
            Figure("  one piece into the ring", lines["append"], .none, "ns"),
            Figure("peak memory: \(rawValue)", lines["memory"], .atMost(100), "MB"),
        ]
    }
}
