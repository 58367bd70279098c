import Foundation
import Testing

/// The commands that open lines, as people use them, on simulators of their own.
@Suite(.serialized, .timeLimit(.minutes(10))) struct LiveCommandTests {
    private static let plans = ProgramBench.demo + "/plans/"

    private func json(_ text: String) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(text.utf8))
    }

    @Test func `points are read, watched and written, devices found`() throws {
        let bench = try ProgramBench()
        let simulator = try bench.start()
        let write = try bench.onLab(["write", "relays.hood-light", "true"])
        #expect(write.status == 0)
        #expect(write.output == "relays.hood-light = true, read back.\n")
        let read = try bench.onLab(["read", "relays.hood-light", "furnace.temperature", "--json"])
        #expect(read.status == 0)
        let rows = try #require(try json(read.output) as? [[String: Any]])
        #expect(
            rows.map { $0["point"] as? String } == ["relays.hood-light", "furnace.temperature"]
        )
        #expect(rows.allSatisfy { $0["quality"] as? String == "good" })
        #expect(rows.first?["value"] as? Bool == true)
        let watch = try bench.onLab(["watch", "inputs", "--seconds", "3", "--json"])
        #expect(watch.status == 0)
        #expect(watch.output.split(separator: "\n").count >= 8)
        let probe = try bench.onLab(["devices", "probe", "--json"])
        #expect(probe.status == 0)
        #expect((try json(probe.output) as? [[String: Any]])?.count == 11)
        simulator.signal(SIGTERM)
        #expect(try simulator.finish().status == 0)
    }

    @Test func `a write that may not be is refused with the reason, and nothing is sent`() throws {
        let bench = try ProgramBench()
        let simulator = try bench.start()
        let wrong: [(point: String, value: String, says: String)] = [
            ("controller.target-setpoint", "300 degC", "only read"),
            ("controller.remote-setpoint", "300", "takes a quantity"),
            ("controller.remote-setpoint", "9000 degC", "outside what the device may be told"),
            ("controller.mode", "asleep", "normal, standby, configuration"),
            ("relays.hood-lihgt", "true", "Did you mean “relays.hood-light”?"),
            ("relays", "true", "name one of its points"),
        ]
        for (point, value, says) in wrong {
            let ending = try bench.onLab(["write", point, value])
            #expect(ending.status != 0)
            #expect(ending.errors.contains(says), "\(ending.errors)")
        }
        let shown = try bench.onLab(["read", "controller.remote-setpoint", "--json"])
        #expect(!shown.output.contains("9000"))
        simulator.signal(SIGTERM)
        #expect(try simulator.finish().status == 0)
    }

    @Test func `without simulators and without ports nothing is run or written`() throws {
        let bench = try ProgramBench()
        for arguments in [
            ["run", Self.plans + "morning-check.yaml"], ["write", "relays.hood-light", "true"],
        ] {
            let ending = try bench.onLab(arguments)
            #expect(ending.status == 2)
            #expect(ending.errors.contains("has no port"), "\(ending.errors)")
        }
    }

    @Test func `a run on simulators ends complete, with report and trace`() throws {
        let bench = try ProgramBench()
        let (report, trace) = (bench.folder + "/r.html", bench.folder + "/t.jsonl")
        let ending = try bench.onLab(
            [
                "run", Self.plans + "morning-check.yaml", "--simulate", "--speed", "40",
                "--report", report, "--trace", trace,
            ],
            seconds: 300
        )
        #expect(ending.status == 0, "\(ending.errors)")
        #expect(ending.output.hasPrefix("complete  morning-check"))
        #expect(try String(contentsOfFile: report, encoding: .utf8).hasPrefix("<!doctype html>"))
        #expect(try bench.run(["results", trace]).status == 0)
    }

    @Test(arguments: [1, 2])
    func `Ctrl-C stops in order, twice at once; either way the zones are safe`(
        _ times: Int
    ) throws {
        let bench = try ProgramBench()
        let plan = Self.plans + "anneal-72h.yaml"
        let trace = bench.folder + "/t.jsonl"
        let child = try bench.begin(
            ["run", plan, "--simulate", "--speed", "4", "--trace", trace] + ProgramBench.lab
        )
        let end = Date() + 60
        func isHeating() -> Bool {
            let text = (try? String(contentsOfFile: trace, encoding: .utf8)) ?? ""
            return text.contains("\"write\":\"mode\",\"value\":\"normal\"")
        }
        while !isHeating(), Date() < end { Thread.sleep(forTimeInterval: 0.1) }
        #expect(isHeating())
        for _ in 0..<times {
            child.signal(SIGINT)
            Thread.sleep(forTimeInterval: 0.05)
        }
        let ending = try child.finish(seconds: 120)
        #expect(ending.status == 1)
        #expect(ending.output.hasPrefix(times == 1 ? "stopped" : "aborted"), "\(ending.output)")
        for zone in ["gas", "furnace", "services"] {
            #expect(ending.errors.contains("Zone \(zone) is safe."), "\(ending.errors)")
        }
    }

    @Test func `a capture is written, decoded and told; one host holds the lab`() throws {
        let bench = try ProgramBench()
        let simulator = try bench.start()
        let file = bench.folder + "/c.pcapng"
        let capture = try bench.begin(["capture", "--out", file, "--for", "4s"] + ProgramBench.lab)
        Thread.sleep(forTimeInterval: 2)
        let second = try bench.onLab(["read", "inputs"])
        #expect(second.status == 2)
        #expect(second.errors.contains("process \(capture.number)"), "\(second.errors)")
        #expect(try capture.finish(seconds: 60).status == 0)
        #expect(try Tshark.fields(file, filter: "mbrtu", ["frame.number"]).count > 10)
        let told = try bench.onLab(["replay", file, "--summary"])
        #expect(told.status == 0)
        #expect(told.output.contains("controller"))
        simulator.signal(SIGTERM)
        #expect(try simulator.finish().status == 0)
    }
}
