import Checking
import Devices
package import Documents
import Execution
import Foundation
import Interlocks
import Labs
import Lines
import Plans
import Quantities
import Realtime
package import Reports
import Running
import Scanning
import Synchronization

/// What a host tells of itself.
extension HostDesk {
    /// How everything stands: scan, lines, zones, devices, run, trips, alarms.
    package func status(for visitor: Visitor) -> DocumentValue {
        content.withLock { content in
            let lab = site.loaded.lab
            return .members([
                "lab": .text(lab.name), "hash": .text(lab.hash),
                "version": .text(site.version),
                "process": .integer(Int(ProcessInfo.processInfo.processIdentifier)),
                "far-end": .text(site.farEnd == .simulators ? "simulators" : "hardware"),
                "speed": .number(host.clock.speed),
                "ends-when-idle": .flag(site.endsWhenIdle),
                "user": .text(visitor.user), "role": .text(visitor.role.rawValue),
                "now": Self.seconds(content.view.now),
                "scan": scan(content),
                "lines": .list(lab.lines.indices.map { line($0, content) }),
                "zones": .list(lab.zones.indices.map { zone($0, content) }),
                "devices": .list(lab.devices.indices.map { device($0, content) }),
                "run": content.run.map(run),
                "questions": .list(content.run?.openQuestions ?? []),
                "tasks": .list(content.run?.openTasks(site) ?? []),
                "faults": .list(
                    content.run?.faults(content.view.image, site.loaded) ?? []
                ),
                "trips": .list(content.view.latched.map { trip($0, content) }),
                "bypasses": .list(content.bypasses.map { bypass($0) }),
                "alarms": .list(alarms(content)),
            ])
        }
    }

    private static func seconds(_ instant: Instant) -> DocumentValue {
        .number((instant - .start).seconds)
    }

    private static func milliseconds(_ lapse: Lapse?) -> DocumentValue? {
        lapse.map { .number((Double($0.nanoseconds) / 1e3).rounded() / 1e3) }
    }

    private func scan(_ content: Content) -> DocumentValue {
        let late = host.lateness
        return .members([
            "period-ms": Self.milliseconds(Scan.period), "ticks": .integer(late.count),
            "overruns": .integer(content.overruns),
            "late-p50-ms": Self.milliseconds(late.quantile(0.5)),
            "late-p99-ms": Self.milliseconds(late.quantile(0.99)),
            "late-p999-ms": Self.milliseconds(late.quantile(0.999)),
            "late-most-ms": Self.milliseconds(late.worst),
            "realtime": .flag(host.standing.shortfalls.isEmpty),
            "shortfalls": .list(host.standing.shortfalls.map { .text($0) }),
            "watchdogs": .list(host.standing.watchdogs.map { .text($0) }),
            "awaits": content.view.awaited.map { .text(site.loaded.names.points[$0].name) },
        ])
    }

    private func line(_ index: Int, _ content: Content) -> DocumentValue {
        let definition = site.loaded.lab.lines[index]
        var reason: String?
        let standing: String
        switch content.view.lines[index] {
        case .opening: standing = "opening"
        case .connected: standing = "connected"
        case .closed(let why): (standing, reason) = ("closed", why)
        }
        return .members([
            "line": .text(definition.name), "standing": .text(standing),
            "reason": reason.map { .text($0) },
        ])
    }

    private func zone(_ index: Int, _ content: Content) -> DocumentValue {
        let lab = site.loaded.lab
        let trips = content.view.latched.filter { lab.interlocks[$0.interlock].zone == index }
        return .members([
            "zone": .text(lab.zones[index].name),
            "standing": .text(trips.isEmpty ? "enabled" : "tripped"),
            "first-out": trips.min { $0.order < $1.order }.map {
                .text(lab.interlocks[$0.interlock].name)
            },
        ])
    }

    private func device(_ index: Int, _ content: Content) -> DocumentValue {
        let lab = site.loaded.lab
        let lease = content.leases.first { $0.device == index }
        return .members([
            "device": .text(lab.devices[index].name),
            "mode": .text(content.modes[index].rawValue),
            "held-by": lease.map { .text($0.by) },
        ])
    }

    private func run(_ run: RunDesk) -> DocumentValue {
        .members([
            "run": .integer(run.number), "plan": .text(run.checked.plan.id),
            "file": .text(run.file), "by": .text(run.by), "state": .text(run.state.rawValue),
            "is-on": .flag(run.isOn),
            "held-because": run.whyHeld(site.loaded.lab.restart).map { .text($0) },
            "available": .list(run.commands.map { .text($0.word) }),
        ])
    }

