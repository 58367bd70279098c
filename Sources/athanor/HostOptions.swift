import ArgumentParser
import Clients
import Documents
import Hosting
import Labs

/// The host of a lab, which commands are clients of.
struct HostOptions: ParsableArguments {
    @OptionGroup var lab: LabOptions

    /// The lab, and a client of its running host.
    ///
    /// - Throws: `Failure` where none runs.
    func running() throws(Failure) -> HostConnection {
        let loaded = try LabFolder.open(lab.lab, state: lab.state, library: lab.library)
        guard let client = try HostProcess.find(loaded) else {
            throw Failure(
                "No host of the lab “\(loaded.lab.name)” runs. athanor serve --lab \(lab.lab) "
                    + "starts one; athanor run and athanor read do so by themselves."
            )
        }
        return HostConnection(loaded: loaded, client: client)
    }

    /// The same, starting a host where none runs.
    func startingOne(_ wish: HostProcess.Wish = .init()) throws(Failure) -> HostConnection {
        let loaded = try LabFolder.open(lab.lab, state: lab.state, library: lab.library)
        if let client = try HostProcess.find(loaded) {
            return HostConnection(loaded: loaded, client: client)
        }
        let client = try HostProcess.start(loaded, wish, options: lab.arguments)
        return HostConnection(loaded: loaded, client: client)
    }
}

/// A lab with a client of its host.
struct HostConnection {
    var loaded: LoadedLab
    var client: ControlClient

    /// Asks for something and prints what the host says; a refusal ends with exit code 1.
    static func tell(_ reply: ControlClient.Reply) throws {
        guard reply.isDone else {
            Terminal.note("athanor: " + reply.words)
            throw ExitCode(1)
        }
        Terminal.print(reply.words)
    }
}

extension HostConnection {
    /// Prints how something a person had done ended, with what stood in its way.
    static func tell(endingOf reply: ControlClient.Reply) throws {
        guard reply.isDone else { throw Terminal.report(Failure(reply.words)) }
        guard reply.document.member("ok") == .flag(true) else {
            Terminal.note(reply.words)
            if case .list(let troubles)? = reply.document.member("troubles") {
                for case .text(let trouble) in troubles { Terminal.note(trouble) }
            }
            throw ExitCode(1)
        }
        Terminal.print(reply.words)
    }
}

extension LabOptions {
    /// As they stand on a command line; paths hold for a process started in the same folder.
    var arguments: [String] {
        var words = ["--lab", lab]
        if let state { words += ["--state", state] }
        if let library { words += ["--library", library] }
        return words
    }
}

extension CompletionKind {
    /// Names of one kind of thing of the lab that stands on the command line.
    static func lab(_ names: @escaping @Sendable (LoadedLab) -> [String]) -> CompletionKind {
        .custom { words, _, _ in
            guard let at = words.lastIndex(of: "--lab"), at + 1 < words.count,
                let loaded = try? LabFolder.open(words[at + 1])
            else { return [] }
            return names(loaded)
        }
    }
}
