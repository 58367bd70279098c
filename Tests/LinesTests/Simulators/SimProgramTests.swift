import CLinux
import Foundation
import Testing

/// `athanor sim` as people use it: a process of its own, commanded from others.
@Suite(.serialized, .timeLimit(.minutes(10))) struct SimProgramTests {
    /// Where a line is, from the table that was printed.
    private func place(_ line: String, in text: String) -> String? {
        text.split(separator: "\n").first { $0.hasPrefix(line + " ") }?
            .split(separator: " ").first { $0.hasPrefix("/dev/") || $0.hasPrefix("127.") }
            .map(String.init)
    }

    @Test func `it serves, is commanded, tells what happens, and stops when told to`() throws {
        let bench = try ProgramBench()
        let child = try bench.start()
        let path = try child.wait { place("furnace-bus", in: $0) }
        let port = try RawPort(path)
        let ask = Frame.rtu(1, [3, 0x80, 0x02, 0, 2])
        port.write(ask)
        #expect(port.read(9).count == 9)
        let fault = try bench.run(["sim", "fault", "controller", "device-dead", "--for", "5min"])
        #expect(fault.status == 0)
        #expect(fault.output == "controller: device-dead begins, for 300.0 s\n")
        port.write(ask)
        #expect(port.read(1, within: 0.2).isEmpty)
        #expect(try bench.run(["sim", "fault", "controller", "--end"]).status == 0)
        #expect(try bench.run(["sim", "set", "inputs.furnace-door-closed", "false"]).status == 0)
        let shown = try bench.run(["sim", "show"])
        #expect(shown.output.contains("door: open"))
        let wrong = try bench.run(["sim", "set", "inputs.furnace-door", "false"])
        #expect(wrong.status == 2)
        #expect(wrong.errors.contains("Did you mean “inputs.furnace-door-closed”?"))
        let stop = try bench.run(["sim", "stop"])
        #expect(stop.status == 0)
        let ending = try child.finish()
        #expect(ending.status == 0)
        for line in [
            "furnace-bus: a host is connected", "controller: device-dead begins",
            "controller: device-dead has ended",
        ] {
            #expect(ending.output.contains(line), "\(ending.output)")
        }
        #expect(bench.sockets.isEmpty)
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func `a signal ends it in order`(_ signal: Int32) throws {
        let bench = try ProgramBench()
        let links = bench.folder + "/links"
        let child = try bench.start(["--links", links])
        #expect(try FileManager.default.contentsOfDirectory(atPath: links).count == 8)
        child.signal(signal)
        #expect(try child.finish().status == 0)
        #expect(bench.sockets.isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: links).isEmpty)
    }

    @Test func `one that was killed is replaced, a second one is refused`() throws {
        let bench = try ProgramBench()
        let killed = try bench.start()
        killed.signal(SIGKILL)
        _ = try killed.finish()
        #expect(bench.sockets.count == 1)
        let none = try bench.run(["sim", "show"])
        #expect(none.status == 2)
        #expect(none.errors.contains("No simulator"))
        let child = try bench.start()
        let second = try Child(
            Checkout.program,
            ["sim", ProgramBench.demo, "--library", Checkout.root],
            environment: bench.environment
        ).finish()
        #expect(second.status == 2)
        #expect(second.errors.contains("running already (process \(child.number))"))
        #expect(try bench.run(["sim", "stop"]).status == 0)
        #expect(try child.finish().status == 0)
    }

    @Test func `as JSON, and over TCP`() throws {
        let bench = try ProgramBench()
        let child = try bench.start(["--json", "--tcp", "--speed", "10"])
        let first = try child.wait { $0.split(separator: "\n").first.map(String.init) }
        let decoded = try JSONSerialization.jsonObject(with: Data(first.utf8))
        let ports = try #require(decoded as? [String: Any])
        #expect(ports["speed"] as? Double == 10)
        let lines = try #require(ports["lines"] as? [[String: Any]])
        #expect(lines.count == 8)
        #expect(lines.allSatisfy { ($0["address"] as? String)?.hasPrefix("127.0.0.1:") == true })
        child.signal(SIGTERM)
        #expect(try child.finish().status == 0)
    }

    /// CPU time of a process, s.
    private func used(_ process: Int32) throws -> Double {
        let text = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        let ticks = Double(fields[11]).flatMap { user in Double(fields[12]).map { user + $0 } }
        return try #require(ticks) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    private func descriptors(_ process: Int32) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").count
    }

    /// Its resident memory, kB.
    private func memory(_ process: Int32) throws -> Int {
        let text = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return try #require(line?.split(separator: " ").dropFirst().first.flatMap { Int($0) })
    }

    @Test(arguments: [[], ["--tcp"]])
    func `it idles, whoever was there before`(_ arguments: [String]) throws {
        let bench = try ProgramBench()
        let child = try bench.start(arguments)
        let path = try child.wait { place("furnace-bus", in: $0) }
        do {
            // Nobody has a terminal open that somebody had: it tells so for ever.
            let port = try open(path)
            port.write(Frame.rtu(1, [3, 0x80, 0x02, 0, 2]))
            #expect(port.read(9).count == 9)
        }
        let before = try used(child.number)
        Thread.sleep(forTimeInterval: 2)
        let share = try (used(child.number) - before) / 2
        #expect(share < 0.02, "\(share * 100) % of a core")
        child.signal(SIGTERM)
        #expect(try child.finish().status == 0)
    }

    private func open(_ place: String) throws -> RawPort {
        guard let colon = place.firstIndex(of: ":"),
            let port = Int(place[place.index(after: colon)...])
        else { return try RawPort(place) }
        return try RawPort(port: port)
    }

    @Test(arguments: [[], ["--tcp"]])
    func `random bytes and storms of hosts leave it as it was`(_ arguments: [String]) throws {
        let bench = try ProgramBench()
        let child = try bench.start(arguments)
        let text = try child.wait { $0.contains("Ctrl-C") ? $0 : nil }
        let lines = [
            "furnace-bus", "guard-bus", "io-bus", "gas-line", "balance-line", "pump-line",
            "gantry-line",
        ]
        let places = try lines.map { try #require(place($0, in: text)) }
        let (descriptors, memory) = (try descriptors(child.number), try memory(child.number))
        var random = SystemRandomNumberGenerator()
        let end = Date() + 1.5
        var opened = 0
        while Date() < end {
            let port = try open(places[opened % places.count])
            opened += 1
            for _ in 0..<4 {
                port.write((0..<400).map { _ in UInt8.random(in: 0...255, using: &random) })
                _ = port.read(64, within: 0.001)
            }
        }
        #expect(opened > 50)
        // A last caller waits until what the others left behind has gone over the slow wire.
        let controller = try open(places[0])
        let ask = Frame.rtu(1, [3, 0x80, 0x02, 0, 2])
        var answered = 0
        for _ in 0..<60 where answered == 0 {
            Thread.sleep(forTimeInterval: 0.2)
            _ = controller.read(1 << 16, within: 0.01)
            controller.write(ask)
            answered = controller.read(9, within: 0.3).count
        }
        #expect(answered == 9)
        // The one connection that is open now is one more than before.
        #expect(try self.descriptors(child.number) <= descriptors + places.count)
        #expect(try self.memory(child.number) < memory + 20_000)
        child.signal(SIGTERM)
        #expect(try child.finish().status == 0)
    }
}
