import Foundation
import GRDB
import Journaling
import Testing

/// A journal in a folder of its own.
final class JournalBench {
    /// The checkout.
    static let root = {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { url.deleteLastPathComponent() }
        return url.path
    }()

    let folder: String
    var path: String { folder + "/journal.sqlite" }

    init() throws {
        folder = "/tmp/athanor-journal-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: false
        )
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func open() throws -> Journal { try Journal(path) }
    func reader() throws -> JournalReader { try JournalReader(path) }

    /// Writes entries, and waits until they are on disk.
    func write(_ entries: [JournalEntry]) throws {
        let journal = try open()
        let number = try #require(journal.append(entries))
        #expect(journal.settle(number, seconds: 20))
        journal.end()
    }

    /// Changes the database behind the journal's back.
    func tamper(_ sql: String, _ arguments: StatementArguments = []) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: sql, arguments: arguments) }
        try queue.close()
    }

    static func audit(_ count: Int) -> [JournalEntry] {
        (0..<count).map { .audit(line: Array(#"{"act":"jog","n":\#($0)}"#.utf8)) }
    }

    static func header(_ run: Int64) -> RunHeader {
        RunHeader(
            run: run,
            plan: "fire",
            title: "Fire it",
            file: "fire.yaml",
            planHash: "aa",
            labHash: "bb",
            stateHash: "cc",
            by: "engineer",
            farEnd: "simulators",
            wall: 1_790_000_000_000_000_000,
            clock: 5_000_000_000,
            boot: 77,
            bootID: "cc"
        )
    }

    /// What the verifier says of the record, by checkpoints kept elsewhere.
    func verify(_ checkpoints: [AuditCheckpoint]) throws -> AuditVerdict {
        let key = try HostKey.readPublic(path + ".key.pub")
        return try AuditVerdict(of: path, by: checkpoints, signedBy: key)
    }

    /// What a script in Python prints, and its exit code.
    static func python(_ arguments: [String]) throws -> (status: Int32, text: String) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = arguments
        process.standardOutput = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    func checkpoints() throws -> [AuditCheckpoint] {
        let data = try Data(contentsOf: URL(fileURLWithPath: path + ".checkpoints"))
        return data.split(separator: 10).compactMap { AuditCheckpoint(Array($0)) }
    }
}
