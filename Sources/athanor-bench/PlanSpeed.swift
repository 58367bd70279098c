import Checking
import Documents
import Findings
import Foundation
import Hosting
import Plans

/// Where the laboratory of the benchmarks is.
enum DemoFiles {
    static let lab = "Examples/demo"
    static let anneal = "Examples/demo/plans/anneal-72h.yaml"

    static func open() throws(Failure) -> LoadedLab { try LabFolder.open(lab, library: ".") }
}

/// A plan of two thousand steps, written as a pipetting protocol is: movement by movement.
enum LongPlan {
    static let value: DocumentValue = {
        var steps: [DocumentValue] = [.mapping([DocumentMember("do", .text("pipette.home"))])]
        func step(_ verb: String, _ members: [(String, String)] = []) {
            var all = [DocumentMember("do", .text("pipette." + verb))]
            all += members.map { DocumentMember($0.0, .text($0.1)) }
            steps.append(.mapping(all))
        }
        let rows = ["A", "B", "C", "D", "E", "F", "G", "H"]
        for tip in 0..<333 {
            step("pick-up")
            for half in 0..<2 {
                let well = (tip * 2 + half) % 192
                let plate = well < 96 ? "plate" : "plate-2"
                let name = "\(plate)/\(rows[well % 8])\(well % 96 / 8 + 1)"
                step("aspirate", [("from", "buffer"), ("volume", "20 uL")])
                step("dispense", [("to", name), ("volume", "20 uL"), ("dispense", "above")])
            }
            step("eject")
        }
        steps.append(
            .mapping([DocumentMember("do", .text("wait")), DocumentMember("for", .text("1 s"))])
        )
        return .mapping([
            DocumentMember("athanor", .text("plan/1")), DocumentMember("id", .text("long")),
            DocumentMember(
                "author",
                .mapping([
                    DocumentMember("kind", .text("human")), DocumentMember("name", .text("bench")),
                ])
            ), DocumentMember("steps", .list(steps)),
        ])
    }()

    static let bytes = DocumentWriter.json(value)
}

/// How fast a long plan gets its verdict, in process.
enum PlanSpeed {
    static func run() throws(Failure) {
        let loaded = try DemoFiles.open()
        let bytes = LongPlan.bytes
        let (decoded, findings) = PlanDocument.decode(bytes, file: "long.json")
        guard let plan = decoded else {
            throw Failure("The long plan is refused.", findings: findings)
        }
        var (text, values): ([Double], [Double]) = ([], [])
        var refusal: Finding?
        // Five alternating rounds, so that a disturbance hits both.
        for _ in 0..<5 {
            text.append(
                Stopwatch.seconds {
                    let review = PlanReview(
                        bytes,
                        file: "long.json",
                        in: loaded,
                        provingFixes: false
                    )
                    if review.checked == nil { refusal = review.findings.first }
                }
            )
            values.append(
                Stopwatch.seconds {
                    _ = Checker.check(
                        plan,
                        lab: loaded.lab,
                        names: loaded.names,
                        state: loaded.state
                    )
                }
            )
        }
        if let refusal { throw Failure("The long plan is refused: \(refusal.message)") }
        print("text \(Stopwatch.median(text) * 1000)")
        print("values \(Stopwatch.median(values) * 1000)")
    }
}

/// Whole commands, as somebody at a terminal meets them.
enum CommandSpeed {
    static func run(_ program: String) throws(Failure) {
        let folder =
            NSTemporaryDirectory() + "athanor-bench-\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Files.write(LongPlan.bytes, to: folder + "/long.json")
        let commands = [
            ("check", [program, "check", folder + "/long.json", "--lab", DemoFiles.lab]),
            (
                "dry-run",
                [
                    program, "dry-run", DemoFiles.anneal, "--lab", DemoFiles.lab, "--report",
                    folder + "/report.html",
                ]
            ),
        ]
        for (name, command) in commands {
            let rounds = (0..<5).compactMap { _ in Child.timed(command) }
            print("\(name) \(Stopwatch.median(rounds.map(\.milliseconds)))")
            print("\(name)-memory \(rounds.map(\.megabytes).max() ?? .nan)")
        }
    }
}
