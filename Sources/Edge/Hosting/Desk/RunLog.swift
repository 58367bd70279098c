import Checking
import Devices
import Documents
import Findings
import Foundation
import Interlocks
import Journaling
import Labs
import Lines
import Plans
import Quantities
import Reports
import Running
import Scanning

/// One run on the lab's journal: its trace's lines, its samples, its end.
struct RunLog: Sendable {
    private static let sampleMark = Array(#"{"event":"sample""#.utf8)

    private let journal: Journal
    let run: Int64
    /// CLOCK_BOOTTIME at the start of the host's time line, ns.
    private let origin: Int64
    /// From there to the time line of the host that began the run: samples are kept on that.
    private let shift: Lapse
    private let names: [String]
    private let devices: [DeviceWords]

    /// The names of one device's points and requests, by their index.
    private struct DeviceWords: Sendable {
        var name: String
        var points: [String]
        var requests: [String]
    }

    /// What is on record of a new run, or of one that an earlier host has begun; nil where the
    /// host has no journal.
    init?(
        _ journal: Journal?,
        resuming earlier: RevivedRun? = nil,
        clock: HostClock,
        _ site: HostDesk.Site
    ) {
        guard let journal else { return nil }
        self.journal = journal
        run = earlier.map { Int64($0.number) } ?? journal.beginRun()
        shift = earlier?.shift ?? .zero
        origin = clock.bootTime(of: .start)
        names = site.loaded.names.points.map(\.name)
        let lab = site.loaded.lab
        devices = lab.devices.map { device in
            let profile = lab.profiles[device.profile]
            return DeviceWords(
                name: device.name,
                points: profile.points.map(\.name),
                requests: lab.protocolDefinition(of: profile)?.requests.map(\.name) ?? []
            )
        }
    }

    func begin(
        _ checked: CheckedPlan,
        _ plan: [UInt8],
        file: String,
        by: String,
        findings: [Finding],
        at now: Instant,
        _ site: HostDesk.Site
    ) {
        let lab = site.loaded.lab
        let state = LabStateDocument.encode(checked.state, lab: lab)
        let stateHash = ContentHash(sha256: state).hex
        var entries: [JournalEntry] = [
            .document(hash: checked.plan.hash, kind: .plan, bytes: plan),
            .document(hash: lab.hash, kind: .lab, bytes: site.loaded.text),
            .document(hash: stateHash, kind: .state, bytes: state),
        ]
        for part in site.loaded.parts {
            let kind: JournalEntry.DocumentKind =
                switch part.kind {
                case .profile: .profile
                case .protocolDefinition: .protocolDefinition
                }
            entries.append(.document(hash: part.hash, kind: kind, bytes: part.bytes))
        }
        entries.append(
            .runBegan(
                RunHeader(
                    run: run,
                    plan: checked.plan.id,
                    title: checked.plan.title,
                    file: file,
                    planHash: checked.plan.hash,
                    labHash: lab.hash,
                    stateHash: stateHash,
                    by: by,
                    farEnd: site.farEndWord,
                    wall: Moment.wall,
                    clock: now.nanoseconds,
                    boot: Moment.boot,
                    bootID: Moment.bootID
                )
            )
        )
        let wall = Moment.wall
        for finding in findings {
            let line = Array(FindingJSON.render(finding).utf8)
            entries.append(.note(run: run, kind: .finding, wall: wall, line: line))
        }
        journal.append(entries)
    }

    /// Takes what people were told.
    func tell(_ messages: [DocumentValue]) {
        guard !messages.isEmpty else { return }
        let wall = Moment.wall
        journal.append(
            messages.map { message in
                let line = DocumentWriter.json(message)
                return .note(run: run, kind: .message, wall: wall, line: line)
            }
        )
    }

    /// Takes what happened since the last time: the trace's lines, of which samples are left out,
    /// and the samples themselves.
    func take(_ trace: [UInt8], _ samples: [PointReading]) {
        var entries: [JournalEntry] = []
        for line in trace.split(separator: 10) where !line.starts(with: Self.sampleMark) {
            entries.append(.event(run: run, line: Array(line)))
        }
        for sample in samples {
            entries.append(
                .sample(
                    run: run,
                    point: names[sample.point],
                    Sample(
                        at: (sample.reading.at + shift).nanoseconds,
                        value: sample.reading.value,
                        quality: sample.reading.quality.rawValue
                    )
                )
            )
        }
        if !entries.isEmpty { journal.append(entries) }
    }

    /// Takes how the run came where it is, in order: what another host would need to go on.
    func remember(_ records: [RunRecord]) {
        let encoder = HistoryCoding.encoder()
        let entries: [JournalEntry] = records.compactMap { record in
            guard let line = try? encoder.encode(record) else { return nil }
            return .history(run: run, origin: origin, line: Array(line))
        }
        if !entries.isEmpty { journal.append(entries) }
    }

    /// Somebody looks after the run now.
    func noteAlive() { journal.append([.alive(run: run, boot: Moment.boot)]) }

    /// Records commands before they are asked for; gives what to wait for, nil where the journal
    /// takes nothing.
    func intend(_ requests: [CommandRequest]) -> UInt64? {
        let wall = Moment.wall
        return journal.append(
            requests.map { request in
                .intent(
                    run: run,
                    command: Int64(request.id.number),
                    line: line(request),
                    wall: wall
                )
            }
        )
    }

    func isDurable(_ number: UInt64) -> Bool { journal.standing.durable >= number }

    /// Takes what became of commands.
    func note(_ records: [RunRecord]) {
        var entries: [JournalEntry] = []
        for case .outcome(let id, let outcome, _) in records where id.isOfRun {
            let word = outcome.word
            entries.append(.outcome(run: run, command: Int64(id.number), word: word))
        }
        if !entries.isEmpty { journal.append(entries) }
    }

    private func line(_ request: CommandRequest) -> [UInt8] {
        let device = devices[request.device]
        var members = [DocumentMember("device", .text(device.name))]
        switch request.body {
        case .write(let point, let value):
            members.append(DocumentMember("write", .text(device.points[point])))
            members.append(DocumentMember("value", .number(value)))
        case .send(let number, let fields):
            members.append(DocumentMember("send", .text(device.requests[number])))
            members.append(DocumentMember("fields", .list(fields.map { .number($0) })))
        }
        return DocumentWriter.json(.mapping(members))
    }

    /// `energy`: J; nil where nothing measured it.
    func end(_ outcome: String, at now: Instant, energy: Double?) {
        journal.append([
            .runEnded(
                run: run,
                outcome: outcome,
                wall: Moment.wall,
                clock: (now + shift).nanoseconds,
                energy: energy
            )
        ])
    }
}

extension HostDesk.Site {
    /// What is at the far end, as the journal says it: simulators that live and die with the host
    /// are told apart.
    var farEndWord: String {
        if hands != nil { return "own simulators" }
        return farEnd == .simulators ? "simulators" : "hardware"
    }
}

extension CommandOutcome {
    /// As the journal says it.
    fileprivate var word: String {
        switch self {
        case .acknowledged: "acknowledged"
        case .refused: "refused"
        case .busy: "busy"
        case .inDoubt: "in-doubt"
        case .notSent: "not-sent"
        }
    }
}

extension CommandID {
    /// Whether it is a run's.
    fileprivate var isOfRun: Bool { number < Self.firstOfPeople }
}
