import Foundation
import Hosting
import Labs
import Lines
import Quantities
import Simulation
import Simulators

/// A lab that is served while a test goes on.
final class ServedLab {
    let lab: Lab
    let names: LabNames
    let simulated: SimulatedLab

    init(
        _ lab: Lab,
        transport: SimulatedLab.Transport = .terminals,
        speed: Double = 1
    ) throws {
        self.lab = lab
        names = LabNames(lab)
        simulated = try SimulatedLab(
            lab: lab,
            names: names,
            state: LabState(of: lab),
            seed: 1,
            clock: HostClock(speed: speed),
            transport: transport
        )
    }

    deinit { simulated.stop() }

    /// The demonstration lab as shipped.
    static func demo(
        transport: SimulatedLab.Transport = .terminals,
        speed: Double = 1
    ) throws -> ServedLab {
        try ServedLab(try demoLab(), transport: transport, speed: speed)
    }

    static func demoLab() throws -> Lab {
        try LabFolder.open(Checkout.root + "/Examples/demo", library: Checkout.root).lab
    }

    /// Where a line is: the path of a terminal, or `host:port`.
    func place(_ line: String) -> String {
        let index = lab.lines.firstIndex { $0.name == line } ?? 0
        return simulated.addresses[index].description
    }

    func port(_ line: String) -> Int { Int(place(line).split(separator: ":").last ?? "") ?? 0 }
}

/// The repository's files and what was built of them.
enum Checkout {
    static let root: String = {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { url.deleteLastPathComponent() }
        return url.path
    }()

    /// The program, beside the tests it was built with.
    static let program: String = {
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let beside = tests.deletingLastPathComponent().appendingPathComponent("athanor").path
        return FileManager.default.isExecutableFile(atPath: beside)
            ? beside : root + "/.build/release/athanor"
    }()
}
