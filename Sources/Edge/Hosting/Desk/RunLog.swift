import Checking
import Foundation
import Interlocks
import Journaling
import Labs
import Lines
import Plans
import Quantities
import Running

/// One run on the lab's journal: its trace's lines, its samples, its end.
struct RunLog: Sendable {
    private static let sampleMark = Array(#"{"event":"sample""#.utf8)

    private let journal: Journal
    let run: Int64
    private let names: [String]

    /// Nil where the host has no journal.
    init?(_ journal: Journal?, _ site: HostDesk.Site) {
        guard let journal else { return nil }
        self.journal = journal
        run = journal.beginRun()
        names = site.loaded.names.points.map(\.name)
    }

    func begin(
        _ checked: CheckedPlan,
        _ plan: [UInt8],
        file: String,
        by: String,
        at now: Instant,
        _ site: HostDesk.Site
    ) {
        let lab = site.loaded.lab
        var entries: [JournalEntry] = [
            .document(hash: checked.plan.hash, kind: .plan, bytes: plan)
        ]
        if let text = try? Files.read(site.loaded.labPath, limit: 4 << 20) {
            entries.append(.document(hash: lab.hash, kind: .lab, bytes: text))
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
                    by: by,
                    farEnd: site.farEnd == .simulators ? "simulators" : "hardware",
                    wall: Moment.wall,
                    clock: now.nanoseconds,
                    boot: Moment.boot,
                    bootID: Moment.bootID
                )
            )
        )
        journal.append(entries)
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
                        at: sample.reading.at.nanoseconds,
                        value: sample.reading.value,
                        quality: sample.reading.quality.rawValue
                    )
                )
            )
        }
        if !entries.isEmpty { journal.append(entries) }
    }

    func end(_ outcome: String) {
        journal.append([.runEnded(run: run, outcome: outcome, wall: Moment.wall)])
    }
}

/// Now, by both clocks.
enum Moment {
    /// UTC, ns since 1970.
    static var wall: Int64 { clock(CLOCK_REALTIME) }
    /// CLOCK_BOOTTIME, ns.
    static var boot: Int64 { clock(CLOCK_BOOTTIME) }

    /// Which boot that counts from.
    static let bootID: String = {
        let id = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        return (id ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    }()

    private static func clock(_ id: clockid_t) -> Int64 {
        var now = timespec()
        _ = unsafe clock_gettime(id, &now)
        return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    }
}
