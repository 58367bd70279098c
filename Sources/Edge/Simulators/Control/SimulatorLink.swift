import CLinux
package import Documents
import Glibc
package import Labs
package import Lines

/// A running simulator, as other programs of this user find and command it.
///
/// Each question is a connection of its own and takes at most two seconds. May be used from any
/// thread.
package struct SimulatorLink: Sendable {
    /// One line of the simulated lab.
    package struct LinePort: Hashable, Sendable {
        package var line: String
        package var kind: String
        package var address: PortAddress
        package var devices: [String]

        init(line: String, kind: String, address: PortAddress, devices: [String]) {
            self.line = line
            self.kind = kind
            self.address = address
            self.devices = devices
        }
    }

    package let lab: String
    /// The lab's hash, to tell whether it is the lab as its files say now.
    package let hash: String
    /// The lab file it was started with.
    package let labPath: String
    package let process: Int
    /// How much faster than real time its clock runs.
    package let speed: Double
    package let lines: [LinePort]
    private let socket: String

    /// The running simulator of the lab called `name` at `path`; nil where none runs.
    ///
    /// - Throws: `LineFault` where one runs and does not answer.
    package static func find(
        lab name: String,
        at path: String
    ) throws(LineFault) -> SimulatorLink? {
        try SimulatorLink(try SimulatorPaths(lab: name, at: path))
    }

    /// Every simulator of this user that answers.
    ///
    /// - Throws: `LineFault` where the runtime folder cannot be used.
    package static func running() throws(LineFault) -> [SimulatorLink] {
        try SimulatorPaths.all().compactMap { paths in try? SimulatorLink(paths) }
    }

    /// The running simulator that is meant: of the lab with this name, file or folder; without one,
    /// the only one that runs.
    ///
    /// - Throws: `LineFault` where none is, or several are.
    package static func pick(_ lab: String?) throws(LineFault) -> SimulatorLink {
        let all = try running()
        let file = lab.map { RuntimeFolder.real($0) }
        let meant = all.filter { link in
            lab == nil || link.lab == lab || link.labPath == file
                || link.labPath == file.map { $0 + "/lab.yaml" }
        }
        guard let first = meant.first else {
            let which = lab.map { " of \($0)" } ?? ""
            throw LineFault("No simulator\(which) is running; start one with: athanor sim LAB")
        }
        guard meant.count == 1 else {
            let names = meant.map { "\($0.lab) (\($0.labPath), process \($0.process))" }
            throw LineFault(
                "Several simulators are running: \(names.joined(separator: "; ")). "
                    + "Say which with --lab."
            )
        }
        return first
    }

    /// Asks what runs at these paths; nil where nothing does.
    init?(_ paths: SimulatorPaths) throws(LineFault) {
        socket = paths.socket
        guard let answer = try Self.exchange(.ports, paths.socket) else { return nil }
        guard let lab = answer.text("lab"), let hash = answer.text("hash"),
            let path = answer.text("path"), let process = answer.number("pid"),
            let speed = answer.number("speed"), case .list(let rows)? = answer.member("lines")
        else { throw Self.senseless(paths.socket) }
        self.lab = lab
        self.hash = hash
        self.process = Int(process)
        self.speed = speed
        labPath = path
        var lines: [LinePort] = []
        for row in rows {
            guard let port = LinePort(row, control: socket) else {
                throw Self.senseless(socket)
            }
            lines.append(port)
        }
        self.lines = lines
    }

    private static func senseless(_ socket: String) -> LineFault {
        LineFault("What answers at \(socket) is no simulator of this version.")
    }

    /// Where each line of `lab` is, by index into `Lab.lines`; nil for those it does not have.
    package func addresses(_ lab: Lab) -> [PortAddress?] {
        lab.lines.map { line in lines.first { $0.line == line.name }?.address }
    }

    // MARK: Commands

    /// Begins a fault now, for so long (`5min`, simulated time) or until it is ended; says what.
    ///
    /// - Throws: `LineFault` where it does not answer, or refuses with a reason.
    package func begin(
        fault kind: String,
        of target: String,
        lasting: String?
    ) throws(LineFault) -> String {
        try said(.fault(target: target, kind: kind, lasting: lasting))
    }

    /// Ends a kind of fault of a device, or all of them.
    ///
    /// - Throws: `LineFault` where it does not answer, or none goes on.
    package func endFault(of target: String, kind: String?) throws(LineFault) -> String {
        try said(.endFault(target: target, kind: kind))
    }

    /// Sets a point as a person at the device would.
    ///
    /// - Throws: `LineFault` where it does not answer, or refuses with a reason.
    package func set(_ point: String, to value: String) throws(LineFault) -> String {
        try said(.set(point: point, value: value))
    }

    /// The true state of the simulated lab.
    ///
    /// - Throws: `LineFault` where it does not answer.
    package func state() throws(LineFault) -> DocumentValue { try granted(.show) }

    /// What `ports` answers, as it stands.
    ///
    /// - Throws: `LineFault` where it does not answer.
    package func ports() throws(LineFault) -> DocumentValue { try granted(.ports) }

    /// Asks it to end.
    ///
    /// - Throws: `LineFault` where it does not answer.
    package func stop() throws(LineFault) { _ = try granted(.stop) }

    private func said(_ ask: ControlAsk) throws(LineFault) -> String {
        try granted(ask).text("said") ?? ""
    }

    private func granted(_ ask: ControlAsk) throws(LineFault) -> DocumentValue {
        guard let answer = try Self.exchange(ask, socket) else {
            throw LineFault("The simulator of the lab \(lab) has ended.")
        }
        guard answer.member("ok") == .flag(true) else {
            throw LineFault(answer.text("error") ?? "The simulator refuses without a reason.")
        }
        return answer
    }

    // MARK: The socket

    /// An answer is never longer: the true state of the largest deck.
    private static let greatestAnswer = 4 << 20
    private static let patience: Int32 = 2000

    /// Asks once; nil where nobody listens.
    private static func exchange(
        _ ask: ControlAsk,
        _ socket: String
    ) throws(LineFault) -> DocumentValue? {
        let descriptor = unsafe clinux_connect_to(socket, patience)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ECONNREFUSED { return nil }
            throw LineFault("The simulator at \(socket) cannot be reached", errno: errno)
        }
        defer { close(descriptor) }
        let silent = LineFault("The simulator at \(socket) does not answer.")
        let line = DocumentWriter.json(ask.document, .compact) + [UInt8(ascii: "\n")]
        guard ControlServer.sendAll(line, to: descriptor) else { throw silent }
        let end = clinux_boot_time() + Int64(patience) * 1_000_000
        var lines = LineBuffer(longest: greatestAnswer)
        var piece: [UInt8] = []
        while clinux_boot_time() < end, !lines.isTooLong {
            guard ByteStream.read(descriptor, most: 1 << 16, into: &piece) == .bytes else { break }
            lines.append(piece)
            guard let answer = lines.next() else { continue }
            guard let tree = try? DocumentTree.read(answer, file: "answer", syntax: .json) else {
                break
            }
            return DocumentValue(tree)
        }
        throw silent
    }
}

extension SimulatorLink.LinePort {
    fileprivate init?(_ row: DocumentValue, control: String) {
        guard let line = row.text("line"), let kind = row.text("kind"),
            let address = row.text("address"), let parsed = try? PortAddress(parsing: address),
            case .list(let devices)? = row.member("devices")
        else { return nil }
        self.line = line
        self.kind = kind
        if case .device(let terminal) = parsed {
            self.address = .simulator(terminal: terminal, control: control)
        } else {
            self.address = parsed
        }
        self.devices = devices.compactMap { $0.text("name") }
    }
}

extension DocumentValue {
    fileprivate func text(_ key: String) -> String? {
        if case .text(let text)? = member(key) { return text }
        return nil
    }

    fileprivate func number(_ key: String) -> Double? {
        switch member(key) {
        case .decimal(let digits)?: Double(digits).flatMap { abs($0) < 1e15 ? $0 : nil }
        default: nil
        }
    }
}
