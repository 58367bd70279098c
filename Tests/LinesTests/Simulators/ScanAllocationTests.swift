import Foundation
import Testing

/// What the scan's thread allocates, as the allocator itself sees it.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ScanAllocationTests {
    /// What stands in the way of an allocation writes it here.
    private func noted(_ path: String) -> String {
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }

    @Test
    func `once it judges the scan allocates nothing, whatever is commanded, trips or is made safe`()
        throws
    {
        let bench = try ProgramBench()
        let (shim, file) = (bench.folder + "/allocations.so", bench.folder + "/allocations")
        let source = Checkout.root + "/Tests/Tools/scan_allocations.c"
        let compiler = try Child(
            "/usr/bin/env",
            ["clang", "-O1", "-shared", "-fPIC", "-o", shim, source]
        )
        #expect(try compiler.finish(seconds: 60).status == 0)
        let host = try Child(
            Checkout.program,
            ["serve", "--simulate", "--speed", "10"] + ProgramBench.lab,
            environment: bench.environment.merging([
                "LD_PRELOAD": shim, "SCAN_ALLOCATIONS": file,
            ]) { $1 }
        )
        _ = try host.wait(seconds: 30) { $0.contains("listens") ? $0 : nil }
        #expect(try bench.awaitReading("inputs.exhaust-flow", "false"))
        #expect(try bench.onLab(["act", "pump", "initialise"]).status == 0)
        // It did see those of its beginning.
        let before = noted(file)
        #expect(before.contains("allocation of "))
        let steps = [
            "exhaust.switch-on", "pipette.home", "pipette.pick-up", "pipette.prime", "from=rinse",
            "volume=500 uL", "pipette.eject",
        ]
        let run = try bench.onLab(["do"] + steps)
        #expect(run.status == 0, "\(run.errors)\(run.output)")
        #expect(try bench.onLab(["act", "balance", "tare"]).status == 0)
        #expect(try bench.onLab(["safe"]).status == 0)
        // Several interlocks at once.
        #expect(try bench.run(["sim", "set", "inputs.estop-released", "false"]).status == 0)
        Thread.sleep(forTimeInterval: 2)
        #expect(try bench.onLab(["status"]).output.contains("tripped"))
        let after = noted(file)
        #expect(after == before, "\(after.dropFirst(before.count))")
        _ = try bench.onLab(["end"])
        #expect(try host.finish(seconds: 60).status == 0)
    }
}