    private func trip(_ trip: Trip, _ content: Content) -> DocumentValue {
        let lab = site.loaded.lab
        let rule = lab.interlocks[trip.interlock]
        return .members([
            "interlock": .text(rule.name), "zone": .text(lab.zones[rule.zone].name),
            "order": .integer(trip.order), "first-out": .flag(trip.order == 0),
            "at": Self.seconds(trip.at),
            "happened": .text(LiveWords.of(tripOf: trip.interlock, trip.unread, site.loaded)),
            "did": .text(rule.did), "mend": .text(rule.mend),
        ])
    }

    private func bypass(_ bypass: Bypass) -> DocumentValue {
        .members([
            "interlock": .text(site.loaded.lab.interlocks[bypass.interlock].name),
            "by": .text(bypass.by), "reason": .text(bypass.reason),
            "left-s": .number(max(0, (bypass.until - now).seconds)),
        ])
    }

    // MARK: Alarms

    /// Every alarm of the book, the newest last.
    package func alarms() -> DocumentValue { content.withLock { .list(alarms($0)) } }

    private func alarms(_ content: Content) -> [DocumentValue] {
        content.alarms.book.alarms.map { document($0, content) }
    }

    func document(_ alarm: AlarmBook.Alarm, _ content: Content) -> DocumentValue {
        let words = AlarmWords(alarm.source, content, site.loaded)
        return .members([
            "alarm": .integer(alarm.number), "name": .text(words.name),
            "priority": .text(alarm.priority.rawValue),
            "condition": .text(alarm.condition.rawValue),
            "attention": .text(alarm.attention.rawValue),
            "raised": Self.seconds(alarm.raised),
            "occurrences": .integer(alarm.occurrences),
            "shelved-until": alarm.shelvedUntil.flatMap { until in
                until > now ? Self.seconds(until) : nil
            },
            "happened": .text(words.happened), "did": .text(words.did),
            "do": .text(words.todo), "do-not": .text(words.not),
        ])
    }

    // MARK: Points

    /// The readings of these points, by their place in the image.
    package func readings(_ points: [Int]) -> DocumentValue {
        content.withLock { content in
            .members([
                "now": .integer(Int(content.view.now.nanoseconds)),
                "awaits": content.view.awaited.map { .integer($0) },
                "lines": .list(site.loaded.lab.lines.indices.map { line($0, content) }),
                "readings": .list(
                    points.map { point in
                        let reading = content.view.image[point]
                        return .members([
                            "point": .integer(point), "value": .number(reading.value),
                            "quality": .integer(Int(reading.quality.rawValue)),
                            "at": .integer(Int(reading.at.nanoseconds)),
                        ])
                    }
                ),
            ])
        }
    }

    // MARK: The run

    /// What a terminal shows of the run now; empty where there is none.
    package func screen(_ style: TextStyle) -> String {
        content.withLock { content in
            content.run.map { $0.screen(content.view.image, at: content.view.now, style) } ?? ""
        }
    }

    /// What a run leaves.
    package enum Outcome: Sendable {
        case text(TextStyle)
        case json, html
    }

    /// The run's summary; remarks last, one a line, where it is text.
    package func outcome(_ form: Outcome) throws(Refusal) -> [UInt8] {
        guard let run = content.withLock({ $0.run }) else {
            throw Refusal(.unknown, "No run was begun yet.")
        }
        let summary = run.summary(site)
        switch form {
        case .text(let style): return Array(SummaryText.render(summary, style).utf8)
        case .json: return Array(SummaryJSON.render(summary).utf8)
        case .html: return HTMLReport.render(summary)
        }
    }

    /// What went otherwise than expected, a sentence each.
    package func remarks() -> [String] {
        content.withLock { $0.run.map { $0.remarks + $0.recorder.violations } ?? [] }
    }

    /// The file of the run's trace; nil where none is kept.
    package var tracePath: String? { content.withLock { $0.run?.tracePath } }
}

extension MachineEvent {
    /// The command as it is given: `hold`.
    var word: String {
        switch self {
        case .start: "start"
        case .hold: "hold"
        case .resume: "resume"
        case .stop: "stop"
        case .abort: "abort"
        case .verified: "verify"
        default: "\(self)"
        }
    }
}
