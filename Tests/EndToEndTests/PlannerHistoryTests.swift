import Foundation
import Testing

/// What a planner is told must be what happened: it steers by nothing else.
struct PlannerHistoryTests {
    @Test func `history has a row an iteration, each answer beside what came of it`() throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let log = scratch.path("questions.jsonl")
        // Four answers, each told by its own number; every question is kept.
        let planner = """
            import json, sys
            for number, line in enumerate(sys.stdin):
                open(\(quoted(log)), "a").write(line)
                done = "true" if number == 3 else "false"
                print('{"T": "%d degC", "done": %s}' % (610 + 20 * number, done), flush=True)
            """
        let script = scratch.path("planner.py")
        try planner.write(toFile: script, atomically: true, encoding: .utf8)
        let outcome = try Program.run([
            "dry-run", "Examples/demo/plans/closed-loop.yaml", "--lab", "Examples/demo",
            "--planner", "python3 '\(script)'", "--json",
        ])
        #expect(outcome.code == 0, "\(outcome.errors)")
        let questions = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
        #expect(questions.count == 4)
        let last = try #require(
            try JSONSerialization.jsonObject(with: Data(questions[3].utf8)) as? [String: Any]
        )
        let rows = try #require(last["history"] as? [[String: Any]])
        #expect(rows.map { $0["next.T"] as? String } == ["610 degC", "630 degC", "650 degC"])
        for row in rows {
            let setpoint = try degrees(row["next.T"])
            // The guard reads some kelvin below the setpoint it was held at, never another one.
            #expect(abs(try degrees(row["seen"]) - (setpoint - 6.4)) < 3, "\(row)")
            #expect((row["error"] as? String)?.hasSuffix(" K") == true, "\(row)")
        }
    }

    private func quoted(_ path: String) -> String { "'" + path + "'" }

    private func degrees(_ value: Any?) throws -> Double {
        let text = try #require(value as? String)
        #expect(text.hasSuffix(" degC"))
        return try #require(Double(text.dropLast(5)))
    }
}
