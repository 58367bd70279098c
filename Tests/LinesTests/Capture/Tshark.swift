import Foundation
import Testing

/// The independent decoder: Debian's tshark.
enum Tshark {
    /// Its output for a capture file, with these options.
    static func run(_ file: String, _ options: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["tshark", "-n", "-r", file] + options
        process.environment = ProcessInfo.processInfo.environment.merging(["LC_ALL": "C.UTF-8"]) {
            $1
        }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(
            process.terminationStatus == 0,
            "tshark ended with \(process.terminationStatus)"
        )
        return String(decoding: data, as: UTF8.self)
    }

    /// One row a packet that passes `filter`: these fields' values.
    static func fields(
        _ file: String,
        filter: String,
        _ names: [String],
        options: [String] = []
    ) throws -> [[String]] {
        var arguments = options + ["-Y", filter, "-T", "fields", "-E", "separator=/t"]
        for name in names { arguments += ["-e", name] }
        return try run(file, arguments).split(separator: "\n").map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }
}
