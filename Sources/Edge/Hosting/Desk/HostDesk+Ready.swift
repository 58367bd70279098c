import Devices
package import Documents
import Execution
import Foundation
import Interlocks
import Labs
import Quantities
import Reports
import Running
import Synchronization

/// One thing looked at before the day begins.
struct ReadyItem {
    enum Standing: String {
        case ready
        /// Somebody should look, but a run may begin.
        case attention
        /// The lab wants it done first; a run is not refused for it.
        case todo
        /// A run would be refused, or abort.
        case blocked
    }

    var subject: String
    var standing: Standing
    var words: String
    /// What to do about it; empty where nothing is to be done.
    var todo = ""
    /// Why the lab wants it; empty where nobody says.
    var reason = ""

    var document: DocumentValue {
        .members([
            "subject": .text(subject), "standing": .text(standing.rawValue),
            "words": .text(words), "do": todo.isEmpty ? nil : .text(todo),
            "reason": reason.isEmpty ? nil : .text(reason),
        ])
    }
}

/// The morning's walk: everything a run needs, looked at and nothing touched.
extension HostDesk {
    /// What is ready and what is not, in the order a technician walks.
    package func readiness() -> DocumentValue {
        let content = content.withLock { $0 }
        let items =
            lineItems(content) + deviceItems(content) + fenceItems(content)
            + materialItems(content) + recoveryItems(content) + runItems(content)
            + startUpItems(content)
        let isReady = !items.contains { [.blocked, .todo].contains($0.standing) }
        return .members([
            "ready": .flag(isReady), "items": .list(items.map(\.document)),
        ])
    }

    private func lineItems(_ content: Content) -> [ReadyItem] {
        let lab = site.loaded.lab
        let closed = content.view.lines.indices.compactMap { line -> ReadyItem? in
            guard content.view.lines[line] != .connected else { return nil }
            var reason = "is being opened."
            if case .closed(let why) = content.view.lines[line] { reason = why }
            return ReadyItem(
                subject: "line " + lab.lines[line].name,
                standing: .blocked,
                words: reason,
                todo: "Look at its adapter and cable."
            )
        }
        guard closed.isEmpty else { return closed }
        return [ReadyItem(subject: "lines", standing: .ready, words: "all open")]
    }

    private func deviceItems(_ content: Content) -> [ReadyItem] {
        let lab = site.loaded.lab
        let identity = IdentityCheck(lab: lab, names: site.loaded.names)
        var items: [ReadyItem] = []
        for device in lab.devices.indices {
            let verdict = identity.verdict(on: device, content.view.image, at: content.view.now)
            items += identityItem(device, verdict)
            items += stateItems(device, content)
        }
        if items.isEmpty {
            let words = "\(lab.devices.count) answer, as what the lab says they are"
            items.append(ReadyItem(subject: "devices", standing: .ready, words: words))
        }
        return items
    }

    private func identityItem(_ device: Int, _ verdict: IdentityCheck.Verdict) -> [ReadyItem] {
        let name = site.loaded.lab.devices[device].name
        switch verdict {
        case .right, .unchecked: return []
        case .wrong:
            return [
                ReadyItem(
                    subject: name,
                    standing: .blocked,
                    words: "another device answers at its address",
                    todo: "athanor devices probe shows what answered."
                )
            ]
        case .unknown:
            return [
                ReadyItem(
                    subject: name,
                    standing: .blocked,
                    words: "does not answer",
                    todo: "Look at its power and its cable."
                )
            ]
        }
    }

    /// Mode, homing, calibration.
    private func stateItems(_ device: Int, _ content: Content) -> [ReadyItem] {
        let name = site.loaded.lab.devices[device].name
        let state = content.state.devices[device]
        var items: [ReadyItem] = []
        if content.modes[device] != .automatic {
            items.append(
                ReadyItem(
                    subject: name,
                    standing: .blocked,
                    words: "is in mode \(content.modes[device].rawValue)",
                    todo: "athanor mode \(name) automatic, once it may move by itself."
                )
            )
        }
        let profile = site.loaded.lab.profiles[site.loaded.lab.devices[device].profile]
        if let home = profile.jog?.home, state.homing == .unknown,
            !isAskedAtStartUp(home, of: device)
        {
            items.append(
                ReadyItem(
                    subject: name,
                    standing: .attention,
                    words: "its position is not known",
                    todo: "athanor act \(name) \(home), or let the plan do it."
                )
            )
        }
        if let until = state.calibratedUntil, until < Self.today {
            items.append(
                ReadyItem(
                    subject: name,
                    standing: .attention,
                    words: "its calibration ended on \(until)",
                    todo: "Calibrate it, or mind what it measures."
                )
            )
        }
        return items
    }

