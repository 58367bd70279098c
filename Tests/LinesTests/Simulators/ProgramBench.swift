import Foundation
import Testing

/// `athanor` in a runtime folder of its own, on the demonstration lab.
final class ProgramBench {
    static let demo = Checkout.root + "/Examples/demo"

    let folder: String
    var environment: [String: String] { ["ATHANOR_RUNTIME": folder] }

    init() throws {
        folder = "/tmp/athanor-test-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
    }

    /// A host that a command has begun must not outlive its simulators: the terminals it knows
    /// would soon be another test's.
    deinit {
        if hasHost { _ = try? onLab(["end"]) }
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Simulators that serve the lab.
    func start(_ arguments: [String] = [], at lab: String = demo) throws -> Child {
        let child = try begin(["sim", lab, "--library", Checkout.root] + arguments)
        _ = try child.wait { $0.contains("balance-line") ? $0 : nil }
        return child
    }

    /// Simulators behind plain device files: for a host of the lab in that folder they are hardware.
    func startHardware() throws -> (devices: Child, lab: String) {
        let links = folder + "/links"
        let devices = try start(["--links", links])
        let lines = try FileManager.default.contentsOfDirectory(atPath: links)
        let lab = try copyLab { text in
            lines.reduce(text) { text, line in
                text.replacing("{name: \(line),", with: "{name: \(line), port: \(links)/\(line),")
            }
        }
        return (devices, lab)
    }

    func begin(_ arguments: [String]) throws -> Child {
        try Child(Checkout.program, arguments, environment: environment)
    }

    func run(_ arguments: [String], seconds: Double = 60) throws -> Child.Ending {
        try begin(arguments).finish(seconds: seconds)
    }

    /// The same with the lab's options behind.
    func onLab(_ arguments: [String], seconds: Double = 60) throws -> Child.Ending {
        try run(arguments + Self.lab, seconds: seconds)
    }

    /// Reads a point until it shows `wanted`, at most half a minute.
    func awaitReading(_ point: String, _ wanted: String) throws -> Bool {
        let end = Date() + 30
        while Date() < end {
            if try onLab(["read", point]).output.contains(wanted) { return true }
            Thread.sleep(forTimeInterval: 0.2)
        }
        return false
    }

    /// Looks at a host's status until it is as wanted, at most for so many seconds.
    func awaitStatus(
        _ lab: [String],
        seconds: Double = 60,
        _ isWanted: (String) -> Bool
    ) throws -> Bool {
        let end = Date() + seconds
        while Date() < end {
            if try isWanted(run(["status"] + lab).output) { return true }
            Thread.sleep(forTimeInterval: 0.3)
        }
        return false
    }

    /// A copy of the demonstration lab with something changed; gives its folder.
    func copyLab(_ change: (String) -> String) throws -> String {
        let copy = folder + "/lab"
        let files = FileManager.default
        try files.createDirectory(atPath: copy, withIntermediateDirectories: false)
        let text = try String(contentsOfFile: Self.demo + "/lab.yaml", encoding: .utf8)
        try change(text).write(toFile: copy + "/lab.yaml", atomically: false, encoding: .utf8)
        try files.copyItem(atPath: Self.demo + "/state.yaml", toPath: copy + "/state.yaml")
        return copy
    }

    static let demoLines = [
        "furnace-bus", "guard-bus", "io-bus", "gas-line", "balance-line", "pump-line",
        "gantry-line", "feeder-line",
    ]

    static let lab = ["--lab", demo, "--library", Checkout.root]

    private var names: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }

    var hasHost: Bool { names.contains { $0.hasSuffix(".sock") } }

    var sockets: [String] { names.filter { $0.hasSuffix(".sim") } }
}

/// Whether whole campaigns are run (`make soak`), or a slice of each.
enum Campaign {
    static let isWhole = ProcessInfo.processInfo.environment["ATHANOR_SOAK"] == "1"
    /// So long a suite may take.
    static let minutes = isWhole ? 120 : 10
}
