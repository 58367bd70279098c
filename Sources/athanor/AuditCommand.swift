import ArgumentParser
import Documents
import Foundation
import Hosting
import Journaling

/// The subcommand `audit`.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Who did what and why: the lab's tamper-evident record.",
        discussion: """
            Every line is chained to those before it by SHA-256; the host signs the chain's state \
            (Ed25519) into the journal's .checkpoints file at least every minute in which \
            something happened. Copy that file and the journal's .key.pub off this machine: \
            whoever changes the record behind a checkpoint that was kept elsewhere is found out.
            """,
        subcommands: [Show.self, Verify.self, Export.self],
        defaultSubcommand: Show.self
    )

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The newest lines.")

        @OptionGroup var options: JournalOptions
        @Option(help: "How many.") var last = 50

        func run() throws {
            try Terminal.reporting { () throws(Failure) in
                let reader = try options.open()
                try JournalOptions.telling { () throws(JournalFault) in
                    let from = try reader.auditCount() - Int64(max(1, last))
                    try reader.audit(after: max(0, from)) { line in
                        Terminal.print(Array("\(line.number) ".utf8) + line.line + [10])
                        return true
                    }
                }
            }
        }
    }

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Every line with its hash, as JSON Lines, for a verifier elsewhere."
        )

        @OptionGroup var options: JournalOptions
        @Option(help: "The file to write; standard output without it.", completion: .file())
        var out: String?

        func run() throws {
            try Terminal.reporting { () throws(Failure) in
                let reader = try options.open()
                let file = try out.map { path throws(Failure) in try FileStream(path) }
                try JournalOptions.telling { () throws(JournalFault) in
                    try reader.audit { line in
                        let text = String(decoding: line.line, as: UTF8.self)
                        let row = DocumentValue.members([
                            "number": .integer(Int(line.number)), "line": .text(text),
                            "hash": .text(line.hash.hex),
                        ])
                        let bytes = DocumentWriter.json(row) + [10]
                        if let file { file.append(bytes) } else { Terminal.print(bytes) }
                        return true
                    }
                }
                try file?.close()
            }
        }
    }

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "See whether the record is what its checkpoints say it was."
        )

        @OptionGroup var options: JournalOptions
        @Option(help: "Checkpoints that were kept elsewhere.", completion: .file())
        var checkpoints: String?
        @Option(help: "The host's public key that was kept elsewhere.", completion: .file())
        var key: String?

        func run() throws {
            let verdict = try Terminal.reporting { () throws(Failure) in try verify() }
            if let fault = verdict.fault {
                Terminal.note("athanor: " + fault.sentence)
                throw ExitCode(1)
            }
            guard verdict.anchored > 0 || verdict.count == 0 else {
                Terminal.note("athanor: no checkpoint vouches for any of \(verdict.count) lines.")
                throw ExitCode(1)
            }
            let younger = verdict.count - verdict.anchored
            Terminal.print(
                "\(verdict.count) lines; \(verdict.anchored) vouched for by a signed checkpoint"
                    + (younger > 0 ? ", \(younger) younger ones unanchored." : ".")
            )
        }

        private func verify() throws(Failure) -> AuditVerdict {
            let path = try options.path()
            let text = try Files.read(checkpoints ?? path + ".checkpoints", limit: 256 << 20)
            var known: [AuditCheckpoint] = []
            for (number, line) in text.split(separator: 10).enumerated() {
                guard let checkpoint = AuditCheckpoint(line) else {
                    Terminal.note("Line \(number + 1) of the checkpoints is torn, or none.")
                    continue
                }
                known.append(checkpoint)
            }
            let file = key ?? path + ".key.pub"
            let checkpoints = known
            return try JournalOptions.telling { () throws(JournalFault) in
                try AuditVerdict(of: path, by: checkpoints, signedBy: HostKey.readPublic(file))
            }
        }
    }
}
