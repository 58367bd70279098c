import Foundation
import Glibc
import Hosting
import Journaling
import Trials

/// One life of a host as its journal sees it, told as it goes: what power cuts are judged by.
///
/// The file `story` in the folder says what was given before it is given, and what is durable once
/// the journal says so; between those two lines a cut may do either, and nothing else. Where the
/// folder holds what a cut has left, this life goes on from there, as a host does.
struct JournalLife {
    private let path: String
    private let bound: Int64
    private let story: FileHandle
    private var writer: JournalLifeWriter

    /// - Throws: `Failure` where a journal cannot be opened or written, or its audit record does
    ///   not hold.
    static func run(_ folder: String, seed: UInt64, bound: Int64?) throws(Failure) {
        let path = folder + "/story"
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure("\(path) cannot be made.") }
        var life = JournalLife(
            path: folder + "/journal.sqlite",
            bound: bound ?? Journal.usualBound,
            story: FileHandle(fileDescriptor: descriptor, closeOnDealloc: true),
            writer: JournalLifeWriter(dice: Dice(seed))
        )
        var sessions = life.writer.dice.whole(1...3)
        while sessions > 0 {
            sessions -= 1
            try life.session(isLast: sessions == 0)
        }
    }

    /// Opens, goes on, and closes; the last time it may be gone without closing anything.
    private mutating func session(isLast: Bool) throws(Failure) {
        let journal = try telling { () throws(JournalFault) in
            try Journal(path, bound: bound, limit: .samples, reserve: 1 << 16)
        }
        try tell(Line(open: true))
        try verify()
        let left = try telling { () throws(JournalFault) in try JournalReader(path).openRuns() }
        let ends = left.map {
            JournalEntry.runEnded(
                run: $0.header.run,
                outcome: "cut-off",
                wall: 9,
                clock: nil,
                energy: nil
            )
        }
        if !ends.isEmpty { _ = try give(ends, to: journal) }
        let batches = writer.dice.pick([2, 15, 50, 250]) ?? 2
        for batch in 0..<batches {
            let number = try give(writer.batch(of: journal), to: journal)
            // Several may be under way at once; in the end all are waited for.
            guard batch == batches - 1 || writer.dice.chance(0.6) else { continue }
            guard journal.settle(number, seconds: 60) else {
                throw Failure(journal.standing.fault ?? "\(path): nothing became durable.")
            }
            try tell(Line(ack: number))
        }
        try verify()
        if isLast, writer.dice.chance(0.5) { _exit(0) }
        journal.end(seconds: 60)
        writer.run = nil
    }

    private func give(_ entries: [JournalEntry], to journal: Journal) throws(Failure) -> UInt64 {
        try tell(Line(give: entries.map(Given.init)))
        guard let number = journal.append(entries) else { throw Failure("\(path) takes nothing.") }
        return number
    }

    private func tell(_ line: Line) throws(Failure) {
        do {
            try story.write(contentsOf: try JSONEncoder().encode(line) + [10])
        } catch {
            throw Failure("The story cannot be told: \(error.localizedDescription)")
        }
    }

    private func verify() throws(Failure) {
        let data = FileManager.default.contents(atPath: path + ".checkpoints") ?? Data()
        let known = data.split(separator: 10).compactMap { AuditCheckpoint($0) }
        let verdict = try telling { () throws(JournalFault) in
            try JournalFigures.verdict(on: path, known).get()
        }
        if let fault = verdict.fault { throw Failure(fault.sentence) }
    }

    private func telling<Value>(
        _ body: () throws(JournalFault) -> Value
    ) throws(Failure) -> Value {
        do throws(JournalFault) { return try body() } catch { throw Failure(error.message) }
    }

    private struct Line: Encodable {
        var open: Bool?
        var give: [Given]?
        var ack: UInt64?
    }
}

/// An entry as the story tells it.
private struct Given: Encodable {
    var kind: String
    var run: Int64?
    var number: Int64?
    var name: String?
    var bytes: Data?
    var wall: Int64?
    var clock: Int64?
    var energy: Double?
    /// Of a sample's value.
    var bits: UInt64?
    var header: [String]?

    init(_ entry: JournalEntry) {
        switch entry {
        case .document(let hash, let kind, let bytes):
            self.init("document", name: hash, bytes: bytes)
            header = [kind.rawValue]
        case .runBegan(let begun):
            self.init("run", run: begun.run, wall: begun.wall)
            clock = begun.clock
            number = begun.boot
            header = [
                begun.plan, begun.title, begun.file, begun.planHash, begun.labHash, begun.by,
                begun.farEnd, begun.bootID,
            ]
        case .event(let run, let line): self.init("event", run: run, bytes: line)
        case .history(let run, let origin, let line):
            self.init("history", run: run, bytes: line)
            number = origin
        case .alive(let run, let boot):
            self.init("alive", run: run)
            number = boot
        case .intent(let run, let command, let line, let wall):
            self.init("intent", run: run, bytes: line, wall: wall)
            number = command
        case .outcome(let run, let command, let word):
            self.init("outcome", run: run, name: word)
            number = command
        case .sample(let run, let point, let sample):
            self.init("sample", run: run, name: point)
            clock = sample.at
            bits = sample.value.bitPattern
            number = Int64(sample.quality)
        case .gap: self.init("gap")
        case .runEnded(let run, let outcome, let wall, let clock, let energy):
            self.init("ended", run: run, name: outcome, wall: wall)
            self.clock = clock
            self.energy = energy
        case .labState(let farEnd, let revision, let wall, let bytes):
            self.init("state", name: farEnd, bytes: bytes, wall: wall)
            number = Int64(revision)
        case .stateChange(let run, let revision, let wall, let bytes):
            self.init("change", run: run, bytes: bytes, wall: wall)
            number = Int64(revision)
        case .note(let run, let kind, let wall, let line):
            self.init("note", run: run, name: kind.rawValue, bytes: line, wall: wall)
        case .audit(let line): self.init("audit", bytes: line)
        }
    }

    private init(
        _ kind: String,
        run: Int64? = nil,
        name: String? = nil,
        bytes: [UInt8]? = nil,
        wall: Int64? = nil
    ) {
        self.kind = kind
        self.run = run
        self.name = name
        self.bytes = bytes.map { Data($0) }
        self.wall = wall
    }
}
