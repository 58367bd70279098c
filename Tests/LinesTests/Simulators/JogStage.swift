import Foundation
import Testing

/// A host of the demonstration lab whose gantry has been homed.
final class JogStage {
    let bench: ProgramBench
    let host: Child
    let options: [String]
    /// The devices, where they live apart from the host.
    private var devices: Child?

    init(apart: Bool = false) throws {
        bench = try ProgramBench()
        let state = bench.folder + "/state.yaml"
        let shipped = ProgramBench.demo + "/state.yaml"
        let text = try String(contentsOfFile: shipped, encoding: .utf8)
        try (text + "- {device: gantry, homing: homed}\n")
            .write(toFile: state, atomically: true, encoding: .utf8)
        options = ProgramBench.lab + ["--state", state]
        devices = apart ? try bench.start(["--state", state]) : nil
        host = try bench.begin(["serve"] + (apart ? [] : ["--simulate"]) + options)
        _ = try host.wait(seconds: 30) { $0.contains("listens") ? $0 : nil }
        _ = try bench.run(["ready"] + options)
    }

    var socket: String {
        get throws {
            let names = try FileManager.default.contentsOfDirectory(atPath: bench.folder)
            return bench.folder + "/" + (try #require(names.first { $0.hasSuffix(".sock") }))
        }
    }

    func hold(_ axis: String, _ way: Int, of device: String = "gantry") throws -> Child {
        try Child(
            Checkout.root + "/.build/venv/bin/python",
            [Checkout.root + "/Tests/Peers/jog_client.py", socket, device, axis, "\(way)"]
        )
    }

    /// Where the axis truly is, m.
    func place(_ axis: String) throws -> Double {
        let shown = try bench.run(["sim", "show", "--json"])
        #expect(shown.status == 0 && shown.output.hasSuffix("}\n"), "\(shown)")
        let state = try #require(
            try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any]
        )
        let handlers = try #require(state["handlers"] as? [[String: Any]])
        let places = try #require(handlers.first?["at"] as? [String])
        let text = places[axis == "x" ? 0 : axis == "y" ? 1 : 2]
        return (Double(text.prefix { $0 != " " }) ?? .nan) / 1000
    }

    /// Waits until the axis rests, and gives where.
    func rest(_ axis: String) throws -> Double {
        var last = try place(axis)
        for _ in 0..<100 {
            Thread.sleep(forTimeInterval: 0.15)
            let now = try place(axis)
            if abs(now - last) < 1e-9 { return now }
            last = now
        }
        return .nan
    }

    func end() throws {
        _ = try bench.run(["end"] + options)
        #expect(try host.finish(seconds: 60).status == 0)
    }
}
