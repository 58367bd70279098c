import Interlocks
import Journaling
import Labs
import Lines
import Quantities
import Realtime
import Scanning
import Synchronization

/// What a host measures of itself, in the text form that Prometheus reads (exposition format
/// 0.0.4).
extension HostDesk {
    /// Upper ends of the classes of scan lateness, µs.
    private static let classes: [Int64] = [
        50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000,
    ]

    /// Every metric, a line each.
    package func metrics() -> String {
        let lab = site.loaded.lab
        let journal = acts.journal?.standing
        var text = MetricText(lab: lab.name)
        scanMetrics(&text)
        content.withLock { content in
            text.add("scan_overruns_total", "counter", Double(content.overruns))
            for (index, line) in lab.lines.enumerated() {
                let isOpen = content.view.lines[index] == .connected
                text.add("line_open", "gauge", isOpen ? 1 : 0, ["line": line.name])
            }
            for (index, zone) in lab.zones.enumerated() {
                let trips = content.view.latched.count {
                    lab.interlocks[$0.interlock].zone == index
                }
                text.add("trips_latched", "gauge", Double(trips), ["zone": zone.name])
            }
            for priority in AlarmDefinition.Priority.allCases {
                let open = content.alarms.book.alarms.count { $0.priority == priority }
                text.add("alarms", "gauge", Double(open), ["priority": priority.rawValue])
            }
            text.add("bypasses", "gauge", Double(content.bypasses.count))
            text.add("run_on", "gauge", content.run?.isOn == true ? 1 : 0)
        }
        if let journal {
            text.add("journal_entries_total", "counter", Double(journal.given))
            text.add("journal_pending", "gauge", Double(journal.given - journal.durable))
        }
        text.add("journal_writable", "gauge", acts.standingFault == nil ? 1 : 0)
        return text.text
    }

    private func scanMetrics(_ text: inout MetricText) {
        let late = host.lateness
        for limit in Self.classes {
            let count = late.count(upTo: Lapse(nanoseconds: limit * 1000))
            let seconds = DecimalText.short(Double(limit) / 1e6, digits: 6)
            text.add("scan_lateness_seconds_bucket", "histogram", Double(count), ["le": seconds])
        }
        let all = Double(late.count)
        text.add("scan_lateness_seconds_bucket", "histogram", all, ["le": "+Inf"])
        text.add("scan_lateness_seconds_count", "histogram", all)
    }
}

/// Lines of the form `athanor_NAME{lab="…",…} VALUE`, each kind announced once.
private struct MetricText {
    private(set) var text = ""
    private let lab: String
    private var announced: [String] = []

    init(lab: String) { self.lab = lab }

    mutating func add(
        _ name: String,
        _ kind: String,
        _ value: Double,
        _ labels: KeyValuePairs<String, String> = [:]
    ) {
        let family = kind == "histogram" ? name.replacing(suffixes: ["_bucket", "_count"]) : name
        if !announced.contains(family) {
            announced.append(family)
            text += "# TYPE athanor_\(family) \(kind)\n"
        }
        // Names of labs, lines and zones are identifiers: nothing in them needs an escape.
        let all = [("lab", lab)] + labels.map { ($0.key, $0.value) }
        let words = all.map { "\($0)=\"\($1)\"" }.joined(separator: ",")
        text += "athanor_\(name){\(words)} \(DecimalText.short(value, digits: 15))\n"
    }
}

extension String {
    fileprivate func replacing(suffixes: [String]) -> String {
        for suffix in suffixes where hasSuffix(suffix) { return String(dropLast(suffix.count)) }
        return self
    }
}
