import ArgumentParser
import Documents
import Findings
import Foundation
import Hosting
import Lines
import Records
import Reports

/// Standard output and standard error.
enum Terminal {
    /// Results go to standard output.
    static func print(_ text: String) { print(Array((text + "\n").utf8)) }

    static func print(_ bytes: [UInt8]) {
        var bytes = bytes
        if bytes.last != 10 { bytes.append(10) }
        // A reader that closed early (`| head`) is no error of ours.
        try? FileHandle.standardOutput.write(contentsOf: Data(bytes))
    }

    /// What is said beside the results goes to standard error.
    static func note(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
    }

    /// Prints a failure, and gives the exit code for invalid input.
    ///
    /// With `--json` it stands on standard output, since whoever reads there is a program.
    static func report(_ failure: Failure) -> ExitCode {
        if CommandLine.arguments.contains("--json") {
            let findings = FindingJSON.render(failure.findings)
            let error = DocumentWriter.json(.text(failure.message))
            print("{\"error\":\(String(decoding: error, as: UTF8.self)),\"findings\":\(findings)}")
            return ExitCode(2)
        }
        note("athanor: " + failure.message)
        if !failure.findings.isEmpty {
            note(FindingText.render(failure.findings, source: nil, errorStyle))
        }
        return ExitCode(2)
    }

    /// Runs `body`; a failure is printed and becomes the exit code for invalid input.
    static func reporting<Value>(_ body: () throws(Failure) -> Value) throws -> Value {
        do throws(Failure) {
            return try body()
        } catch {
            throw report(error)
        }
    }

    /// Runs `body`; what is wrong with a port or a running program becomes a failure.
    static func reachingPorts<Value>(_ body: () throws(LineFault) -> Value) throws -> Value {
        do throws(LineFault) {
            return try body()
        } catch {
            throw report(Failure(error.message))
        }
    }

    /// Prints the verdict.
    static func print(_ review: PlanReview, in loaded: LoadedLab, json: Bool) {
        print(review.rendered(in: loaded, json: json))
    }

    /// Text as it is, control sequences included, to standard error.
    static func raw(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }

    /// One line that the next one replaces, on standard error.
    static func status(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(("\r\u{1B}[K" + text).utf8))
    }

    static func print(findings: [Finding], json: Bool) {
        if json {
            print(FindingJSON.render(findings))
        } else if !findings.isEmpty {
            print(FindingText.render(findings, source: nil, style))
        }
    }

    static let style = TextStyle(
        colour: isatty(STDOUT_FILENO) == 1 && noColour == nil,
        width: width
    )
    /// For tables: what goes into a file or a pipe is not cut.
    static let tableStyle =
        isatty(STDOUT_FILENO) == 1 ? style : TextStyle(colour: false, width: 400)
    static let errorStyle = TextStyle(
        colour: isatty(STDERR_FILENO) == 1 && noColour == nil,
        width: width
    )
    /// Whether a person can be asked: both ends are a terminal.
    static let canAsk = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1
    static let isInteractive = isatty(STDERR_FILENO) == 1

    private static var noColour: String? {
        ProcessInfo.processInfo.environment["NO_COLOR"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The terminal's columns; 100 where there is none, and never too narrow or wide to read.
    private static var width: Int {
        var size = winsize()
        let asked = unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size)
        let told = ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) }
        let columns = told ?? (asked == 0 && size.ws_col > 0 ? Int(size.ws_col) : 100)
        return min(max(columns, 40), 200)
    }
}
