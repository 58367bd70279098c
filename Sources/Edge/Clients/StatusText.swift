package import Documents
package import Reports

/// A host's status for a terminal.
package enum StatusText {
    package static func render(_ status: DocumentValue, _ style: TextStyle) -> String {
        var lines: [String] = []
        lines.append(
            "\(status.words("lab")) on \(status.words("far-end")); you are "
                + "\(status.words("user")), \(status.words("role"))."
        )
        lines.append(run(status))
        lines += scan(status)
        for question in status.items("questions") {
            lines.append("Asked: \(question.words("question")). \(question.words("say"))")
        }
        for task in status.items("tasks") {
            lines.append("To do (\(task.words("thread"))): \(task.words("text"))")
        }
        for fault in status.items("faults") {
            let able = fault.items("fix-ups").compactMap { value -> String? in
                if case .text(let word) = value { word } else { nil }
            }
            let act = fault.words("act")
            lines.append(
                "FAULT in ‘\(fault.words("title"))’\(act.isEmpty ? "" : ", " + act): "
                    + "\(fault.words("kind")). Decide: athanor fix "
                    + able.joined(separator: "|") + "."
            )
            for case .text(let shown) in fault.items("shows") { lines.append("  " + shown) }
        }
        for trip in status.items("trips") {
            let mark = trip.isSet("first-out") ? "TRIP, first-out:" : "TRIP:"
            lines.append(
                "\(mark) \(trip.words("interlock")) (zone \(trip.words("zone"))). "
                    + trip.words("happened")
            )
        }
        for bypass in status.items("bypasses") {
            lines.append(
                "BYPASSED: \(bypass.words("interlock")) by \(bypass.words("by")), "
                    + "\(bypass.words("left-s")) s left: \(bypass.words("reason"))"
            )
        }
        let alarms = status.items("alarms")
        let unseen = alarms.count { $0.member("attention") == .text("unacknowledged") }
        lines.append(
            alarms.isEmpty
                ? "No alarms."
                : "\(alarms.count) alarms, \(unseen) not acknowledged: athanor alarms."
        )
        return lines.joined(separator: "\n") + "\n\n" + tables(status, style)
    }

    private static func run(_ status: DocumentValue) -> String {
        guard let run = status.member("run") else { return "No run." }
        let able = run.items("available").compactMap { value -> String? in
            if case .text(let word) = value { word } else { nil }
        }
        return "Run \(run.words("run")): \(run.words("plan")) (\(run.words("file")), by "
            + "\(run.words("by"))) is \(run.words("state"))"
            + (able.isEmpty ? "." : "; available: \(able.joined(separator: ", ")).")
            + (run.words("held-because").isEmpty ? "" : " " + run.words("held-because"))
    }

    private static func scan(_ status: DocumentValue) -> [String] {
        guard let scan = status.member("scan") else { return [] }
        var lines = [
            "Scan every \(scan.words("period-ms")) ms: late by \(scan.words("late-p50-ms")) ms "
                + "(p50), \(scan.words("late-p99-ms")) ms (p99), \(scan.words("late-p999-ms")) ms "
                + "(p99.9), at most \(scan.words("late-most-ms")) ms; "
                + "\(scan.words("overruns")) overruns in \(scan.words("ticks")) ticks."
        ]
        for case .text(let shortfall) in scan.items("shortfalls") {
            lines.append("Not real-time: \(shortfall).")
        }
        for case .text(let watchdog) in scan.items("watchdogs") { lines.append(watchdog + ".") }
        if case .text(let point)? = scan.member("awaits") {
            lines.append("Interlocks do not judge before \(point) was read; nothing is permitted.")
        }
        return lines
    }

    private static func tables(_ status: DocumentValue, _ style: TextStyle) -> String {
        var zones = TextTable([("zone", .left), ("standing", .left), ("first-out", .left)])
        for zone in status.items("zones") {
            zones.add([zone.words("zone"), zone.words("standing"), zone.words("first-out")])
        }
        var lines = TextTable([("line", .left), ("standing", .left), ("", .left)])
        for line in status.items("lines") {
            lines.add([line.words("line"), line.words("standing"), line.words("reason")])
        }
        var devices = TextTable([("device", .left), ("mode", .left), ("held by", .left)])
        for device in status.items("devices") {
            devices.add([
                device.words("device"), device.words("mode"), device.words("held-by"),
            ])
        }
        return [zones, lines, devices].map { $0.render(style) }.joined(separator: "\n")
    }
}

/// Alarms for a terminal.
package enum AlarmText {
    package static func render(_ alarms: DocumentValue, _ style: TextStyle) -> String {
        guard case .list(let items) = alarms, !items.isEmpty else { return "No alarms." }
        return items.map { alarm in
            var lines = [
                "\(alarm.words("alarm"))  \(alarm.words("name"))  [\(alarm.words("priority")), "
                    + "\(alarm.words("condition")), \(alarm.words("attention"))"
                    + (alarm.words("occurrences") == "1"
                        ? "" : ", \(alarm.words("occurrences")) times")
                    + (alarm.words("shelved-until").isEmpty ? "" : ", shelved") + "]",
                "   happened: \(alarm.words("happened"))",
            ]
            for (key, label) in [("did", "done"), ("do", "do"), ("do-not", "do not")]
            where !alarm.words(key).isEmpty {
                lines.append("   \(label): \(alarm.words(key))")
            }
            return lines.joined(separator: "\n")
        }.joined(separator: "\n")
    }

    /// One line of an alarm's life.
    package struct Past {
        var time: String
        var run: String
        var alarm: DocumentValue

        package init(time: String, run: String, alarm: DocumentValue) {
            self.time = time
            self.run = run
            self.alarm = alarm
        }
    }

    package static func render(_ past: [Past], _ style: TextStyle) -> String {
        var table = TextTable([
            ("when", .left), ("run", .right), ("alarm", .left), ("priority", .left),
            ("it is", .left), ("what happened", .left),
        ])
        for line in past {
            let alarm = line.alarm
            table.add([
                line.time, line.run, alarm.words("name"), alarm.words("priority"),
                alarm.words("condition") + ", " + alarm.words("attention")
                    + (alarm.words("shelved-until").isEmpty ? "" : ", shelved"),
                alarm.words("happened"),
            ])
        }
        return table.render(style)
    }
}

extension DocumentValue {
    /// The member as a person reads it; empty where there is none.
    func words(_ key: String) -> String {
        switch member(key) {
        case .text(let text): text
        case .integer(let number): "\(number)"
        case .decimal(let digits): digits
        case .number(let number): "\(number)"
        case .flag(let flag): flag ? "yes" : "no"
        default: ""
        }
    }

    func items(_ key: String) -> [DocumentValue] {
        if case .list(let items)? = member(key) { items } else { [] }
    }

    func isSet(_ key: String) -> Bool { member(key) == .flag(true) }
}
