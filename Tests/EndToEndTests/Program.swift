import Foundation
import Testing

/// The built program, run as a user runs it.
enum Program {
    struct Outcome {
        var code: Int32
        var output: String
        var errors: String
    }

    /// Beside the tests, where one build puts both.
    private static let path: String? = {
        let tests = URL(fileURLWithPath: CommandLine.arguments.first ?? "")
        let beside = tests.deletingLastPathComponent().appendingPathComponent("athanor").path
        return [beside, DemoLab.root + "/.build/release/athanor"]
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    static func location() throws -> String { try #require(path, "athanor is not built") }

    /// Runs it in the repository with `input` on standard input, and waits for its end.
    static func run(_ arguments: [String], input: String = "") throws -> Outcome {
        try run(of: try location(), arguments, input: input)
    }

    /// The same for any program.
    static func run(
        of program: String,
        _ arguments: [String],
        input: String = ""
    ) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: DemoLab.root)
        // Files, not pipes: neither side waits for the other, however much is said.
        let scratch = try Scratch()
        defer { scratch.remove() }
        let (asked, said, told) = (
            scratch.path("in"), scratch.path("out"), scratch.path("err")
        )
        try Data(input.utf8).write(to: URL(fileURLWithPath: asked))
        for file in [said, told] { try Data().write(to: URL(fileURLWithPath: file)) }
        let reading: FileHandle = try #require(FileHandle(forReadingAtPath: asked))
        let saying: FileHandle = try #require(FileHandle(forWritingAtPath: said))
        let telling: FileHandle = try #require(FileHandle(forWritingAtPath: told))
        (process.standardInput, process.standardOutput) = (reading, saying)
        process.standardError = telling
        try process.run()
        process.waitUntilExit()
        return Outcome(
            code: process.terminationStatus,
            output: try String(contentsOfFile: said, encoding: .utf8),
            errors: try String(contentsOfFile: told, encoding: .utf8)
        )
    }

    /// Standard output read as JSON.
    static func json(_ outcome: Outcome) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    }
}

/// A folder of its own for one test.
struct Scratch {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("athanor-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    func remove() { try? FileManager.default.removeItem(at: folder) }
}