    /// The local date, `2026-12-31`.
    private static var today: String {
        let parts = Calendar.current.dateComponents([.year, .month, .day], from: Date())
        func digits(_ number: Int?, _ count: Int) -> String {
            let text = "\(number ?? 0)"
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        return [digits(parts.year, 4), digits(parts.month, 2), digits(parts.day, 2)]
            .joined(separator: "-")
    }

    private func fenceItems(_ content: Content) -> [ReadyItem] {
        let lab = site.loaded.lab
        var items: [ReadyItem] = []
        if let point = content.view.awaited {
            items.append(
                ReadyItem(
                    subject: "interlocks",
                    standing: .blocked,
                    words: "do not judge yet: \(site.loaded.names.points[point].name) was not read"
                )
            )
        }
        for trip in content.view.latched {
            let rule = lab.interlocks[trip.interlock]
            items.append(
                ReadyItem(
                    subject: "interlock " + rule.name,
                    standing: .blocked,
                    words: "tripped. "
                        + LiveWords.of(tripOf: trip.interlock, trip.unread, site.loaded),
                    todo: rule.mend + " Then: athanor reset \(rule.name)."
                )
            )
        }
        for bypass in content.bypasses {
            items.append(
                ReadyItem(
                    subject: "interlock " + lab.interlocks[bypass.interlock].name,
                    standing: .attention,
                    words: "bypassed by \(bypass.by): \(bypass.reason)",
                    todo: "End it: athanor bypass \(lab.interlocks[bypass.interlock].name) --end."
                )
            )
        }
        if items.isEmpty {
            let words = "\(lab.interlocks.count) judge; none tripped, none bypassed"
            items.append(ReadyItem(subject: "interlocks", standing: .ready, words: words))
        }
        return items
    }

    /// Gas, waste, tips.
    private func materialItems(_ content: Content) -> [ReadyItem] {
        let (lab, names) = (site.loaded.lab, site.loaded.names)
        var items: [ReadyItem] = []
        for assembly in lab.assemblies {
            switch assembly.role {
            case .gas:
                guard let point = names.point(assembly.name + ".pressure") else { continue }
                let reading = content.view.image[point]
                let shown = ReadingText.value(reading, of: names.points[point].definition)
                items.append(
                    ReadyItem(
                        subject: "gas " + assembly.name,
                        standing: reading.quality == .good ? .ready : .blocked,
                        words: "pressure \(shown)"
                    )
                )
            case .liquidHandler(let handler):
                items.append(waste(of: handler, content))
                let tips = content.state.tips.count { $0 == .new }
                items.append(
                    ReadyItem(
                        subject: "tips",
                        standing: tips > 0 ? .ready : .attention,
                        words: "\(tips) new",
                        todo: tips > 0 ? "" : "Put a new rack there, and say so: athanor deck."
                    )
                )
            default: continue
            }
        }
        return items
    }

    private func waste(of handler: LiquidHandlerAssembly, _ content: Content) -> ReadyItem {
        let vessels = site.loaded.names.vessels
        guard let item = vessels.item(named: handler.waste),
            let vessel = vessels.vessel(item: item, row: 0, column: 0)
        else {
            return ReadyItem(subject: "waste", standing: .attention, words: "is not on the deck")
        }
        let capacity = vessels.type(of: vessel).capacity
        let share = capacity > 0 ? content.state.contents[vessel].volume / capacity : 1
        let percent = Int((share * 100).rounded())
        return ReadyItem(
            subject: "waste",
            standing: share < 0.8 ? .ready : .attention,
            words: "\(percent) % full",
            todo: share < 0.8 ? "" : "Empty it, and say so: athanor deck."
        )
    }

    private func runItems(_ content: Content) -> [ReadyItem] {
        guard let run = content.run, run.isOn else {
            return [ReadyItem(subject: "runs", standing: .ready, words: "none is on")]
        }
        let isHeld = run.state == .held || run.state == .holding
        return [
            ReadyItem(
                subject: "run \(run.number)",
                standing: .blocked,
                words: isHeld ? "is held" : "is on",
                todo: isHeld ? "athanor resume \(run.number), or athanor stop \(run.number)." : ""
            )
        ]
    }
}
